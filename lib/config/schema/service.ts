// How is a service written?
import * as v from 'valibot'
import { parseAddress } from '../../bgp/address.ts'
import { parsePrefix } from '../../bgp/prefix.ts'
import { unfitForRouter } from '../../bgp/special-purpose.ts'
import { expected, type Parsed, parsed, parseUnsigned } from '../../values/parsed.ts'
import { parseServers, parseSessions, parseShare } from '../values/measure.ts'
import { parsePath } from '../values/names.ts'
import { attributeEntries, attributesSchema } from './attributes.ts'
import { duration } from './cadence.ts'
import { checkSchema } from './checks/kinds.ts'
import { dampingSchema } from './damping.ts'
import { hooksSchema } from './hooks.ts'
import { loopbackSchema } from './loopback.ts'
import { meanings } from './meanings.ts'
import { either, key, keyed, list, map, needed, oneOf, text } from './shape.ts'

const share = text('a percentage such as 75%', parseShare)
const servers = text('a number of servers', parseServers)

/** One step of the ladder. */
export const tierSchema = keyed(
  v.pipe(
    map({
      capacity: needed('reached at this share of the capacity or more, such as 75%', share),
      leave: key('left below this share; the same as capacity by default', share),
      ...attributeEntries,
    }),
    v.transform(({ capacity: enter, ...rest }) => ({ enter, ...rest })),
  ),
  v.pipe(
    map({
      servers: needed('reached with this many servers or more', servers),
      leave: key('left below this many servers; the same as servers by default', servers),
      ...attributeEntries,
    }),
    v.transform(({ servers: enter, ...rest }) => ({ enter, ...rest })),
  ),
)

export type WrittenTier = v.InferOutput<typeof tierSchema>

/** One VIP. */
export const vipSchema = text('a prefix such as 192.0.2.1/32', parsePrefix)

/** What is announced for a while after coming up. */
export const warmSchema = map({ for: needed('for how long', duration(1)), ...attributeEntries })

/** What is announced for a while before the service is taken away. */
export const drainSchema = map({
  for: needed('for how long, at the most', duration(1)),
  until: key('withdraw as soon as HAProxy has no session left on the watched frontends and backends', oneOf(['idle'])),
  sessions: key('withdraw as soon as so many sessions or fewer are left', text('a number of sessions', parseSessions)),
  ...attributeEntries,
})

const parseNeighbor = (written: string): Parsed<string> => {
  const address = parseAddress(written)
  if (!address.ok) return address
  const unfit = unfitForRouter(address.value.text, { self: true })
  return unfit === undefined ? parsed(address.value.text) : expected(unfit)
}

/** One neighbor, by its address. */
export const neighborSchema = text('an IPv4 or IPv6 address', parseNeighbor)

const increase = text('a number from 0 to 4294967295', (written) => parseUnsigned(written, 32, 'a number'))

const withdraw = v.literal('withdraw', 'withdraw, or a map of attributes')

const lastResort = v.pipe(
  attributesSchema,
  v.minEntries(1, 'withdraw, or at least one attribute: a dead service would be announced like a healthy one'),
)

/** The keys of a service. */
export const serviceEntries = {
  vips: needed(meanings.vips, list('at least one VIP', vipSchema, /[\s,]+/)),
  checks: needed('what judges the service', v.pipe(v.array(checkSchema, 'a list of checks'), v.minLength(1, 'at least one check'))),
  require: key(meanings.require, oneOf(['all', 'any'])),
  tiers: key(meanings.tiers, v.pipe(v.array(tierSchema, 'a list of tiers'), v.minLength(1, 'at least one tier'))),
  down: key(meanings.down, either('withdraw, or a map of attributes', withdraw, lastResort)),
  unknown: key(meanings.unknown, oneOf(['hold', 'down'])),
  'evidence-max-age': key(meanings.evidenceMaxAge, duration(0)),
  hold: key(meanings.hold, duration(0)),
  warm: key(meanings.warm, warmSchema),
  drain: key(meanings.drain, drainSchema),
  damping: key(meanings.damping, dampingSchema),
  resume: key(
    'auto (default), or manual: once withdrawn because it was down it stays away until it is ordered back',
    oneOf(['auto', 'manual']),
  ),
  'require-local': key(
    'while this machine lacks a VIP: off (default) raises an alarm, on counts as down as well, ignore does not look',
    oneOf(['off', 'on', 'ignore']),
  ),
  hooks: key('what is run when something has changed for this service, beside the hooks at the top', hooksSchema),
  loopback: key('whether and how the VIPs of this service are put on this machine, over what loopback says at the top', loopbackSchema),
  increase: key('how much MED grows from one VIP to the next, 0 (default) to 4294967295', increase),
  neighbors: key(
    'other attributes for one neighbor, by its address',
    v.pipe(
      v.record(neighborSchema, attributesSchema, 'a map of attributes by the address of a neighbor'),
      v.minEntries(1, 'at least one neighbor'),
    ),
  ),
  'maintenance-file': key(meanings.maintenanceFile, text('an absolute path', parsePath)),
  ...attributeEntries,
}

/** VIPs that live and die together. */
export const serviceSchema = map(serviceEntries)

export type WrittenService = v.InferOutput<typeof serviceSchema>
