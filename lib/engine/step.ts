// What happens next? The one function that owns the state.
import { type Heard, read } from '../exabgp/answer.ts'
import { andThen, type Conversation, type Turn, turn } from '../exabgp/conversation.ts'
import { isBorne } from '../exabgp/eligible.ts'
import { farewell } from '../exabgp/farewell.ts'
import { type Others, settleFormer } from '../exabgp/former.ts'
import { hear } from '../exabgp/hear.ts'
import { noteTurns } from '../exabgp/neighbors.ts'
import { reach } from '../exabgp/no-session.ts'
import { flushed, overdue, wakeAt } from '../exabgp/overdue.ts'
import { speak } from '../exabgp/speak.ts'
import { tally } from '../exabgp/tally.ts'
import { remembering } from '../values/remembering.ts'
import { after, earliest, type Milliseconds, reads } from '../values/time.ts'
import { remind, remindAt } from './alarms.ts'
import { expireOrders } from './drain-orders.ts'
import type { Effect, News } from './effect.ts'
import type { CheckRef, Event } from './event.ts'
import { mindFormer } from './former.ts'
import { keepOrders, ordersDueAt } from './kept-orders.ts'
import { takeAddresses } from './local-vips.ts'
import { lookedForMaintenance, lookForMaintenance, takeMaintenance } from './maintenance.ts'
import { followWorker, takeHint, takeRing } from './push.ts'
import { isAsking } from './question.ts'
import { react } from './react.ts'
import { takeConfig } from './reload.ts'
import { takeResult } from './result.ts'
import { nextDue, startDue } from './schedule.ts'
import type { ServiceState } from './service-state.ts'
import type { State } from './state.ts'
import { takeStatistics } from './statistics.ts'
import { isOrder, type OrderEvent, takeOrder } from './take-order.ts'
import { takeOutline } from './take-outline.ts'
import { troubles } from './troubles.ts'
import { meet } from './unsuited-sessions.ts'
import { judge } from './verdict.ts'
import { pendingOf, wanted } from './wanted.ts'
import { watchTraffic } from './watch-traffic.ts'
import { answered, ask, begunAnew, giveUp, giveUpAt, isTooLate, wasPaused } from './watchdog.ts'

export type Step = { readonly state: State; readonly effects: readonly Effect[] }

/** ExaBGP waits 0.1 s for its processes and kills them after 2 s. */
const exitWithinMs = 500

/**
 * Takes in one event: first what it says, then what follows for the services, then what is said to ExaBGP, then what is asked next. Nothing
 * follows from an event that says nothing before its time.
 */
export const step = (state: State, event: Event): Step => {
  if (state.stopped) return { state, effects: [] }
  if (event.type === 'heard' && isPart(read(event.line))) return takeLine(state, event.line, event.at)
  const due = nextTick(state)
  const taken = takeWithExcuses(wasPaused(due, event.at) ? resumed(state, event.at) : state, event)
  if (taken.state.stopped || (taken.state === state && event.at < due)) return taken
  const { state: next, effects } = follow(taken, state, event.at)
  if (!effects.some(isAsking)) return { state: next, effects }
  const asked = ask(next.watchdog, effects, event.at)
  return { state: { ...next, watchdog: asked.watchdog }, effects: asked.effects }
}

// What follows from what was taken in.
const follow = (taken: Step, state: State, at: Milliseconds): Step => {
  const expired = expireOrders(taken.state, at)
  const judged = judge(expired.state, state, at)
  const spoken = converse(judged.state, at, (conversation) =>
    [
      (next: Conversation) => speak(next, () => wanted(judged.state), pendingOf(judged.state.services).size === 0, at),
      (next: Conversation) => reach(next, at),
      (next: Conversation) => turn(noteTurns(next, state.exabgp, at)),
    ].reduce(andThen, overdue(conversation, at)),
  )
  const { reactions, services } = judged.state
  const reacted = { ...spoken.state, reactions: react(reactions, { services, before: state.services, effects: spoken.effects, at }) }
  const met = meet(reacted, state)
  const minded = mindFormer(met.state)
  const started = startDue(minded.state, at)
  const watched = watchTraffic(started.state, state, at)
  const looked = lookForMaintenance(watched.state, at)
  const reminded = remind(looked.state.alarms, troubles(looked.state, at), at)
  return {
    state: reminded.alarms === looked.state.alarms ? looked.state : { ...looked.state, alarms: reminded.alarms },
    effects: [
      ...taken.effects,
      ...tell(expired.news),
      ...tell(judged.news.map((one) => ofBorne(one, state))),
      ...spoken.effects,
      ...tell(met.news),
      ...minded.effects,
      ...started.effects,
      ...tell(watched.news),
      ...looked.effects,
      ...keepOrders(looked.state, state),
      ...tell(reminded.news),
    ],
  }
}

