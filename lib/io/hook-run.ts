// How does one run of a hook end?
import type { Hook } from '../config/hooks.ts'
import { duration } from '../values/span.ts'
import { type GroupEnd, type GroupRun, runGroup } from './process-group.ts'
import { whyNotStarted } from './start-problems.ts'

type HookInput = {
  readonly environment: Readonly<Record<string, string>>
  /** One JSON object on stdin. */
  readonly object: object
  /** Kills it when it aborts. */
  readonly signal?: AbortSignal
}

/** `trouble`: what went wrong, such as `exit status 1`; undefined where nothing did. `output`: the first 8 kB. */
export type HookOutcome = { readonly trouble: string | undefined; readonly output: string; readonly tookMs: number }

export type HookRun = { readonly ended: Promise<HookOutcome>; readonly isAlive: GroupRun['isAlive'] }

/** Never throws, and never rejects; killed with all that it has started at `timeoutMs`. */
export const runHook = ({ run, timeoutMs }: Hook, { environment, object, signal }: HookInput): HookRun => {
  const argv = run.kind === 'shell' ? (['/bin/sh', '-c', run.text] as const) : run.argv
  const begun = performance.now()
  const { ended, isAlive } = runGroup({
    argv,
    environment,
    input: `${JSON.stringify(object)}\n`,
    timeoutMs,
    ...(signal !== undefined && { signal }),
  })
  const outcome = ended.then(({ end, output }) => ({ trouble: troubleOf(end, timeoutMs), output, tookMs: performance.now() - begun }))
  return { ended: outcome, isAlive }
}

const troubleOf = (end: GroupEnd, timeoutMs: number): string | undefined => {
  switch (end.kind) {
    case 'exited':
      return end.status === 0 ? undefined : `exit status ${end.status}`
    case 'killed':
      return `killed by ${end.signal}`
    case 'timeout':
      return `no exit within ${duration(timeoutMs)}, killed`
    case 'aborted':
      return 'killed, as this process ends'
    case 'not-started':
      return `it cannot be started: ${whyNotStarted(end.reason)}`
  }
}
