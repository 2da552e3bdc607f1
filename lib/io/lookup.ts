// How do several connections resolve a name at the cost of one?
import type { LookupAddress, LookupOptions } from 'node:dns'
import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'

const underWay = new Map<string, Promise<LookupAddress[]>>()

/**
 * The `lookup` of a connection. A lookup cannot be cancelled and holds one of the four threads that files need as well: without sharing, a
 * name that resolves slowly would soon hold all of them.
 */
export const sharedLookup: LookupFunction = (host, options, callback) => {
  resolve(host, options).then(
    (addresses) => {
      const [first] = addresses
      if (options.all === true) callback(null, addresses)
      else callback(null, first?.address ?? '', first?.family)
    },
    (error: NodeJS.ErrnoException) => callback(error, []),
  )
}

const resolve = (host: string, { family, hints }: LookupOptions): Promise<LookupAddress[]> => {
  const key = `${host} ${family} ${hints}`
  const lookingUp = underWay.get(key) ?? lookup(host, { family, hints, all: true }).finally(() => underWay.delete(key))
  underWay.set(key, lookingUp)
  return lookingUp
}
