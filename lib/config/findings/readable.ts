// Which parts of a configuration can be read, although others may not?
import * as v from 'valibot'
import { wordsIn } from '../../values/words.ts'
import { attributeEntries, attributesSchema } from '../schema/attributes.ts'
import { cadenceEntries } from '../schema/cadence.ts'
import { checkSchema } from '../schema/checks/kinds.ts'
import { dampingSchema } from '../schema/damping.ts'
import { loopbackSchema } from '../schema/loopback.ts'
import { bgpEntries, controlEntries, haproxySchema, statusEntries } from '../schema/schema.ts'
import { drainSchema, serviceEntries, tierSchema, vipSchema, warmSchema } from '../schema/service.ts'
import { peerSchema, sessionsEntries } from '../schema/sessions.ts'

// `null` stands for what was written but cannot be read, so that nothing is concluded from its absence.
const readable = <const Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.fallback(v.nullable(schema), null))

const readableList = <const Item extends v.GenericSchema>(item: Item) =>
  v.pipe(
    v.unknown(),
    v.transform((written) => (typeof written === 'string' ? wordsIn(written) : written)),
    v.fallback(v.array(readable(item)), []),
  )

const pathEntries = {
  prepend: readable(attributeEntries.prepend),
  'as-path': readable(attributeEntries['as-path']),
  'path-information': readable(attributeEntries['path-information']),
}

const service = v.object({
  vips: v.optional(readableList(vipSchema), []),
  checks: v.optional(readableList(checkSchema), []),
  tiers: v.optional(readableList(tierSchema), []),
  require: readable(serviceEntries.require),
  down: readable(serviceEntries.down),
  warm: readable(warmSchema),
  drain: readable(drainSchema),
  damping: readable(dampingSchema),
  'require-local': readable(serviceEntries['require-local']),
  loopback: readable(loopbackSchema),
  neighbors: readable(v.record(v.string(), readable(attributesSchema))),
  ...pathEntries,
})

const configuration = v.object({
  haproxy: readable(haproxySchema),
  bgp: readable(
    v.object({
      'local-as': readable(bgpEntries['local-as']),
      neighbors: readable(bgpEntries.neighbors),
      permit: readable(bgpEntries.permit),
      profiles: readable(bgpEntries.profiles),
      damping: readable(dampingSchema),
      ...pathEntries,
    }),
  ),
  loopback: readable(loopbackSchema),
  control: readable(
    v.object({
      socket: readable(controlEntries.socket),
      mode: readable(controlEntries.mode),
      'read-only': readable(controlEntries['read-only']),
    }),
  ),
  status: readable(
    v.object({
      listen: readable(statusEntries.listen),
      'token-file': readable(statusEntries['token-file']),
      tls: readable(statusEntries.tls),
    }),
  ),
  defaults: readable(
    v.object({
      interval: readable(cadenceEntries.interval),
      'fast-interval': readable(cadenceEntries['fast-interval']),
      timeout: readable(cadenceEntries.timeout),
    }),
  ),
  sessions: readable(
    v.object({
      'router-id': readable(sessionsEntries['router-id']),
      as: readable(sessionsEntries.as),
      families: readable(sessionsEntries.families),
      peers: v.optional(readableList(peerSchema), []),
    }),
  ),
  services: v.fallback(v.record(v.string(), readable(service)), {}),
})

export type Readable = v.InferOutput<typeof configuration>
export type ReadableService = v.InferOutput<typeof service>

/** What can be read of the tree; `null` where something is written that cannot, `undefined` where nothing is. */
export const readableParts = (tree: unknown): Readable => {
  const result = v.safeParse(configuration, tree)
  return result.success ? result.output : { services: {} }
}

/** The addresses of the peers, where there are any and all of them can be read. */
export const peersOf = (sessions: Readable['sessions']): readonly string[] | undefined => {
  const peers = sessions?.peers ?? []
  const addresses = peers.flatMap((peer) => peer?.address.text ?? [])
  return addresses.length === 0 || addresses.length < peers.length ? undefined : addresses
}
