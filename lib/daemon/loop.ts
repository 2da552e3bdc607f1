// Who calls `step`, has done what it wants, and wakes it in time?
import type { Effect } from '../engine/effect.ts'
import type { Event } from '../engine/event.ts'
import { nextTick } from '../engine/next-tick.ts'
import type { State } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Part } from './part.ts'
import { perform } from './perform.ts'
import type { Happening, Performers } from './performers.ts'

/** The world as the loop needs it. */
export type Edges = Performers & {
  /** Milliseconds of the monotonic clock. */
  readonly now: () => Milliseconds
  /** Sees every event in its order, with the state that it met, once what follows from it is done: a withdraw does not wait for that. Not lines that say nothing. */
  readonly record: (event: Event, state: State) => void
  /** Sees every state that an event has led to, and does nothing about it at once. */
  readonly taken?: (state: State) => void
  /** Nothing goes on any more: let ExaBGP start another process, and keep what is announced. */
  readonly giveUp: () => void
}

/** How long `step` may fail at every tick before another process has to try. */
const failingForMs = 10_000
/** When a tick that failed is tried again. */
const afterFailureMs = 1000

/** Owns the state: events come in by `dispatch`, and what follows from them is carried out. */
export class Loop implements Part {
  readonly #edges: Edges
  #state: State
  #timer: NodeJS.Timeout | undefined
  #tickedAt: number
  #unrecorded: (readonly [Event, State])[] = []

  constructor(state: State, edges: Edges) {
    this.#state = state
    this.#edges = edges
    this.#tickedAt = edges.now()
  }

  get state(): State {
    return this.#state
  }

  /** Starts all checks. */
  start(): void {
    this.dispatch({ type: 'tick' })
  }

  /** Nothing wakes it any more; what comes in is still taken in. */
  stop(): void {
    clearTimeout(this.#timer)
  }

  readonly dispatch = (happening: Happening): void => {
    if (happening.type === 'heard' && this.#state.stopped) return // nothing follows from it any more
    const event: Event = { ...happening, at: this.#edges.now() }
    const before = this.#state
    const isInside = this.#unrecorded.push([event, before]) > 1
    const effects = this.#take(event)
    if (event.type === 'heard' && effects?.length === 0 && this.#state === before) this.#unrecorded.pop()
    for (const effect of effects ?? []) this.#carryOut(effect)
    this.#edges.taken?.(this.#state)
    if (effects === undefined && isEnd(event)) this.#carryOut({ type: 'exit', withinMs: 0 })
    else this.#arm(effects === undefined ? afterFailureMs : 0)
    if (!isInside) this.#record()
  }

  // All that happened since, also what one event led to before it was done with.
  #record(): void {
    for (const [event, state] of this.#unrecorded.splice(0)) this.#edges.record(event, state)
  }

  // An event that cannot be taken in is as one that never came; its state is not half taken in, as `step` changes nothing.
  #take(event: Event): readonly Effect[] | undefined {
    try {
      const next = step(this.#state, event)
      this.#state = next.state
      if (event.type === 'tick') this.#tickedAt = event.at
      return next.effects
    } catch (error) {
      this.#edges.mistake(`the event "${event.type}" is ignored`, error)
      if (event.at - this.#tickedAt > failingForMs) this.#edges.giveUp()
      return undefined
    }
  }

  #carryOut(effect: Effect): void {
    if (effect.type === 'exit') this.#record()
    try {
      perform(effect, this.#edges, this.dispatch)
    } catch (error) {
      this.#edges.mistake(`"${effect.type}" was not done`, error)
    }
  }

  #arm(leastMs: number): void {
    clearTimeout(this.#timer)
    const next = this.#wakeAt()
    if (this.#state.stopped || next === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(() => this.dispatch({ type: 'tick' }), Math.max(leastMs, Math.ceil(next - this.#edges.now())))
  }

  #wakeAt(): number {
    try {
      return nextTick(this.#state)
    } catch (error) {
      this.#edges.mistake('trying again in 1 s', error)
      return this.#edges.now() + afterFailureMs
    }
  }
}

const isEnd = ({ type }: Event): boolean => type === 'stop' || type === 'closed'
