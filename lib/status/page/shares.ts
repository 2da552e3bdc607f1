// For which share of each stretch of time did a service stand how?
import type { StateWord } from '../../policy/state-word.ts'
import type { Point } from '../earlier.ts'
import type { HistoryWord, Transition } from '../history.ts'
import type { Time } from '../unknown-times.ts'

/** `no-data`: before anything was known of it; `unknown`: it was announced, and there was no evidence. */
export type Standing = StateWord | 'no-data' | 'unknown'

/** Shares of one column, which add up to 1, in the order in which they first came. */
export type Column = ReadonlyMap<Standing, number>

type Span = { readonly from: number; readonly to: number; readonly columns: number }

/** Before the first change it stood as that says, as long as anything was known; after the last as it stands now. `own`: those of one service, `unknown`: when there was no evidence of it, and `earlier`: how it stood before `knownSince`, the oldest first. */
export const sharesOf = (
  own: readonly Transition[],
  now: StateWord,
  knownSince: number,
  { from, to, columns }: Span,
  unknown: readonly Time[] = [],
  earlier: readonly Point[] = [],
): readonly Column[] => {
  const since = Math.min(knownSince, to)
  const stretches = withUnknown([...earlierStretches(earlier, since), ...stretchesOf(own, now, since)], unknown)
  const step = (to - from) / columns
  let next = 0
  return Array.from({ length: columns }, (_, index) => {
    const [begin, end] = [from + index * step, from + (index + 1) * step]
    while (next < stretches.length - 1 && (stretches[next]?.until ?? end) <= begin) next += 1
    return columnOf(stretches, next, begin, end)
  })
}

type Stretch = { readonly standing: Standing; readonly until: number }

const earlierStretches = (points: readonly Point[], since: number): readonly Stretch[] => [
  { standing: 'no-data', until: Math.min(points[0]?.time ?? since, since) },
  ...points.map(({ standing }, index): Stretch => ({ standing, until: Math.min(points[index + 1]?.time ?? since, since) })),
]

const stretchesOf = (own: readonly Transition[], now: StateWord, since: number): readonly Stretch[] => {
  const known = own.map(({ from, time }): Stretch => ({ standing: standingOf(from), until: Math.max(time, since) }))
  return [...known, { standing: standingOf(own.at(-1)?.to ?? now), until: Number.POSITIVE_INFINITY }]
}

// Nobody judges what is not configured.
const standingOf = (word: HistoryWord): Standing => (word === 'removed' ? 'no-data' : word)

/** What is withdrawn, or leaves, is no less so without evidence. */
const announced: ReadonlySet<Standing> = new Set(['announced', 'degraded', 'warm', 'last-resort'])

const withUnknown = (stretches: readonly Stretch[], times: readonly Time[]): readonly Stretch[] => {
  let begin = Number.NEGATIVE_INFINITY
  let next = 0
  return stretches.flatMap((stretch) => {
    const pieces: Stretch[] = []
    while ((times[next]?.until ?? Number.POSITIVE_INFINITY) <= begin) next += 1
    for (let index = next; announced.has(stretch.standing) && index < times.length; index += 1) {
      const { from, until } = times[index] as Time
      if (from >= stretch.until) break
      const start = Math.max(from, begin)
      pieces.push({ standing: stretch.standing, until: start }, { standing: 'unknown', until: Math.min(until, stretch.until) })
    }
    begin = stretch.until
    return [...pieces, stretch]
  })
}

const columnOf = (stretches: readonly Stretch[], first: number, begin: number, end: number): Column => {
  const only = stretches[first]
  if (only !== undefined && only.until >= end) return whole(only.standing)
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

const wholes = new Map<Standing, Column>()

// Most columns are of this sort: the same one for all of them.
const whole = (standing: Standing): Column => {
  const column = wholes.get(standing) ?? new Map([[standing, 1]])
  wholes.set(standing, column)
  return column
}
