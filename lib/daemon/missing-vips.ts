// Does this machine have the VIPs that it would bring traffic for?
import { networkInterfaces } from 'node:os'
import { type Prefix, parsePrefix } from '../bgp/prefix.ts'
import type { Config } from '../config/config.ts'
import type { Logger } from '../io/logger.ts'
import { missingVips } from '../policy/missing-vips.ts'
import { some } from '../values/some.ts'

/** A sentence for each service with VIPs that are no address of this machine, in the order of the services. */
export const findMissingVips = (config: Config): ReadonlyMap<string, string> => {
  const addresses = ownAddresses()
  const found = addresses === undefined ? [] : missingVips(config, addresses)
  return new Map(found.map(({ service, vips }) => [service, sentence(vips)]))
}

/** The texts of all of them; undefined where the system does not tell. */
export const missingVipTexts = (config: Config): ReadonlySet<string> | undefined => {
  const addresses = ownAddresses()
  return addresses && new Set(missingVips(config, addresses).flatMap(({ vips }) => vips.map(({ text }) => text)))
}

/** Logs each of them once. */
export const warnOfMissingVips = (log: Logger): ((config: Config) => void) => {
  const told = new Set<string>()
  return (config) => {
    for (const [service, sentence] of findMissingVips(config)) {
      const message = `${service}: ${sentence}`
      if (!told.has(message)) log({ level: 'warn', message, fields: { event: 'no-local-vip', service } })
      told.add(message)
    }
  }
}

// Those of all links that are up, loopback among them; undefined where the system does not tell.
const ownAddresses = (): readonly Prefix[] | undefined => {
  try {
    const links = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
    return links.map(({ address }) => parsePrefix(address)).flatMap((read) => (read.ok ? [read.value] : []))
  } catch {
    return undefined
  }
}

// Names the remedy, and the one case in which there is none to be sought.
const sentence = (vips: readonly Prefix[]): string => {
  const [first] = vips
  const all = some(vips.map(({ text }) => text))
  const [addresses, them] = vips.length === 1 ? ['the address', 'it'] : ['the addresses', 'them']
  return `this machine does not have ${addresses} ${all}, so it drops the traffic for ${them}, unless it has a local route; run: ip address add ${first?.text} dev lo`
}
