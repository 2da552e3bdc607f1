// Which VIPs are put on this machine by the program, where, and until when do they stay?
import type { Loopback, Service } from '../config/service.ts'

/** A VIP that the program has put on an interface, or is to. */
export type PutVip = Loopback & { readonly vip: string }

/** Those of services that want it, by VIP; never one whose address is among `own`. Where two services have the same, it stays if one of them wants that. */
export const managedVips = (services: readonly Service[], own: ReadonlySet<string>): ReadonlyMap<string, PutVip> => {
  const managed = new Map<string, PutVip>()
  for (const { vips, loopback } of services) {
    if (loopback === undefined) continue
    for (const { text: vip, address } of vips) {
      const other = managed.get(vip)
      const remove = other?.remove === 'never' ? 'never' : loopback.remove
      const lingerMs = Math.max(other?.lingerMs ?? 0, loopback.lingerMs)
      if (!own.has(address)) managed.set(vip, { vip, interface: other?.interface ?? loopback.interface, remove, lingerMs })
    }
  }
  return managed
}

/** A managed VIP is a host prefix. */
export const addressOf = (vip: string): string => vip.replace(/\/.*/, '')
