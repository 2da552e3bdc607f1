// Has a service come to where somebody waits for it?
import type { ServiceSnapshot } from './service.ts'

export type Goal = 'announced' | 'down' | 'idle'

/** Undefined once it has; else what is missing, as the end of a sentence. */
export const missingFor = (goal: Goal, service: ServiceSnapshot): string | undefined =>
  goal === 'announced' ? missingForAnnounced(service) : (missingForDown(service) ?? (goal === 'idle' ? missingForIdle(service) : undefined))

const missingForAnnounced = ({ state, vips }: ServiceSnapshot): string | undefined => {
  if (state !== 'announced' && state !== 'degraded' && state !== 'warm') return `is ${state}`
  const open = vips.filter(({ announced, inDoubt, next }) => !announced || inDoubt || next !== undefined).map(({ nlri }) => nlri)
  return open.length === 0 ? undefined : `waits for ExaBGP to acknowledge ${open.join(', ')}`
}

const missingForDown = ({ state, vips }: ServiceSnapshot): string | undefined => {
  const left = vips.filter(({ announced, inDoubt, next }) => announced || inDoubt || next !== undefined).map(({ nlri }) => nlri)
  return left.length === 0 ? undefined : `is ${state}, and ${left.join(', ')} is still announced, or may be`
}

const missingForIdle = ({ sessions }: ServiceSnapshot): string | undefined => {
  if (sessions === undefined) return 'has no sessions that HAProxy could count'
  return sessions === 0 ? undefined : `has ${sessions} sessions in HAProxy`
}
