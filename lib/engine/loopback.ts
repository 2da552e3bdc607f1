// When is a VIP put on this machine, and when is it taken away?
import type { PutVip } from '../policy/managed-vips.ts'
import { after, earliest, type Milliseconds, never } from '../values/time.ts'
import type { Effect, LoopbackNews } from './effect.ts'
import { type AddressChange, type LoopbackState, nothingExpected } from './loopback-state.ts'
import { isAnnounced, isDesired, isThere, isWithdrawn, managedIn } from './loopback-view.ts'
import type { State } from './state.ts'

/** How long a VIP that was not put there, or was taken away by somebody else, waits for the next time: so long at first, then twice as long. */
const againAfter = { leastMs: 1000, mostMs: 60_000 }
/** A VIP that has stayed for so long is put back at once. */
const steadyMs = 300_000

type Ours = ReadonlyMap<string, PutVip>

type Known = LoopbackState & { readonly ours: Ours }

/**
 * Asks for the next change, one at a time: VIPs that are to be announced and are missing go first, then those of ours that have been withdrawn for
 * long enough. A successor has to know what is ours before anything is put there.
 */
export const mindLoopback = (
  state: State,
  before: State,
  at: Milliseconds,
): { readonly state: State; readonly effects: readonly Effect[] } => {
  const { loopback } = state
  if (loopback.ours === undefined || !loopback.manages || (at < loopback.dueAt && isUntouched(state, before))) return { state, effects: [] }
  const managed = managedIn(state)
  const known = before.loopback.ours ?? loopback.ours
  if (managed.size === 0 && loopback.ours.size === 0 && known.size === 0 && loopback.dueAt === never) return { state, effects: [] }
  const expected = stillExpected(state, at)
  const kept = stillOurs({ ...loopback, ours: loopback.ours, expected }, managed, state)
  const withdrawnSince = withdrawn(kept.ours, state, at)
  const next = changed({ ...loopback, ours: kept.ours, expected, withdrawnSince }, state, at)
  return {
    state: { ...state, loopback: { ...next, dueAt: dueAt(next, state, at) } },
    effects: [
      ...kept.news.map((news) => ({ type: 'tell' as const, news })),
      ...(isSame(next.ours, known) ? [] : [{ type: 'keep-addresses' as const, ours: [...next.ours.values()] }]),
      ...(next.changing === undefined || next.changing === loopback.changing
        ? []
        : [{ type: 'change-addresses' as const, ...next.changing }]),
    ],
  }
}

const isUntouched = (state: State, before: State): boolean =>
  state.loopback === before.loopback &&
  state.config === before.config &&
  state.desired === before.desired &&
  state.local === before.local &&
  state.exabgp.announced === before.exabgp.announced &&
  state.exabgp.inherited === before.exabgp.inherited &&
  state.exabgp.waiting === before.exabgp.waiting &&
  state.exabgp.phase === before.exabgp.phase &&
  state.exabgp.sessions.settled === before.exabgp.sessions.settled

// The answer to a change under way tells what was there before it.
const stillExpected = ({ loopback: { expected, changing }, local }: State, at: Milliseconds): LoopbackState['expected'] => {
  if (expected.vips.size === 0 || changing !== undefined) return expected
  if (at >= expected.until) return nothingExpected
  const vips = [...expected.vips].filter((vip) => isThere({ local }, vip) !== true)
  return vips.length === expected.vips.size ? expected : { ...expected, vips: new Set(vips) }
}

// What somebody else has taken away is not ours any more, nor what is left to the operator; the interface is the one on which it stands.
const stillOurs = (
  { ours, expected, changing: change }: Known,
  managed: Ours,
  state: State,
): { readonly ours: Ours; readonly news: readonly LoopbackNews[] } => {
  const left: PutVip[] = []
  const coming = new Set(change?.change === 'add' ? change.vips.map(({ vip }) => vip) : [])
  const configured = new Set(state.config.services.flatMap(({ vips }) => vips.map(({ text }) => text)))
  const kept = [...ours].flatMap(([vip, put]): readonly (readonly [string, PutVip])[] => {
    if (coming.has(vip)) return [[vip, put]]
    if (state.local.trouble === undefined && isThere(state, vip) === false && !expected.vips.has(vip)) return []
    const wish = managed.get(vip)
    if (wish !== undefined) return [[vip, sameOr(put, { ...wish, interface: put.interface })]]
    if (configured.has(vip)) return []
    if (put.remove === 'withdrawn') return [[vip, put]]
    left.push(put)
    return []
  })
  return { ours: new Map(kept), news: byInterface(left).map((vips) => ({ type: 'loopback', change: 'left', ...vips })) }
}

