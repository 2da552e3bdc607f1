// What may a check do that all sites ask alike?
import type { Check } from '../config/schema/checks/kinds.ts'
import type { Service } from '../config/service.ts'
import type { Measure } from '../health/evidence.ts'

/**
 * As what it counts that a check has settled on this. A shared one counts as the lowest tier at the least: what fails at all sites at once would leave
 * none. Beside others of which any is enough it takes nothing down, and where `down` announces nothing is withdrawn.
 */
export const countedAs = (service: Service, { shared }: Check, settled: Measure | undefined): Measure | undefined => {
  const { require, checks, down, tiers } = service
  if (shared !== true || settled === undefined || down !== 'withdraw') return settled
  if (require === 'any' && !checks.every((one) => one.shared === true)) return settled
  const { measure: form, least } = (tiers.at(-1) ?? tiers[0]).enter
  return settled[form] >= least ? settled : { ...settled, [form]: least }
}
