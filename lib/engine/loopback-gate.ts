// Which routes wait until this machine has their VIPs?
import type { DesiredRib, Rib } from '../exabgp/rib.ts'
import { isSaid } from '../exabgp/rib.ts'
import type { PutVip } from '../policy/managed-vips.ts'
import { remembering } from '../values/remembering.ts'
import type { AddressChange } from './loopback-state.ts'
import { isDesired, isThere, managedIn } from './loopback-view.ts'
import type { LocalState, State } from './state.ts'

/**
 * What may be said of what is wanted: no VIP is announced anew that is to be put on this machine and is not seen there. What is announced already goes on,
 * and what may be is left as it is.
 */
export const withAddresses = (wanted: DesiredRib, state: State): DesiredRib => {
  const shut = shutIn(state)
  return shut.size === 0 ? wanted : opened(wanted, state.exabgp.announced, shut)
}

const opened = remembering(
  (wanted: DesiredRib, announced: Rib, shut: ReadonlySet<string>): DesiredRib =>
    new Map(
      [...wanted].flatMap(([key, entry]) => {
        const there = announced.get(key)
        if (!shut.has(entry.nlri.prefix.text) || (there !== undefined && isSaid(there))) return [[key, entry]]
        return there === undefined ? [] : [[key, there]]
      }),
    ),
)

/** Whether a route waits for its VIP to be put there, and that has not failed yet. */
export const awaitsAddresses = (state: State): boolean =>
  [...shutIn(state)].some((vip) => isDesired(state, vip) && state.loopback.failures.get(vip)?.change !== 'add')

const shutIn = (state: State): ReadonlySet<string> => {
  const managed = managedIn(state)
  return managed.size === 0 ? none : shutOf(managed, state.local, state.loopback.changing)
}

// One that is being taken away is not there any more.
const shutOf = remembering(
  (managed: ReadonlyMap<string, PutVip>, local: LocalState, changing: AddressChange | undefined): ReadonlySet<string> => {
    const going = new Set(changing?.change === 'remove' ? changing.vips.map(({ vip }) => vip) : [])
    return new Set([...managed.keys()].filter((vip) => going.has(vip) || isThere({ local }, vip) !== true))
  },
)

const none: ReadonlySet<string> = new Set()
