// For which share of each stretch of time did a service stand how?
import type { StateWord } from '../../policy/state-word.ts'
import type { Transition } from '../history.ts'

/** `no-data`: before anything was known of it. */
export type Standing = StateWord | 'no-data'

/** Shares of one column, which add up to 1, in the order in which they first came. */
export type Column = ReadonlyMap<Standing, number>

type Span = { readonly from: number; readonly to: number; readonly columns: number }

/** Before the first change it stood as that says, as long as anything was known; after the last as it stands now. `own`: those of one service, the oldest first. */
export const sharesOf = (
  own: readonly Transition[],
  now: StateWord,
  knownSince: number,
  { from, to, columns }: Span,
): readonly Column[] => {
  const stretches = stretchesOf(own, now, knownSince, to)
  const step = (to - from) / columns
  let next = 0
  return Array.from({ length: columns }, (_, index) => {
    const [begin, end] = [from + index * step, from + (index + 1) * step]
    while (next < stretches.length - 1 && (stretches[next]?.until ?? end) <= begin) next += 1
    return columnOf(stretches, next, begin, end)
  })
}

type Stretch = { readonly standing: Standing; readonly until: number }

const stretchesOf = (own: readonly Transition[], now: StateWord, knownSince: number, to: number): readonly Stretch[] => {
  const since = Math.min(knownSince, to)
  const known = own.map(({ from, time }): Stretch => ({ standing: from, until: Math.max(time, since) }))
  return [{ standing: 'no-data', until: since }, ...known, { standing: own.at(-1)?.to ?? now, until: Number.POSITIVE_INFINITY }]
}

const columnOf = (stretches: readonly Stretch[], first: number, begin: number, end: number): Column => {
  const shares = new Map<Standing, number>()
  let at = begin
  for (let index = first; at < end && index < stretches.length; index += 1) {
    const { standing, until } = stretches[index] as Stretch
    const till = Math.min(end, until)
    if (till > at) shares.set(standing, (shares.get(standing) ?? 0) + (till - at) / (end - begin))
    at = Math.max(at, till)
  }
  return shares
}