/** When `step` wants a tick, if nothing happens before. */
export const nextTick = remembering(
  (state: State): Milliseconds =>
    state.services.reduce(
      (next, { reviewAt }) => (reviewAt < next ? reviewAt : next),
      earliest(
        nextDue(state),
        state.maintenanceDueAt,
        ordersDueAt(state),
        reads(wakeAt(state.exabgp)),
        remindAt(state.alarms),
        giveUpAt(state.watchdog),
      ),
    ),
)

// Time in which we did not run counts against nobody; that we ran is known until HAProxy was asked last.
const resumed = (state: State, at: Milliseconds): State => {
  const { acceptedAt, askedAt, stoppingSince } = state.haproxy
  const lostMs = at - Math.max(acceptedAt, askedAt)
  const haproxy = { ...state.haproxy, acceptedAt: after(acceptedAt, lostMs), stoppingSince: stoppingSince && at }
  return { ...state, haproxy, watchdog: begunAnew(state.watchdog, at) }
}

// The event, unless it comes too late, and for everything that is overdue what stands for its answer.
const takeWithExcuses = (state: State, event: Event): Step => {
  const taken = isTooLate(state.watchdog, event) ? { state, effects: [] } : take(heeding(state, event), event)
  if (taken.state.stopped) return taken
  const { watchdog, events } = giveUp(taken.state.watchdog, event.at)
  return events.reduce<Step>(
    (before, excuse) => {
      const { state, effects } = take(before.state, excuse)
      return { state, effects: [...before.effects, ...effects] }
    },
    events.length === 0 ? taken : { ...taken, state: { ...taken.state, watchdog } },
  )
}

const heeding = (state: State, event: Event): State => {
  const watchdog = answered(state.watchdog, event)
  return watchdog === state.watchdog ? state : { ...state, watchdog }
}

const take = (state: State, event: Event): Step => {
  if (event.type === 'tick') return { state, effects: [] }
  return isOrder(event) ? told(takeOrder(state, event)) : takeHappening(state, event)
}

const takeHappening = (state: State, event: Exclude<Event, OrderEvent | { readonly type: 'tick' }>): Step => {
  switch (event.type) {
    case 'configured':
      return told(takeConfig(state, event.config, event.at))
    case 'statistics':
      return takeSnapshot(state, event)
    case 'outline':
      return told(takeOutline(state, event.outline, event.at))
    case 'hint':
      return { state: takeHint(state, event.at, event.agoMs), effects: [] }
    case 'ring':
      return told(takeRing(state, event.report, event.at))
    case 'probed':
      return takeProbe(state, event.check, event)
    case 'maintenance':
    case 'maintenance-unknown':
      return told(takeMaintenance(state, event))
    case 'maintenance-looked':
      return { state: lookedForMaintenance(state, event.unanswered, event.at), effects: [] }
    case 'addresses':
    case 'addresses-unknown':
      return { state: takeAddresses(state, event), effects: [] }
    case 'others':
      return takeOthers(state, event.others, event.at)
    case 'outdated':
    case 'control':
      return { state: noted(state, event), effects: [] }
    case 'heard':
      return takeLine(state, event.line, event.at)
    case 'flushed':
      return converse(state, event.at, (conversation) => flushed(conversation, event.at))
    case 'closed':
      return leave(state, 'it closed the pipe')
    case 'stop':
      return stop(state, event.signal)
  }
}

