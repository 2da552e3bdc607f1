// Who gets the routes of a service, and who of them with other attributes than the rest?

import { attributesOf } from '../schema/attributes.ts'
import type { Written } from '../schema/schema.ts'
import type { WrittenService } from '../schema/service.ts'
import type { ServiceAudience } from '../service.ts'

/**
 * Every neighbor that has a name: those of `bgp.neighbors` and of each service, or else the peers of `sessions`. None where nobody has one and
 * every neighbor is spoken to.
 */
export const namedNeighbors = (bgp: NonNullable<Written['bgp']>, sessions: Written['sessions'], services: Written['services']): Named => {
  const named = bgp.neighbors && [
    ...new Set([...bgp.neighbors, ...Object.values(services).flatMap(({ neighbors = {} }) => Object.keys(neighbors))]),
  ]
  return { addressed: named ?? [], known: named ?? sessions?.peers.map(({ address }) => address.text) ?? [] }
}

type Named = {
  /** Those that every command goes to; none: to all neighbors of ExaBGP. */
  readonly addressed: readonly string[]
  /** Those that a service divides. */
  readonly known: readonly string[]
}

/** These neighbors divided by the attributes that they get; undivided and without names where none gets any of its own. */
export const audiencesOf = ({ neighbors: written }: WrittenService, named: readonly string[]): readonly ServiceAudience[] => {
  if (written === undefined) return [{ attributes: {} }]
  const alike = new Map<string, ServiceAudience>()
  for (const neighbor of named) {
    const attributes = attributesOf(written[neighbor] ?? {})
    const key = JSON.stringify(attributes)
    alike.set(key, { to: [...(alike.get(key)?.to ?? []), neighbor], attributes })
  }
  return [...alike.values()]
}
