// Does a check that all sites share make any difference?
import type { Finding, Path } from '../problems/problem.ts'
import type { ReadableService } from './readable.ts'

/** Every check that is shared in vain. */
export const sharedFindings = (path: Path, service: ReadableService): readonly Finding[] => {
  const expected = vanity(service)
  return expected === undefined
    ? []
    : service.checks.flatMap((check, index) =>
        isShared(check) ? [{ path: [...path, 'checks', index, 'shared'], expected, got: 'true', warning: true }] : [],
      )
}

const isShared = (check: ReadableService['checks'][number]): boolean => check?.cadence.shared === true

// A check that cannot be read may be shared.
const vanity = ({ checks, require, tiers, down }: ReadableService): string | undefined => {
  if (require === 'any' && checks.some((check) => check !== null && !isShared(check)))
    return 'require: all beside a shared check: with any it takes nothing down unless all are shared'
  return tiers.length < 2 && (down === undefined || down === 'withdraw')
    ? 'a second tier, or attributes for down, where a check is shared: with one tier its failure changes nothing'
    : undefined
}
