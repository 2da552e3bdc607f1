// What has ExaBGP's pipes for a while when this process is gone, so that ExaBGP does not start the next one at once?
import { type ChildProcess, spawn } from 'node:child_process'

/**
 * How long. ExaBGP 4.2 and 5.0 stop, with everybody's routes, at the sixth start of a process within one of their minutes of 64 s: with two starts
 * that take no time and three that take so long, the sixth is always in another minute.
 */
export const standInMs = 22_000

let standIn: ChildProcess | undefined

/**
 * Starts a shell that waits for the end of this process, of which the pipe on descriptor 3 tells, whatever the end is. ExaBGP notices an end by its
 * pipes alone: the shell reads and forgets what ExaBGP says for `standInMs`, or until ExaBGP closes its end, then it leaves.
 */
export const startStandIn = (): void => {
  try {
    const words = ['-c', script, 'stand-in', String(standInMs / 1000)]
    const child = spawn('/bin/sh', words, { stdio: [0, 1, 2, 'pipe'], detached: true })
    child.on('error', () => {})
    child.stdio[3]?.on('error', () => {})
    child.unref()
    standIn = child
  } catch {
    // Without files or processes for it there is none.
  }
}

/** Nobody is needed: this process ends as it was told to, or may die without harm. */
export const dismissStandIn = (): void => {
  standIn?.kill('SIGKILL')
  standIn = undefined
}

const remark =
  'exabgp-haproxy error: the program died soon after its start: what is announced stays, and nobody withdraws it until ExaBGP starts the program again in $1 s'

// Node makes our end of a pipe non-blocking for all who have it: then `cat` ends with a mistake, and at the end of the input without one. Only
// `timeout` keeps stdout, so that ExaBGP notices when the time is over, whatever `cat` waits for.
const drain = 'exec 4>&-; until cat; do sleep 0.1; done'
const script = `read -r _ <&3; exec 3<&-; echo "$(date -u +%Y-%m-%dT%H:%M:%S.000Z) ${remark}" >&2
exec timeout "$1" sh -c '${drain}' 4>&1 >/dev/null 2>&1`
