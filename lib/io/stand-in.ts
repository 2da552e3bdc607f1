// What has ExaBGP's pipes for a while when this process is gone, so that ExaBGP does not start the next one at once?
import { readFileSync } from 'node:fs'

/**
 * How long. ExaBGP 4.2 and 5.0 stop, with everybody's routes, at the sixth start of a process within one of their minutes of 64 s: with two starts
 * that take no time and three that take so long, the sixth is always in another minute.
 */
export const standInMs = 22_000

const remark = `exabgp-haproxy error: the program died soon after its start: what is announced stays, and nobody withdraws it until ExaBGP starts the program again in ${standInMs / 1000} s`

// One that has ended and is not waited for has a number still (proc(5): Z).
const lives = `kill -0 "$1" && { read -r stat <"/proc/$1/stat"; case "$stat" in *') Z '*) false ;; esac; }`

// Who has lived for longer than `standInMs` needs nobody, and dismisses the shell; this is for where it cannot be seen to have ended.
const mostTries = 300

// Node makes our end of a pipe non-blocking for all who have it: then `cat` ends with a mistake, and at the end of the input without one. Only
// `timeout` keeps stdout, so that ExaBGP notices when the time is over, whatever `cat` waits for.
const drain = 'exec 4>&-; until cat; do sleep 0.1; done'

/**
 * For a shell with the number of a process as `$1`: waits for its end, whatever the end is. ExaBGP notices an end by its pipes alone: the shell reads
 * and forgets what ExaBGP says for `standInMs`, or until ExaBGP closes its end, then it leaves. One line, and also where PATH leads nowhere.
 */
export const standInScript = [
  'PATH=/usr/bin:/bin',
  'tries=0',
  `while ${lives} && [ $tries -lt ${mostTries} ]; do tries=$((tries + 1)); sleep 0.1 </dev/null >/dev/null; done 2>/dev/null`,
  `[ $tries -lt ${mostTries} ] || exit 0`,
  `echo "$(date -u +%Y-%m-%dT%H:%M:%S.000Z) ${remark}" >&2`,
  `exec timeout ${standInMs / 1000} sh -c '${drain}' 4>&1 >/dev/null 2>&1`,
].join('; ')

let standIn: (() => void) | undefined

/** `pid`: of the shell that does so already, if a shell started this process. */
export const startStandIn = async (pid?: number): Promise<void> => {
  standIn = pid === undefined ? await ownStandIn() : () => endShell(pid)
}

/** Nobody is needed: this process ends as it was told to, or may die without harm. */
export const dismissStandIn = (): void => {
  standIn?.()
  standIn = undefined
}

const ownStandIn = async (): Promise<(() => void) | undefined> => {
  try {
    const { spawn } = await import('node:child_process')
    const child = spawn('/bin/sh', ['-c', standInScript, 'stand-in', String(process.pid)], { stdio: 'inherit', detached: true })
    child.on('error', () => {})
    child.unref()
    return () => child.kill('SIGKILL')
  } catch {
    return undefined // without files or processes for it there is none
  }
}

// It is no child of ours, so that its number may be another's by now.
const endShell = (pid: number): void => {
  try {
    if (isShell(pid)) process.kill(pid, 'SIGKILL')
  } catch {} // it is gone
}

const isShell = (pid: number): boolean => {
  try {
    return /^[^\0]*sh\0/.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'))
  } catch {
    return true
  }
}
