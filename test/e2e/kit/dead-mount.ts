// What hangs whoever looks at it, as the mount of a server that is gone does?
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type DeadMount = { readonly folder: string; readonly release: () => Promise<void> }

// The kernel waits for the file system's program (FUSE), which never says a word. Once it has ended, everything is answered with an error.
const script = `exec 3<>/dev/fuse
mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0,allow_other dead "$0" && echo mounted
cat >/dev/null
exec 3>&-
umount -l "$0"`

/** Mounts it on a folder of its own; it goes away with this process at the latest. Programs have to be started afterwards to see it. */
export const mountDead = async (): Promise<DeadMount> => {
  const folder = mkdtempSync(join(tmpdir(), 'exabgp-haproxy-dead-'))
  const release = await mount(['bash', '-c', script, folder])
  return {
    folder,
    release: async () => {
      await release()
      rmdirSync(folder)
    },
  }
}

/** Mounts it on a folder that was well so far, as one program and those that it starts see it. */
export const dieFor = (pid: number, folder: string): Promise<() => Promise<void>> =>
  mount(['nsenter', `--target=${pid}`, '--mount', 'bash', '-c', script, folder])

const mount = async ([file = '', ...words]: readonly string[]): Promise<() => Promise<void>> => {
  const holder = spawn(file, words, { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  const [mounted] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')])
  if (!String(mounted).startsWith('mounted')) throw new Error(`Expected a mount on ${words.at(-1)}, got ${mounted}`)
  return async () => {
    holder.stdin.end()
    await once(holder, 'exit')
  }
}
