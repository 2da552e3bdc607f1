// Does a check that all sites share make any difference?
import type { Finding, Path } from '../problems/problem.ts'
import type { ReadableService } from './readable.ts'

/** Every shared check that changes nothing, or is shared in vain. */
export const sharedFindings = (path: Path, { checks, require, tiers, down }: ReadableService): readonly Finding[] => {
  const shared = checks.map((check) => check === null || check?.cadence.shared === true)
  const inVain = vanity(require === 'any' && !shared.every(Boolean), tiers.length < 2 && (down === undefined || down === 'withdraw'))
  return inVain === undefined
    ? []
    : checks.flatMap((check, index) =>
        check?.cadence.shared === true
          ? [{ path: [...path, 'checks', index, 'shared'], expected: inVain, got: 'true', warning: true }]
          : [],
      )
}

const vanity = (outvoted: boolean, indifferent: boolean): string | undefined => {
  if (outvoted) return 'require: all beside a shared check: with any it takes nothing down unless all are shared'
  return indifferent
    ? 'a second tier, or attributes for down, where a check is shared: with one tier its failure changes nothing'
    : undefined
}
