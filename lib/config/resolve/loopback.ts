// Is a VIP put on this machine, where, and when is it taken away?

import type { WrittenLoopback } from '../schema/loopback.ts'
import type { Loopback } from '../service.ts'

/** What a service says goes before what stands at the top, key by key; undefined: nothing is put anywhere. */
export const loopbackOf = (own: WrittenLoopback | undefined, outer: WrittenLoopback | undefined): Loopback | undefined => {
  const { manage, interface: device = 'lo', linger = 10_000, remove = 'never' } = { ...outer, ...own }
  return manage === 'on' ? { interface: device, lingerMs: linger, remove } : undefined
}
