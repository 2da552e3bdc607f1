// How does a command end that may fork, hang, flood us or ignore signals?
import { type ChildProcess, spawn } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from '../values/error-code.ts'
import { startDeadline } from './deadline.ts'
import { type Descendant, descendantsOf, isStillThere } from './descendants.ts'
import { isGroupAlive } from './group-members.ts'
import { collect, lastOutput } from './group-output.ts'
import { holdsNothing, mayWait } from './program-file.ts'

type GroupCommand = {
  readonly argv: readonly [string, ...string[]]
  /** Added to our own. */
  readonly environment: Readonly<Record<string, string>>
  /** What it reads; nothing by default. */
  readonly input?: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export type GroupEnd =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timeout' | 'aborted' }
  /** `reason`: the code of the system's error, such as `ENOENT`. */
  | { readonly kind: 'not-started'; readonly reason: string }

export type GroupRun = {
  readonly ended: Promise<{ readonly end: GroupEnd; readonly output: string }>
  /** Whether something of it still runs; what a command left in the background after an exit of its own does not count. */
  readonly isAlive: () => boolean
}

/**
 * Runs a command as the leader of a process group. It has ended when it exits, whoever still holds its output; at the deadline, or when
 * `signal` aborts, the whole group is killed with all that descends from it (timeout(1) makes a group of its own), and not waited for: a
 * process of another user, or one that waits for a dead disk, stays. Never throws, and its promise never rejects.
 */
export const runGroup = (command: GroupCommand): GroupRun => {
  if (command.signal?.aborted === true) return notRun({ kind: 'aborted' })
  if (holdsNothing(command.argv)) return notRun({ kind: 'not-started', reason: 'ENOEXEC' })
  const byShell = mayWait(command.argv)
  const child = start(command, byShell)
  if (typeof child === 'string') return notRun({ kind: 'not-started', reason: child })
  if (command.signal !== undefined) setMaxListeners(0, command.signal) // one for each command that runs
  return follow(child, command, byShell)
}

/** What was killed takes a moment to end, in which we run. */
const ends = { tries: 20, everyMs: 10 }

/** Whether nothing of a run is left, at the latest after 0.2 s. */
export const hasEnded = async (run: Pick<GroupRun, 'isAlive'> | undefined): Promise<boolean> => {
  for (let tries = 0; run?.isAlive(); tries++) {
    if (tries === ends.tries) return false
    await delay(ends.everyMs)
  }
  return true
}

const notRun = (end: GroupEnd): GroupRun => ({ ended: Promise.resolve({ end, output: '' }), isAlive: () => false })

// Where the system lacks files or memory, `spawn` throws, or gives a child without streams whose error follows. Node waits until the program has taken
// the place of its own child, for ever where that waits for a mount that does not answer; for a shell that waits in its stead, it does not.
const start = ({ argv, environment, input }: GroupCommand, byShell: boolean): ChildProcess | string => {
  try {
    const [file, ...args] = byShell ? ['/bin/sh', '-c', 'exec "$0" "$@"', ...argv] : argv
    return spawn(file, args, {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, ...environment },
    })
  } catch (error) {
    return errorCode(error)
  }
}

/** What the shell says of a program that it cannot begin, as the system's errors. */
const shellErrors: Readonly<Record<number, string>> = { 126: 'EACCES', 127: 'ENOENT' }

const follow = (child: ChildProcess, command: GroupCommand, byShell: boolean): GroupRun => {
  let alive = true
  let escaped: readonly Descendant[] = []
  const kill = (): void => {
    escaped = child.pid === undefined ? [] : descendantsOf(child.pid)
    killAll(child.pid, escaped)
  }
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null && stream !== undefined)
  const output = collect(streams)
  child.stdin?.on('error', () => {}) // it need not read
  child.stdin?.end(command.input)
  const ending = endOf(child, command, kill).then(async (ended) => {
    const end = byShell ? asOfShell(ended) : ended
    if (end.kind !== 'timeout' && end.kind !== 'aborted') alive = false
    if (end.kind === 'exited' || end.kind === 'killed') await lastOutput(child, streams)
    for (const stream of [...streams, child.stdin]) stream?.destroy()
    return { end, output: output() }
  })
  return {
    ended: ending,
    isAlive: () => {
      alive &&= !hasExited(child) || (child.pid !== undefined && isGroupAlive(child.pid)) || escaped.some(isStillThere)
      return alive
    },
  }
}

const hasExited = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

const asOfShell = (end: GroupEnd): GroupEnd => {
  const trouble = end.kind === 'exited' ? shellErrors[end.status] : undefined
  return trouble === undefined ? end : { kind: 'not-started', reason: trouble }
}

const endOf = (child: ChildProcess, { timeoutMs, signal }: GroupCommand, killIt: () => void): Promise<GroupEnd> =>
  new Promise((resolve) => {
    const settle = (end: GroupEnd) => {
      callOff()
      signal?.removeEventListener('abort', abort)
      resolve(end)
    }
    const kill = (kind: 'timeout' | 'aborted') => {
      killIt()
      settle({ kind })
    }
    const abort = () => kill('aborted')
    const callOff = startDeadline(timeoutMs, () => kill('timeout'))
    signal?.addEventListener('abort', abort)
    child.once('exit', (status, killer) => settle(status === null ? { kind: 'killed', signal: `${killer}` } : { kind: 'exited', status }))
    child.on('error', (error) => child.pid === undefined && settle({ kind: 'not-started', reason: errorCode(error) }))
  })

// The leader has not been waited for yet, so its number still is the group's.
const killAll = (leader: number | undefined, others: readonly Descendant[]): void => {
  for (const target of [...(leader === undefined ? [] : [-leader]), ...others.map(({ pid }) => pid)])
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // It is gone already, or another user's.
    }
}
