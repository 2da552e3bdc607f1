// Do the tiers of a service make a ladder?
import type { Finding, Path } from '../problems/problem.ts'
import type { Threshold } from '../values/measure.ts'
import type { ReadableService } from './readable.ts'

/**
 * What is wrong with the order of the tiers, with the two thresholds of each, and with tiers that count servers where nothing counts them; and a
 * warning about a tier that is kept for so long that the one below it is never stood on.
 */
export const ladderFindings = (path: Path, { tiers, checks }: ReadableService): readonly Finding[] => {
  const counted = checks.some((check) => check === null || (check !== undefined && check.kind === 'backend'))
  const last = new Map<Threshold['measure'], number>()
  return tiers.flatMap((tier, index) => {
    if (!tier) return []
    const at = [...path, 'tiers', index]
    const { enter, leave } = tier
    const above = last.get(enter.measure)
    last.set(enter.measure, enter.least)
    return [
      ...(above !== undefined && enter.least >= above
        ? [
            {
              path: [...at, enter.measure],
              expected: `less than the tier above it, ${amount({ ...enter, least: above })}`,
              got: amount(enter),
            },
          ]
        : []),
      ...(leave !== undefined && leave.least > enter.least
        ? [{ path: [...at, 'leave'], expected: `at most the ${enter.measure} of the tier, ${amount(enter)}`, got: amount(leave) }]
        : []),
      ...skipping(at, tier, tiers[index + 1]),
      ...(enter.measure === 'servers' && !counted
        ? [{ path: [...at, 'servers'], expected: 'a backend check beside a tier that counts servers', got: 'none' }]
        : []),
    ]
  })
}

type Written = ReadableService['tiers'][number]

const skipping = (path: Path, { enter, leave = enter }: NonNullable<Written>, below: Written): readonly Finding[] => {
  if (!below || below.enter.measure !== enter.measure || below.enter.least >= enter.least) return []
  const { least } = below.leave ?? below.enter
  if (leave.least > least) return []
  const margin = enter.least - leave.least
  const expected = `more than the leave of the tier below, ${amount({ ...enter, least })}, else that tier is skipped on the way down`
  const meant = margin > least ? amount({ ...enter, least: margin }) : undefined
  return [{ path: [...path, 'leave'], expected, got: amount(leave), meant, warning: true }]
}

const amount = ({ measure, least }: Threshold): string => (measure === 'capacity' ? `${Number((least * 100).toPrecision(9))}%` : `${least}`)
