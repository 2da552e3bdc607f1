// Has a service come to where somebody waits for it?
import type { ServiceSnapshot } from './service.ts'
import type { VipSnapshot } from './vips.ts'

/** `settled`: what its checks have come to is announced, or withdrawn, whichever it is. */
export type Goal = 'announced' | 'down' | 'idle' | 'settled'

/** Undefined once it has; else what is missing, as the end of a sentence. */
export const missingFor = (goal: Goal, service: ServiceSnapshot): string | undefined => {
  switch (goal) {
    case 'announced':
      return missingForAnnounced(service)
    case 'down':
      return missingForDown(service)
    case 'idle':
      return missingForDown(service) ?? missingForIdle(service)
    case 'settled':
      return missingForSettled(service)
  }
}

const missingForAnnounced = ({ state, vips }: ServiceSnapshot): string | undefined => {
  if (state !== 'announced' && state !== 'degraded' && state !== 'warm') return `is ${state}`
  return missingAt(vips.filter((vip) => !vip.announced || isOpen(vip)))
}

const missingForDown = ({ state, vips }: ServiceSnapshot): string | undefined => {
  const left = vips.filter(({ announced, inDoubt, next }) => announced || inDoubt || next !== undefined).map(({ nlri }) => nlri)
  return left.length === 0 ? undefined : `is ${state}, and ${left.join(', ')} is still announced, or may be`
}

const missingForIdle = ({ sessions }: ServiceSnapshot): string | undefined => {
  if (sessions === undefined) return 'has no sessions that HAProxy could count'
  return sessions === 0 ? undefined : `has ${sessions} sessions in HAProxy`
}

// What an order keeps away stands where it is, whatever its checks say.
const missingForSettled = ({ state, capacity, orders, waiting, vips, why }: ServiceSnapshot): string | undefined => {
  if (state === 'pending' || (capacity === undefined && orders.length === 0)) return `waits for its checks: ${why}`
  const unlooked = waiting.find(({ for: what }) => what === 'maintenance-file' || what === 'orders' || what === 'exabgp')
  if (unlooked !== undefined) return `waits: ${unlooked.text}`
  return missingAt(vips.filter(isOpen))
}

// What nobody hears is not there, whatever ExaBGP has acknowledged.
const isOpen = ({ inDoubt, next, unheard }: VipSnapshot): boolean => inDoubt || next !== undefined || unheard === true

const missingAt = (open: readonly VipSnapshot[]): string | undefined => {
  if (open.length === 0) return undefined
  const unheard = open.filter((vip) => vip.unheard)
  return unheard.length > 0
    ? `has VIPs that no neighbor takes: ${unheard.map(({ nlri }) => nlri).join(', ')}`
    : `waits for ExaBGP to ${open.some(({ refused }) => refused) ? 'take' : 'acknowledge'} ${open.map(({ nlri }) => nlri).join(', ')}`
}
