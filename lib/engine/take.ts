// What does an event say?
import { flushed } from '../exabgp/overdue.ts'
import { converse } from './converse.ts'
import type { Event } from './event.ts'
import { takeOthers } from './former.ts'
import { leave, stop } from './leave.ts'
import { type AddressEvent, isAboutAddresses, takeAddressEvent } from './loopback-outcome.ts'
import { lookedForMaintenance, takeMaintenance } from './maintenance.ts'
import { followWorker, takeHint, takeRing } from './push.ts'
import { takeConfig } from './reload.ts'
import type { State } from './state.ts'
import { takeStatistics } from './statistics.ts'
import { type Step, tell, told } from './step-result.ts'
import { takeLine } from './take-line.ts'
import { isOrder, type OrderEvent, takeOrder } from './take-order.ts'
import { takeOutline } from './take-outline.ts'
import { takeProbe } from './take-probe.ts'
import { noted } from './unavailable.ts'

/** One case for each type of event. */
export const take = (state: State, event: Event): Step => {
  if (event.type === 'tick') return { state, effects: [] }
  if (isAboutAddresses(event)) return told(takeAddressEvent(state, event))
  return isOrder(event) ? told(takeOrder(state, event)) : takeHappening(state, event)
}

const takeHappening = (state: State, event: Exclude<Event, OrderEvent | AddressEvent | { readonly type: 'tick' }>): Step => {
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
      return stop(state, event.signal, event.at)
  }
}

const takeSnapshot = (state: State, { result, at }: Event & { type: 'statistics' }): Step => {
  const taken = takeStatistics(state, result, at)
  const followed = followWorker(taken.state)
  return { state: followed.state, effects: [...tell(taken.news), ...followed.effects] }
}
