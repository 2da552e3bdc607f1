// How do connections resolve a name, so that one that never resolves costs nobody else anything?
import type { LookupAddress, LookupOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { now } from './clock.ts'
import { createHosts } from './hosts.ts'
import { nameError, resolveName } from './resolver.ts'

/** Where a name has been resolved before, DNS may take so long to say something else, and no more of the whole than a quarter. */
const mostFreshMs = 100
/** How long the last answer holds while DNS gives none. */
const keptMs = 3_600_000

type Addresses = readonly LookupAddress[]

const addressesInHosts = createHosts('/etc/hosts')

/**
 * The `lookup` of a connection that may take `timeoutMs`: /etc/hosts, then DNS by c-ares. The system's own (getaddrinfo) cannot be called off, and holds one of the few
 * threads that files need as well, and that the end of the process waits for.
 */
export const lookupWithin =
  (timeoutMs: number): LookupFunction =>
  (host, options, callback) => {
    resolve(host, Math.min(mostFreshMs, timeoutMs / 4)).then(
      (addresses) => answer(host, ofFamily(addresses, options), options, callback),
      (error: NodeJS.ErrnoException) => callback(error, []),
    )
  }

const answer = (host: string, addresses: Addresses, { all }: LookupOptions, callback: Parameters<LookupFunction>[2]): void => {
  const [first] = addresses
  if (first === undefined) callback(nameError('ENOTFOUND', host), [])
  else if (all === true) callback(null, [...addresses])
  else callback(null, first.address, first.family)
}

const resolve = async (host: string, freshWithinMs: number): Promise<Addresses> => {
  const listed = await addressesInHosts(host)
  const found = listed.length > 0 ? listed : await askDns(host, freshWithinMs)
  const places = found.filter(({ address }) => !isUnspecified(address))
  if (places.length === 0 && found.length > 0) throw nameError('EDESTADDRREQ', host)
  return places
}

// A filter says so of a name that nobody shall reach; a connection to it would end at this machine, at HAProxy for one.
const isUnspecified = (address: string): boolean => /^[0:.]+$/.test(address)

const underWay = new Map<string, Promise<Addresses>>()
const lastGood = new Map<string, { readonly at: number; readonly addresses: Addresses }>()

const askDns = (host: string, freshWithinMs: number): Promise<Addresses> => {
  const asked = underWay.get(host) ?? noted(host)
  const last = lastGood.get(host)
  return last === undefined || now() > last.at + keptMs ? asked : Promise.race([asked, delay(freshWithinMs, last.addresses)])
}

// All who ask for a name at the same time share the question. Only an answer that there is no such name ends what the last one said.
const noted = (host: string): Promise<Addresses> => {
  const asked = resolveName(host)
    .then(
      (addresses) => {
        lastGood.set(host, { at: now(), addresses })
        return addresses
      },
      (error: NodeJS.ErrnoException) => {
        const last = lastGood.get(host)
        if (error.code === 'ENOTFOUND') lastGood.delete(host)
        else if (last !== undefined && now() <= last.at + keptMs) return last.addresses
        throw error
      },
    )
    .finally(() => underWay.delete(host))
  asked.catch(() => {}) // nobody may wait for it any more
  underWay.set(host, asked)
  return asked
}

// As RFC 6724 orders them: IPv6 first where this machine has an IPv6 address that others reach. A connection tries the next one soon.
const ofFamily = (addresses: Addresses, { family = 0 }: LookupOptions): Addresses =>
  (hasIpv6() ? [6, 4] : [4, 6])
    .filter((one) => [0, one, `IPv${one}`].includes(family))
    .flatMap((one) => addresses.filter((address) => address.family === one))

const hasIpv6 = (): boolean => {
  try {
    return Object.values(networkInterfaces()).some((addresses) =>
      addresses?.some(({ family, internal, address }) => family === 'IPv6' && !internal && !address.startsWith('fe80')),
    )
  } catch {
    return false // no file is left to ask by
  }
}
