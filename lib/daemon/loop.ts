// Who calls `step`, carries out what it wants, and wakes it in time?

import type { Config, ProbeCheck, Service } from '../config/config.ts'
import type { Effect } from '../engine/effect.ts'
import type { Event } from '../engine/event.ts'
import { initialState, isProbeCheck, type State } from '../engine/state.ts'
import { nextTick, step } from '../engine/step.ts'
import type { Look, Watch } from '../haproxy/request.ts'
import type { OutlineResult, SnapshotResult } from '../haproxy/snapshot.ts'
import type { Evidence } from '../health/evidence.ts'
import { type LogLine, logLine } from '../report/line.ts'
import type { Memory } from './memory.ts'

/** The world as the loop needs it; each promise resolves and never rejects. */
export type Edges = {
  /** Milliseconds of the monotonic clock. */
  readonly now: () => number
  readonly write: (line: string) => void
  readonly readStatistics: (watch: Watch, look: Look, timeoutMs: number) => Promise<SnapshotResult | OutlineResult>
  readonly probe: (check: ProbeCheck, service: Service) => Promise<Evidence>
  /** Follow the events of the process of HAProxy that answers now. */
  readonly followRing: () => void
  readonly log: (line: LogLine) => void
  readonly memory: Memory
  /** Sees every event before it is taken in, with the state that it meets; absent where nothing is recorded. */
  readonly record?: (event: Event, state: State) => void
  readonly exit: (withinMs: number) => void
}

/** An event before it has a time. */
export type Happening = Event extends infer One ? (One extends Event ? Omit<One, 'at'> : never) : never

export type Loop = { readonly dispatch: (happening: Happening) => void; readonly state: () => State }

/** Starts all checks; from then on events come in by `dispatch`. */
export const startLoop = (config: Config, edges: Edges, standalone: boolean): Loop => {
  let state = initialState(config, edges.now(), standalone, edges.memory.former)
  let timer: NodeJS.Timeout | undefined

  const dispatch = (happening: Happening): void => {
    const event = { ...happening, at: edges.now() }
    edges.record?.(event, state)
    const next = step(state, event, config)
    state = next.state
    for (const effect of next.effects) perform(effect)
    arm()
  }

  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case 'write':
        edges.write(effect.line)
        break
      case 'read-statistics':
      case 'probe':
        answer(effect, config.services, edges)?.then(dispatch)
        break
      case 'find-others':
        edges.memory.findOthers().then((others) => dispatch({ type: 'others', others }))
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

  const arm = (): void => {
    clearTimeout(timer)
    const next = nextTick(state)
    if (state.stopped || next === Number.POSITIVE_INFINITY) return
    timer = setTimeout(() => dispatch({ type: 'tick' }), Math.max(0, Math.ceil(next - edges.now())))
  }

  dispatch({ type: 'tick' })
  return { dispatch, state: () => state }
}

/** What HAProxy or a probe answers to an effect that asks one of them. */
export const answer = (
  effect: Effect,
  services: readonly Service[],
  { readStatistics, probe }: Pick<Edges, 'readStatistics' | 'probe'>,
): Promise<Happening> | undefined => {
  if (effect.type === 'read-statistics')
    return readStatistics(effect.watch, effect.look, effect.timeoutMs).then((result) =>
      'outline' in result ? { type: 'outline', outline: result.outline } : { type: 'statistics', result },
    )
  if (effect.type !== 'probe') return undefined
  const service = services.find(({ name }) => name === effect.check.service)
  const check = service?.checks[effect.check.index]
  if (service === undefined || check === undefined || !isProbeCheck(check))
    throw new Error(`no probe ${effect.check.service} ${effect.check.index}`)
  return probe(check, service).then((evidence) => ({ type: 'probed', check: effect.check, evidence }))
}
