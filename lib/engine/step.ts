// What happens next? The one function that owns the state.
import { read } from '../exabgp/answer.ts'
import { after, type Milliseconds } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import type { Event } from './event.ts'
import { follow } from './follow.ts'
import { nextTick } from './next-tick.ts'
import { isAsking } from './question.ts'
import { changedChecks, type ServiceState } from './service-state.ts'
import type { State } from './state.ts'
import type { Step } from './step-result.ts'
import { isPart, takeLine } from './take-line.ts'
import { takeWithExcuses } from './take-overdue.ts'
import { ask, begunAnew, running, wasPaused, withLostTime } from './watchdog.ts'

/**
 * Takes in one event: first what it says, then what follows for the services, then what is said to ExaBGP, then what is asked next. Nothing
 * follows from an event that says nothing before its time.
 */
export const step = (state: State, event: Event): Step => {
  if (state.stopped) return { state, effects: [] }
  if (event.type === 'heard' && isPart(read(event.line))) return takeLine(state, event.line, event.at)
  const due = nextTick(state)
  const taken = takeWithExcuses(wasPaused(due, event.at) ? resumed(state, due, event.at) : delayed(state, due, event.at), event)
  if (taken.state.stopped || (taken.state === state && event.at < due)) return taken
  const { state: next, effects } = follow(taken, state, event.at)
  const asked = effects.some(isAsking) ? ask(next.watchdog, effects, event.at) : { watchdog: next.watchdog, effects }
  const watchdog = running(asked.watchdog, event.at)
  return { state: watchdog === next.watchdog ? next : { ...next, watchdog }, effects: asked.effects }
}

const delayed = (state: State, due: Milliseconds, at: Milliseconds): State => {
  const watchdog = withLostTime(state.watchdog, due, at)
  return watchdog === state.watchdog ? state : { ...state, watchdog }
}

// Time in which we did not run counts against nobody; that we ran is known until HAProxy was asked last.
const resumed = (state: State, due: Milliseconds, at: Milliseconds): State => {
  const { acceptedAt, askedAt, stoppingSince, unverified, waiting } = state.haproxy
  const lostMs = at - due
  const services = changedChecks(state.services, unknownLater, lostMs)
  const haproxy = {
    ...state.haproxy,
    acceptedAt: after(acceptedAt, at - Math.max(acceptedAt, askedAt)),
    stoppingSince: stoppingSince && at,
    unverified: new Map([...unverified].map(([server, since]) => [server, after(since, lostMs)] as const)),
    waiting: new Set(
      services.flatMap(({ checks }, index) => checks.filter((_, one) => isAwaited(state.services[index]?.checks[one], waiting))),
    ),
  }
  return { ...state, haproxy, services, watchdog: begunAnew(state.watchdog, at) }
}

// The look that is under way answers it as it is now.
const isAwaited = (check: CheckState | undefined, waiting: ReadonlySet<CheckState>): boolean => check !== undefined && waiting.has(check)

const unknownLater = (check: CheckState, _: ServiceState, lostMs: number): CheckState =>
  check.unknownSince === undefined ? check : { ...check, unknownSince: after(check.unknownSince, lostMs) }
