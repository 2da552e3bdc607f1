// What hangs whoever looks at it, as the mount of a server that is gone does?
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmdirSync, statSync } from 'node:fs'
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

/** It has one file, `log`, which takes whatever is written, and answers until somebody asks for the file `end`. */
const dying = `exec python3 -c '
import os, select, struct
def attr(node):
    return struct.pack("<6Q10I", node, 0, 0, 0, 0, 0, 0, 0, 0, *((0o40755, 2) if node == 1 else (0o100644, 1)), 0, 0, 0, 4096, 0)
alive = True
while alive:
    if 0 in select.select([0, 3], [], [])[0]: raise SystemExit
    request = os.read(3, 262144)
    _, opcode, unique, node = struct.unpack_from("<IIQQ", request)
    alive = request[40:] != b"end\\0"
    if opcode in (2, 42): continue
    answers = {
        26: lambda: struct.pack("<IIIIHHIIHH8I", 7, 23, 4096, 0, 1, 1, 4096, 1, 0, 0, *[0] * 8),
        16: lambda: request[56:60] + bytes(4),
        **({1: lambda: struct.pack("<4Q2I", 2, 0, 600, 600, 0, 0) + attr(2)} if alive else {}),
        3: lambda: struct.pack("<Q2I", 600, 0, 0) + attr(node),
        14: lambda: struct.pack("<Q2I", 1, 1, 0),
    }
    body = answers[opcode]() if opcode in answers else b""
    os.write(3, struct.pack("<IiQ", 16 + len(body), 0 if opcode in answers or opcode == 18 else -38 if alive else -2, unique) + body)
    if opcode == 26: print("mounted", flush=True)
os.read(0, 1)
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

/** A disk with the file `log`, which stands still from `die` on: whoever writes there then waits for ever, and can be killed. */
export const mountDying = async (): Promise<DeadMount & { readonly log: string; readonly die: () => void }> => {
  const dead = await mountOnItsOwn(dying)
  const log = join(dead.folder, 'log')
  // Of what was closed once the kernel knows that there is nothing to be flushed, for which somebody could wait.
  closeSync(openSync(log, 'a'))
  return { ...dead, log, die: () => void statSync(join(dead.folder, 'end'), { throwIfNoEntry: false }) }
}

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