const sameOr = (before: PutVip, now: PutVip): PutVip =>
  before.remove === now.remove && before.lingerMs === now.lingerMs && before.interface === now.interface ? before : now

const isSame = (one: Ours, other: Ours): boolean => one.size === other.size && [...one].every(([vip, put]) => other.get(vip) === put)

/** The VIPs, those of one interface together. */
export const byInterface = (puts: readonly PutVip[]): readonly { readonly interface: string; readonly vips: readonly string[] }[] => {
  const found = new Map<string, string[]>()
  for (const { vip, interface: device } of puts) found.set(device, [...(found.get(device) ?? []), vip])
  return [...found].map(([device, vips]) => ({ interface: device, vips }))
}

const withdrawn = (ours: Ours, state: State, at: Milliseconds): LoopbackState['withdrawnSince'] =>
  new Map(
    [...ours.values()].flatMap(({ vip, remove }) =>
      remove === 'withdrawn' && isWithdrawn(state, vip) ? [[vip, state.loopback.withdrawnSince.get(vip) ?? at] as const] : [],
    ),
  )

const changed = (known: Known, state: State, at: Milliseconds): Known => {
  if (known.changing !== undefined) return known
  const missing = missingIn(state).filter(({ vip }) => triedAgainAt(known, vip, at) <= at)
  if (missing.length > 0) return adding(known, missing, at)
  const over = [...known.ours.values()].filter((put) => removedAt(known, put, state) <= at)
  return over.length === 0 ? known : { ...known, changing: { change: 'remove', vips: over } }
}

const adding = (known: Known, vips: readonly PutVip[], at: Milliseconds): Known => {
  const change: AddressChange = { change: 'add', vips }
  const tries = new Map(known.tries)
  for (const { vip } of vips) tries.set(vip, { count: countOf(tries.get(vip), at) + 1, at })
  return { ...known, changing: change, tries, ours: new Map([...known.ours, ...vips.map((put) => [put.vip, put] as const)]) }
}

// Where nobody can look, nothing is known to be missing.
const missingIn = (state: State): readonly PutVip[] =>
  state.local.trouble === undefined
    ? [...managedIn(state).values()].filter(
        ({ vip, remove }) => isThere(state, vip) === false && (remove === 'never' || isDesired(state, vip) || isAnnounced(state, vip)),
      )
    : []

type Try = { readonly count: number; readonly at: Milliseconds } | undefined

const countOf = (one: Try, at: Milliseconds): number => (one === undefined || at - one.at >= steadyMs ? 0 : one.count)

const triedAgainAt = ({ tries }: LoopbackState, vip: string, at: Milliseconds): Milliseconds => {
  const one = tries.get(vip)
  const count = countOf(one, at)
  return one === undefined || count === 0 ? at : after(one.at, Math.min(againAfter.leastMs * 2 ** (count - 1), againAfter.mostMs))
}

// What is not there yet cannot be taken away.
const removedAt = ({ withdrawnSince, failures }: LoopbackState, { vip, lingerMs }: PutVip, state: State): Milliseconds => {
  const since = withdrawnSince.get(vip)
  if (since === undefined || isThere(state, vip) === false) return never
  const failure = failures.get(vip)
  const over = after(since, lingerMs)
  return failure === undefined || failure.change === 'add' || failure.at < over ? over : after(failure.at, againAfter.mostMs)
}

const dueAt = (known: Known, state: State, at: Milliseconds): Milliseconds =>
  known.changing !== undefined
    ? never
    : earliest(
        known.expected.vips.size === 0 ? never : known.expected.until,
        ...missingIn(state).map(({ vip }) => triedAgainAt(known, vip, at)),
        ...[...known.ours.values()].map((put) => removedAt(known, put, state)),
      )
