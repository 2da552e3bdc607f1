// What is heard of the addresses of this machine, and what became of VIPs that were to be put there, or taken away?
import type { PutVip } from '../policy/managed-vips.ts'
import { after, type Milliseconds } from '../values/time.ts'
import type { LoopbackNews } from './effect.ts'
import type { Event } from './event.ts'
import { takeAddresses } from './local-vips.ts'
import { byInterface } from './loopback.ts'
import type { AddressChange, LoopbackState } from './loopback-state.ts'
import { isThere } from './loopback-view.ts'
import type { State } from './state.ts'

type Outcome = Event & { readonly type: 'addresses-changed' }

export type AddressEvent = Event & { readonly type: 'addresses' | 'addresses-unknown' | 'addresses-left' | 'addresses-changed' }

export const isAboutAddresses = (event: Event): event is AddressEvent => /^addresses/.test(event.type)

type Taken = { readonly state: State; readonly news: readonly LoopbackNews[] }

/** Takes in what is heard of the addresses of this machine. */
export const takeAddressEvent = (state: State, event: AddressEvent): Taken => {
  switch (event.type) {
    case 'addresses':
    case 'addresses-unknown':
      return { state: takeAddresses(state, event), news: [] }
    case 'addresses-left':
      return { state: takeLeft(state, event.kept, event.at), news: [] }
    case 'addresses-changed':
      return takeChange(state, event)
  }
}

/** An `ip` of a process that was killed ends by itself. */
const expectedForMs = 10_000

const takeLeft = (state: State, kept: readonly PutVip[], at: Milliseconds): State => {
  const { loopback } = state
  if (loopback.ours !== undefined) return state
  const ours = new Map(kept.map((put) => [put.vip, put]))
  return { ...state, loopback: { ...loopback, ours, expected: { vips: new Set(ours.keys()), until: after(at, expectedForMs) } } }
}

// A VIP that was there before is not ours, unless a predecessor was about to put it there; one that nobody sees although it was put there is as good as missing.
const takeChange = (state: State, outcome: Outcome): Taken => {
  const { loopback } = state
  const { changing, ours, expected } = loopback
  if (changing === undefined || ours === undefined) return { state, news: [] }
  const failures = failuresOf(changing, outcome, state)
  const foreign = new Set(outcome.foreign.filter((vip) => !expected.vips.has(vip)))
  const done = changing.vips.filter(({ vip }) => !failures.has(vip) && !foreign.has(vip))
  const failed = [...failures.keys()].filter((vip) => !expected.vips.has(vip))
  const lost = new Set(changing.change === 'add' ? [...failed, ...foreign] : done.map(({ vip }) => vip))
  return {
    state: {
      ...state,
      loopback: {
        ...loopback,
        changing: undefined,
        ours: new Map([...ours].filter(([vip]) => !lost.has(vip))),
        failures: new Map([...others(loopback.failures, changing), ...failures]),
        tries: changing.change === 'add' ? loopback.tries : others(loopback.tries, changing),
      },
    },
    news: [
      ...byInterface(done).map((vips) => ({ type: 'loopback' as const, change: deeds[changing.change], ...vips })),
      ...sparedNews(loopback.failures, failures),
    ],
  }
}

const deeds = { add: 'added', remove: 'removed' } as const

const others = <Value>(map: ReadonlyMap<string, Value>, { vips }: AddressChange): ReadonlyMap<string, Value> => {
  const concerned = new Set(vips.map(({ vip }) => vip))
  return new Map([...map].filter(([vip]) => !concerned.has(vip)))
}

const failuresOf = ({ change, vips }: AddressChange, { refused, spared, at }: Outcome, state: State): LoopbackState['failures'] =>
  new Map(
    vips.flatMap(({ vip, interface: device }) => {
      const failure = failureOf(vip, device, change, { refused, spared }, state)
      return failure === undefined ? [] : [[vip, { ...failure, interface: device, at }] as const]
    }),
  )

const failureOf = (
  vip: string,
  device: string,
  change: AddressChange['change'],
  { refused, spared }: Pick<Outcome, 'refused' | 'spared'>,
  state: State,
): { readonly change: 'add' | 'remove' | 'spare'; readonly reason: string } | undefined => {
  const [refusal, keeper] = [refused.get(vip), spared.get(vip)]
  if (refusal !== undefined) return { change, reason: refusal }
  if (keeper !== undefined) return { change: 'spare', reason: keeper }
  const isUnseen = change === 'add' && state.local.trouble === undefined && isThere(state, vip) === false
  return isUnseen ? { change, reason: `ip has put it there, and it is not seen: is the interface up? ip link set ${device} up` } : undefined
}

// Whoever needs it is told of once.
const sparedNews = (before: LoopbackState['failures'], now: LoopbackState['failures']): readonly LoopbackNews[] =>
  [...now].flatMap(([vip, { change, reason, interface: device }]) =>
    change === 'spare' && before.get(vip)?.reason !== reason
      ? [{ type: 'loopback' as const, change: 'spared' as const, interface: device, vips: [vip], why: reason }]
      : [],
  )
