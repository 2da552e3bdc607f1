// Who gets the routes of a service, and who of them with other attributes than the rest?
import { attributesOf } from './attributes-schema.ts'
import type { ServiceAudience } from './config.ts'
import type { Written } from './schema.ts'
import type { WrittenService } from './service-schema.ts'

/** Every neighbor that has a name: `bgp.neighbors`, or else the peers of `sessions`. */
export const namedNeighbors = ({ neighbors }: NonNullable<Written['bgp']>, sessions: Written['sessions']): readonly string[] => [
  ...new Set(neighbors ?? sessions?.peers.map(({ address }) => address.text)),
]

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
