// How low must the penalty of a service be, so that it can improve and receivers go on using its routes, whatever happens next?
import { penaltyOf, withdrawPenalty } from '../bgp/penalty.ts'
import type { Route } from '../bgp/route.ts'
import type { Damping } from '../config/service.ts'

/** The way down from an improvement: the routes of every standing below, each at once after the other. */
type Descent = readonly (readonly Route[])[]

/**
 * The penalty below which a change of this cost may go. There has to be room under `suppress` for it and for the way down. Below `reuse` the
 * withdraw at the end needs none: what is withdrawn loses nothing by being suppressed, and returns when receivers use it again.
 */
export const limitOf = (cost: number, descent: Descent, suppressed: boolean, { suppress, reuse }: Damping): number => {
  const { changes, withdraw } = penaltiesOf(descent)
  const room = suppress - cost - changes
  const patient = Math.min(reuse, room)
  return suppressed ? patient : Math.max(patient, room - withdraw)
}

const penaltiesOf = (descent: Descent): { readonly changes: number; readonly withdraw: number } => {
  const penalties = descent.slice(1).map((routes, index) => ({
    gone: routes.length === 0,
    penalty: penaltyOf(descent[index] ?? [], routes) ?? 0,
  }))
  const changes = penalties.reduce((sum, { gone, penalty }) => sum + (gone ? 0 : penalty), 0)
  return { changes, withdraw: penalties.some(({ gone }) => gone) ? withdrawPenalty : 0 }
}
