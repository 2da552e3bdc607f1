// What follows from what was taken in?

import type { Conversation } from '../exabgp/conversation.ts'
import { isBorne } from '../exabgp/eligible.ts'
import { noteTurns } from '../exabgp/neighbors.ts'
import { reach } from '../exabgp/no-session.ts'
import { overdue } from '../exabgp/overdue.ts'
import { speak } from '../exabgp/speak.ts'
import { andThen, turn } from '../exabgp/turn.ts'
import type { Milliseconds } from '../values/time.ts'
import { remind } from './alarms.ts'
import { converse } from './converse.ts'
import { expireOrders } from './drain-orders.ts'
import type { News } from './effect.ts'
import { mindFormer } from './former.ts'
import { keepOrders } from './kept-orders.ts'
import { mindLoopback } from './loopback.ts'
import { awaitsAddresses, withAddresses } from './loopback-gate.ts'
import { lookForMaintenance } from './maintenance.ts'
import { react } from './react.ts'
import { startDue } from './schedule.ts'
import type { State } from './state.ts'
import { type Step, tell } from './step-result.ts'
import { troubles } from './troubles.ts'
import { meet } from './unsuited-sessions.ts'
import { judge } from './verdict.ts'
import { pendingOf, wanted } from './wanted.ts'
import { watchTraffic } from './watch-traffic.ts'

/** First for the services, then what is said to ExaBGP, then what is asked next. */
export const follow = (taken: Step, state: State, at: Milliseconds): Step => {
  const expired = expireOrders(taken.state, at)
  const judged = judge(expired.state, state, at)
  const spoken = converse(judged.state, at, (conversation) =>
    [
      (next: Conversation) => speak(next, () => withAddresses(wanted(judged.state), judged.state), isDecided(judged.state), at),
      (next: Conversation) => reach(next, at),
      (next: Conversation) => turn(noteTurns(next, state.exabgp, at)),
    ].reduce(andThen, overdue(conversation, at)),
  )
  const { reactions, services } = judged.state
  const reacted = { ...spoken.state, reactions: react(reactions, { services, before: state.services, effects: spoken.effects, at }) }
  const met = meet(reacted, state)
  const minded = mindFormer(met.state, at)
  const started = startDue(minded.state, at)
  const watched = watchTraffic(started.state, state, at)
  const looked = lookForMaintenance(watched.state, at)
  const settled = mindLoopback(looked.state, state, at)
  const reminded = remind(settled.state.alarms, troubles(settled.state, at), at)
  return {
    state: reminded.alarms === settled.state.alarms ? settled.state : { ...settled.state, alarms: reminded.alarms },
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
      ...settled.effects,
      ...keepOrders(looked.state, state),
      ...tell(reminded.news),
    ],
  }
}

const isDecided = (state: State): boolean => pendingOf(state.services).size === 0 && !awaitsAddresses(state)

// What no neighbor can hear of is not called announced.
const ofBorne = (news: News, { exabgp }: State): News =>
  news.type === 'verdict' ? { ...news, routes: news.routes.filter((route) => isBorne(route, exabgp)) } : news
