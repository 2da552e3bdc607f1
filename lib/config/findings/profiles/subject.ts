// What of a configuration concerns a provider?
import * as v from 'valibot'
import { parseAddress } from '../../../bgp/address.ts'
import { isFields } from '../../../values/fields.ts'
import type { Path } from '../../problems/problem.ts'
import { attributesSchema } from '../../schema/attributes.ts'
import { peersOf, type Readable } from '../readable.ts'
import type { Level, Subject } from './rule.ts'

/** The subject in the readable parts of a tree. */
export const subjectOf = (tree: unknown, { bgp, sessions, services }: Readable): Subject => ({
  localAs: bgp?.['local-as'] ?? undefined,
  neighbors: namedIn({ bgp, sessions, services }),
  vips: Object.entries(services).flatMap(([name, service]) =>
    (service?.vips ?? []).flatMap((prefix, index) => (prefix ? [{ path: ['services', name, 'vips', index], prefix }] : [])),
  ),
  levels: isFields(tree) ? [...levelsIn(['bgp'], tree.bgp), ...servicesIn(tree.services)] : [],
})

/** Those of `bgp` and, beside them, of each service; or else the peers of `sessions`. None where they cannot be read. */
export const namedIn = ({ bgp, sessions, services }: Readable): Subject['neighbors'] => {
  if (bgp === null || bgp?.neighbors === null) return []
  if (bgp?.neighbors === undefined)
    return (peersOf(sessions) ?? []).map((address, index) => ({ path: ['sessions', 'peers', index], address }))
  const ofAll = bgp.neighbors.map((address, index) => ({ path: ['bgp', 'neighbors', index], address }))
  const ofOne = Object.entries(services).flatMap(([name, service]) =>
    Object.keys(service?.neighbors ?? {}).flatMap((written) => {
      const address = parseAddress(written)
      return address.ok ? [{ path: ['services', name, 'neighbors', written], address: address.value.text }] : []
    }),
  )
  const named = [...ofAll, ...ofOne]
  return named.filter(({ address }, index) => named.findIndex((one) => one.address === address) === index)
}

const servicesIn = (services: unknown): readonly Level[] =>
  isFields(services) ? Object.entries(services).flatMap(([name, service]) => levelsIn(['services', name], service)) : []

// Tiers, `down` and whatever else of a service holds attributes; its checks have keys of their own. An alias can make a tree endless.
const levelsIn = (path: Path, written: unknown, deeper = 2): readonly Level[] => {
  if (typeof written !== 'object' || written === null) return []
  const read = v.safeParse(attributes, written)
  const inner = deeper === 0 ? [] : Object.entries(written).filter(([key]) => key !== 'checks')
  return [
    ...(read.success ? [{ path, own: read.output }] : []),
    ...inner.flatMap(([key, value]) => levelsIn([...path, Array.isArray(written) ? Number(key) : key], value, deeper - 1)),
  ]
}

// Beside attributes, a level may hold anything.
const attributes = v.object(attributesSchema.entries)