const takeSnapshot = (state: State, { result, at }: Event & { type: 'statistics' }): Step => {
  const taken = takeStatistics(state, result, at)
  const followed = followWorker(taken.state)
  return { state: followed.state, effects: [...tell(taken.news), ...followed.effects] }
}

type Taken = { readonly state: State; readonly news: readonly News[]; readonly effects?: readonly Effect[] }

const told = ({ state, news, effects = [] }: Taken): Step => ({ state, effects: [...tell(news), ...effects] })

const takeProbe = (state: State, { service, key }: CheckRef, event: Event & { type: 'probed' }): Step => {
  const effects: Effect[] = []
  const services = replaceService(state.services, service, (found) => ({
    ...found,
    checks: found.checks.map((check) => {
      if (check.key !== key) return check
      const taken = takeResult(check, event.evidence, found.service, event.at)
      effects.push(...tell(taken.news))
      return taken.check
    }),
  }))
  return { state: { ...state, services }, effects }
}

const noted = (state: State, event: Event & { type: 'outdated' | 'control' }): State =>
  event.type === 'control'
    ? served(state, event.socket, event.trouble)
    : { ...state, outdated: withReason(state.outdated, event.file, event.reason) }

const served = (state: State, socket: string, trouble: string | undefined): State => ({
  ...state,
  unserved: withReason(state.unserved, socket, trouble),
  listenerFailures: state.listenerFailures + (trouble === undefined ? 0 : 1),
})

const withReason = (reasons: ReadonlyMap<string, string>, name: string, reason: string | undefined): ReadonlyMap<string, string> =>
  new Map([...[...reasons].filter(([one]) => one !== name), ...(reason === undefined ? [] : [[name, reason] as const])])

// Nobody is asked again in vain.
const takeOthers = (state: State, others: Others, at: Milliseconds): Step =>
  converse({ ...state, former: { ...state.former, asking: !others.ok } }, at, (conversation) => settleFormer(conversation, others))

// A line in the middle of a listing is noted; whatever follows waits for the end, so that a long one costs no more than its length.
const isPart = ({ kind }: Heard): boolean => kind === 'routes'

const takeLine = (state: State, line: string, at: Milliseconds): Step => {
  const heard = read(line)
  if (heard.kind === 'shutdown') return leave(state, 'it is shutting down')
  return converse(state, at, (conversation) => hear(conversation, heard, line, at))
}

const leave = (state: State, how: string): Step => ({
  state: { ...state, stopped: true },
  effects: [...tell([{ type: 'exabgp-gone', how }]), { type: 'exit', withinMs: 0 }],
})

const stop = (state: State, signal: string): Step => {
  const { lines, nlris } = farewell(state.exabgp)
  return {
    state: { ...state, stopped: true },
    effects: [
      ...lines.map((line) => ({ type: 'write' as const, line })),
      ...tell([{ type: 'stopping', signal, withdrawn: nlris }]),
      { type: 'exit', withinMs: exitWithinMs },
    ],
  }
}

const converse = (state: State, at: Milliseconds, talk: (conversation: Conversation) => Turn): Step => {
  const { conversation: next, lines, news } = talk(state.exabgp)
  const conversation = tally(next, news, at)
  const exabgp = conversation === state.exabgp ? state : { ...state, exabgp: conversation }
  return { state: exabgp, effects: [...lines.map((line) => ({ type: 'write' as const, line })), ...tell(news)] }
}

const replaceService = (
  services: readonly ServiceState[],
  name: string,
  change: (service: ServiceState) => ServiceState,
): readonly ServiceState[] => services.map((one) => (one.service.name === name ? change(one) : one))

// What no neighbor can hear of is not called announced.
const ofBorne = (news: News, { exabgp }: State): News =>
  news.type === 'verdict' ? { ...news, routes: news.routes.filter((route) => isBorne(route, exabgp)) } : news

const tell = (news: readonly News[]): readonly Effect[] => news.map((one) => ({ type: 'tell', news: one }))
