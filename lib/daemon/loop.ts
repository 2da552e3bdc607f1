// Who calls `step`, carries out what it wants, and wakes it in time?

import { type Config, checkName, type ProbeCheck, type Service } from '../config/config.ts'
import type { Effect } from '../engine/effect.ts'
import type { Event } from '../engine/event.ts'
import { initialState, type State } from '../engine/state.ts'
import { nextTick, step } from '../engine/step.ts'
import type { Others } from '../exabgp/former.ts'
import type { Look, Watch } from '../haproxy/request.ts'
import type { OutlineResult, SnapshotResult } from '../haproxy/snapshot.ts'
import { type Evidence, unknown } from '../health/evidence.ts'
import { type LogLine, logLine } from '../report/line.ts'
import type { Memory } from './memory.ts'
import type { Mistakes } from './mistakes.ts'

/** The world as the loop needs it. What rejects or throws is a mistake of this program: it costs what it was asked for, and nothing else. */
export type Edges = {
  /** Milliseconds of the monotonic clock. */
  readonly now: () => number
  readonly write: (line: string) => void
  readonly readStatistics: (watch: Watch, look: Look, timeoutMs: number) => Promise<SnapshotResult | OutlineResult>
  readonly probe: (check: ProbeCheck, service: Service) => Promise<Evidence>
  /** Resolves to the services whose maintenance file has not answered since the time before; what is found is dispatched by itself. */
  readonly lookForMaintenance: () => Promise<readonly string[]>
  /** Follow the events of the process of HAProxy that answers now. */
  readonly followRing: () => void
  readonly log: (line: LogLine) => void
  readonly memory: Memory
  /** Sees every event before it is taken in, with the state that it meets; absent where nothing is recorded. */
  readonly record?: (event: Event, state: State) => void
  readonly exit: (withinMs: number) => void
  readonly mistake: Mistakes
  /** Nothing goes on any more: let ExaBGP start another process, and keep what is announced. */
  readonly giveUp: () => void
}

/** How long `step` may fail at every tick before another process has to try. */
const failingForMs = 10_000
/** When a tick that failed is tried again. */
const afterFailureMs = 1000

/** An event before it has a time. */
export type Happening = Event extends infer One ? (One extends Event ? Omit<One, 'at'> : never) : never

export type Loop = { readonly dispatch: (happening: Happening) => void; readonly state: () => State }

/** Starts all checks; from then on events come in by `dispatch`. */
export const startLoop = (config: Config, edges: Edges, standalone: boolean): Loop => {
  let state = initialState(config, edges.now(), standalone, edges.memory.former, edges.memory.predecessor)
  let timer: NodeJS.Timeout | undefined
  let tickedAt = edges.now()

  const dispatch = (happening: Happening): void => {
    const event = { ...happening, at: edges.now() }
    edges.record?.(event, state)
    const effects = take(event)
    for (const effect of effects ?? []) carryOut(effect)
    if (effects === undefined && isEnd(event)) edges.exit(0)
    else arm(effects === undefined ? afterFailureMs : 0)
  }

  // An event that cannot be taken in is as one that never came; its state is not half taken in, as `step` changes nothing.
  const take = (event: Event): readonly Effect[] | undefined => {
    try {
      const next = step(state, event)
      state = next.state
      if (event.type === 'tick') tickedAt = event.at
      return next.effects
    } catch (error) {
      edges.mistake(`and what happened ("${event.type}") is passed over`, error)
      if (event.at - tickedAt > failingForMs) edges.giveUp()
      return undefined
    }
  }

  const carryOut = (effect: Effect): void => {
    try {
      perform(effect)
    } catch (error) {
      edges.mistake(`and "${effect.type}" was not done`, error)
    }
  }

  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case 'write':
        edges.write(effect.line)
        break
      case 'read-statistics':
      case 'probe':
        ask(effect, edges)
          .catch((error: unknown) => failedAnswer(effect, error, edges.mistake))
          .then((happening) => happening && dispatch(answerTo(effect, happening)))
        break
      case 'find-others':
        edges.memory
          .findOthers()
          .catch((error: unknown): Others => {
            edges.mistake('and other processes are not looked for', error)
            return { ok: false, reason: 'a mistake of this program' }
          })
          .then((others) => dispatch(answerTo(effect, { type: 'others', others })))
        break
      case 'look-for-maintenance':
        edges.lookForMaintenance().then(
          (unanswered) => dispatch(answerTo(effect, { type: 'maintenance-looked', unanswered })),
          (error: unknown) => edges.mistake('and maintenance files were not looked at', error),
        )
        break
      case 'remember':
        edges.memory.remember(effect.former)
        break
      case 'follow-ring':
        edges.followRing()
        break
      case 'tell':
        edges.log(logLine(effect.news))
        break
      case 'exit':
        edges.exit(effect.withinMs)
        break
    }
  }

  const arm = (leastMs: number): void => {
    clearTimeout(timer)
    const next = wakeAt()
    if (state.stopped || next === Number.POSITIVE_INFINITY) return
    timer = setTimeout(() => dispatch({ type: 'tick' }), Math.max(leastMs, Math.ceil(next - edges.now())))
  }

  const wakeAt = (): number => {
    try {
      return nextTick(state)
    } catch (error) {
      edges.mistake('and looks again in a second', error)
      return edges.now() + afterFailureMs
    }
  }

  dispatch({ type: 'tick' })
  return { dispatch, state: () => state }
}

const answerTo = ({ question }: { readonly question?: number }, happening: Happening): Happening =>
  question === undefined ? happening : { ...happening, question }

// What throws rejects.
const ask = async (effect: Asking, edges: Edges): Promise<Happening | undefined> => answer(effect, edges)

const isEnd = ({ type }: Event): boolean => type === 'stop' || type === 'closed'

const failedAnswer = (effect: Asking, error: unknown, mistake: Mistakes): Happening => {
  const reason = 'a mistake of this program, which its log tells'
  if (effect.type === 'probe') {
    mistake(`and ${effect.service.name}: ${checkName(effect.asks)} has no result`, error)
    return { type: 'probed', check: effect.check, evidence: unknown(reason) }
  }
  mistake('and HAProxy was not asked', error)
  return { type: 'statistics', result: { ok: false, fault: { kind: 'unreadable', reason } } }
}

type Asking = Effect & { readonly type: 'read-statistics' | 'probe' }

/** What HAProxy or a probe answers to an effect that asks one of them. */
export const answer = (
  effect: Effect,
  { readStatistics, probe }: Pick<Edges, 'readStatistics' | 'probe'>,
): Promise<Happening> | undefined => {
  if (effect.type === 'read-statistics')
    return readStatistics(effect.watch, effect.look, effect.timeoutMs).then((result) =>
      'outline' in result ? { type: 'outline', outline: result.outline } : { type: 'statistics', result },
    )
  if (effect.type !== 'probe') return undefined
  return probe(effect.asks, effect.service).then((evidence) => ({ type: 'probed', check: effect.check, evidence }))
}
