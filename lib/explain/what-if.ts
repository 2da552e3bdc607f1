// What would another configuration have done with the events of a record?
import type { Config } from '../config/config.ts'
import type { Event } from '../engine/event.ts'
import type { State } from '../engine/state.ts'
import { answeredBy, asHeard, awaiting, isDue, nextTick, suppose, supposed } from '../engine/suppose.ts'
import { read } from '../exabgp/answer.ts'
import type { Snapshot } from '../haproxy/snapshot.ts'
import type { Header } from '../record/record.ts'
import { beginReplay, type Moment, type Replay, replay, timeOf } from '../record/replay.ts'
import { after, latest, type Milliseconds } from '../values/time.ts'
import { type Listeners, listenersOf, refKey } from './listeners.ts'

/** A replay of what happened, and beside it the other configuration with a state of its own. */
export type WhatIf = {
  readonly recorded: Replay
  readonly state: State
  readonly at: Milliseconds
  /** The last look at servers, which an outline may have confirmed. */
  readonly seen: Snapshot | undefined
  /** Which probes of the other configuration listen to a probe of the record. */
  readonly listeners: Listeners
}

/**
 * Begins at a piece of a record, or goes on into it from the piece before of the same run. Otherwise every check has yet to settle, and
 * ExaBGP announces nothing. ExaBGP carries out every line at once: what it answered in the record was meant for other lines.
 */
export const beginWhatIf = (config: Config, header: Header, before: WhatIf | undefined): WhatIf => {
  const recorded = beginReplay(header)
  if (before?.recorded.header.run === header.run) return { ...before, recorded }
  return {
    recorded,
    state: supposed(config, header.at, header.state.local),
    at: header.at,
    seen: undefined,
    listeners: listenersOf(config, header.state.config),
  }
}

/** Takes in the next event of the record: what it says to the other configuration, and what that does by itself until then. */
export const supposing = (whatIf: WhatIf, event: Event): { readonly whatIf: WhatIf; readonly moments: readonly Moment[] } => {
  const before = whatIf.recorded.state
  const hinted = before.haproxy.reading === 'hinted' && whatIf.state.config.haproxy.events !== undefined
  const { replay: recorded } = replay(whatIf.recorded, event)
  const moments: Moment[] = []
  let { state, at } = { ...whatIf, state: asHeard(whatIf.state, recorded.state) }
  const take = (one: Event): void => {
    const next = suppose(state, one)
    moments.push({ time: timeOf(recorded.header, one.at), before: state, state: next.state, effects: next.effects })
    state = next.state
    at = one.at
    if (!state.stopped && next.effects.some(({ type }) => type === 'write')) take({ type: 'flushed', at })
  }
  for (let next = nextTick(state); next < event.at && !state.stopped; next = nextTick(state))
    take({ type: 'tick', at: latest(next, after(at, 1)) })
  const seen = event.type === 'statistics' && event.result.ok ? seenNow(event.result.snapshot, whatIf.seen, before) : whatIf.seen
  const answered = answeredBy(event, before)
  for (const one of event.type === 'outline' ? confirmed(event, answered, seen) : translated(unnumbered(event), whatIf, state)) {
    if (one.type === 'statistics') state = awaiting(state, answered, hinted, one.at)
    take(one)
  }
  const listeners = event.type === 'configured' ? listenersOf(whatIf.state.config, recorded.state.config) : whatIf.listeners
  return { whatIf: { ...whatIf, recorded, state, at, seen, listeners }, moments }
}

const unnumbered = ({ question: _, ...event }: Recorded): Recorded => event

type Recorded = Exclude<Event, { type: 'outline' }>

// What is known already was not asked for again.
const seenNow = (snapshot: Snapshot, seen: Snapshot | undefined, { haproxy }: State): Snapshot =>
  seen === undefined || haproxy.known === undefined ? snapshot : { ...snapshot, proxies: new Map([...seen.proxies, ...snapshot.proxies]) }

// What an outline did not confirm was looked at once more.
const confirmed = (
  { at, outline }: Event & { type: 'outline' },
  answered: ReadonlySet<string>,
  seen: Snapshot | undefined,
): readonly Event[] => {
  if (answered.size === 0 || seen === undefined) return []
  const proxies = new Map([...seen.proxies].map(([name, table]) => [name, { ...table, ...outline.proxies.get(name) }]))
  return [{ type: 'statistics', at, result: { ok: true, snapshot: { ...seen, proxies } } }]
}

// Every reading counts once for a check that waits for one: as often as the other configuration would have asked, if the record has so many.
const translated = (event: Exclude<Event, { type: 'outline' }>, { listeners }: WhatIf, state: State): readonly Event[] => {
  switch (event.type) {
    case 'configured':
    case 'flushed':
    case 'others':
    case 'outdated':
    case 'control':
    case 'maintenance-looked':
    case 'check-now':
    case 'orders-read':
    case 'orders-kept':
    case 'addresses-left':
    case 'addresses-changed':
    case 'hint': // what the hints of the record led to are its snapshots
      return []
    case 'probed':
      return (listeners.get(refKey(event.check)) ?? []).flatMap((check) => (isDue(check, state, event.at) ? [{ ...event, check }] : []))
    case 'heard': {
      const { kind } = read(event.line)
      return ['neighbor', 'session', 'sessions', 'shutdown'].includes(kind) ? [event] : []
    }
    case 'maintenance':
    case 'maintenance-unknown':
      return hasMaintenanceFile(event.service, state) ? [event] : []
    case 'ring':
      return state.config.haproxy.events === undefined ? [] : [event]
    case 'tick':
    case 'statistics':
    case 'addresses':
    case 'addresses-unknown':
    case 'drain':
    case 'resume':
    case 'closed':
    case 'stop':
      return [event]
  }
}

const hasMaintenanceFile = (service: string, { config }: State): boolean =>
  config.services.some(({ name, maintenanceFile }) => name === service && maintenanceFile !== undefined)
