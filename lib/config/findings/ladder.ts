// Do the tiers of a service make a ladder?
import type { Finding, Path } from '../problems/problem.ts'
import type { Threshold } from '../values/measure.ts'
import type { ReadableService } from './readable.ts'

/** What is wrong with the order of the tiers, with the two thresholds of each, and with tiers that count servers where nothing counts them. */
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
      ...(enter.measure === 'servers' && !counted
        ? [{ path: [...at, 'servers'], expected: 'a backend check beside a tier that counts servers', got: 'none' }]
        : []),
    ]
  })
}

const amount = ({ measure, least }: Threshold): string => (measure === 'capacity' ? `${Number((least * 100).toPrecision(9))}%` : `${least}`)
