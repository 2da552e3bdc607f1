// How are things, in one sentence?
import { findingOf, findingsIn } from '../severity.ts'
import type { Snapshot } from '../snapshot.ts'

/** With the words that `status --plugin` has for what is wrong. */
export const verdictSentence = (snapshot: Snapshot): string => {
  const { services } = snapshot
  const unwell = services.filter((service) => findingOf(service) !== undefined).length
  const findings = findingsIn(snapshot).map(({ what }) => what)
  const count = services.length === 1 ? '1 service' : `${services.length} services`
  if (findings.length === 0) return services.length === 1 ? 'The service is as it should be.' : `All ${count} are as they should be.`
  const what = findings.length <= 4 ? findings.join('; ') : `${findings.slice(0, 3).join('; ')} (and ${findings.length - 3} more)`
  if (unwell === 0)
    return `${services.length === 1 ? 'The service is as it should be' : `All ${count} are as they should be`}, but: ${what}.`
  return `${unwell} of ${count} ${unwell === 1 ? 'is not as it' : 'are not as they'} should be: ${what}.`
}
