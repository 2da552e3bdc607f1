// What hangs whoever looks at it, as the mount of a server that is gone does?
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type DeadMount = { readonly folder: string; readonly release: () => Promise<void> }

/** The kernel waits for the file system's program (FUSE), which never says a word. Who waits there can be killed. */
const mute = 'echo mounted; cat >/dev/null'

/** It answers the first question, for the terms, and no other one that it has read: the kernel lets nobody go who waits for that, not even by SIGKILL (state D). */
const listening = `exec python3 -c '
import os, select, struct
while 0 not in select.select([0, 3], [], [])[0]:
    request = os.read(3, 262144)
    _, opcode, unique = struct.unpack_from("<IIQ", request)
    if opcode == 26:
        os.write(3, struct.pack("<IiQIIIIHHIIHH8I", 80, 0, unique, 7, 23, 4096, 0, 1, 1, 4096, 1, 0, 0, *[0] * 8))
        print("mounted", flush=True)
'`

// Once the program has ended, everything is answered with an error.
const script = (program: string): string => `exec 3<>/dev/fuse
mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0,allow_other dead "$0" && (${program})
exec 3>&-
umount -l "$0"`

/** Mounts it on a folder of its own; it goes away with this process at the latest. Programs have to be started afterwards to see it. */
export const mountDead = (): Promise<DeadMount> => mountOnItsOwn(mute)

/** The same, but what hangs there cannot be killed before it is released. */
export const mountUnkillable = (): Promise<DeadMount> => mountOnItsOwn(listening)

/** Mounts it on a folder that was well so far, as one program and those that it starts see it: also where their root is not the machine's. */
export const dieFor = (pid: number, folder: string): Promise<() => Promise<void>> =>
  mount(['nsenter', `--target=${pid}`, '--mount', '--root', 'bash', '-c', script(mute), folder])

const mountOnItsOwn = async (program: string): Promise<DeadMount> => {
  const folder = mkdtempSync(join(tmpdir(), 'exabgp-haproxy-dead-'))
  const release = await mount(['bash', '-c', script(program), folder])
  return {
    folder,
    release: async () => {
      await release()
      rmdirSync(folder)
    },
  }
}

const mount = async ([file = '', ...words]: readonly string[]): Promise<() => Promise<void>> => {
  const holder = spawn(file, words, { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  const [mounted] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')])
  if (!String(mounted).startsWith('mounted')) throw new Error(`Expected a mount on ${words.at(-1)}, got ${mounted}`)
  return async () => {
    holder.stdin.end()
    await once(holder, 'exit')
  }
}
