// Which routes does FRR hold, read from `show bgp … json detail`?
import * as v from 'valibot'

/** One path to a prefix. Communities are numeric and in FRR's order; `localPreference` only where the path came over iBGP. */
export type Route = {
  readonly prefix: string
  readonly asPath: readonly number[]
  readonly nextHop: string
  /** The neighbor that it came from. */
  readonly from: string
  readonly med?: number
  readonly localPreference?: number
  readonly communities: readonly string[]
  readonly largeCommunities: readonly string[]
  /** As FRR prints them, for example `RT:65010:100`. */
  readonly extendedCommunities: readonly string[]
  readonly best: boolean
  /** Whether traffic takes it: it is the best, or as good and used beside it (ECMP). */
  readonly inUse: boolean
}

/** Prefix to its paths, the best first, then those in use beside it. */
export type RouteTable = ReadonlyMap<string, readonly Route[]>

/** Reads the answer of FRR 8 to 10; anything else throws. */
export const parseRouteTable = (answer: string): RouteTable => {
  const { routes } = v.parse(tableSchema, JSON.parse(answer.trim() === '' ? '{}' : answer))
  return new Map(Object.entries(routes).map(([prefix, entry]) => [prefix, readPaths(prefix, entry)]))
}

const readPaths = (prefix: string, entry: v.InferOutput<typeof entrySchema>): Route[] => {
  const paths = Array.isArray(entry) ? entry : (entry.paths ?? [])
  return paths
    .flatMap((path) => (v.is(pathSchema, path) ? readPath(prefix, path) : []))
    .sort(
      (a, b) =>
        Number(b.best) - Number(a.best) || Number(b.inUse) - Number(a.inUse) || a.from.localeCompare(b.from, 'en', { numeric: true }),
    )
}

const readPath = (prefix: string, path: v.InferOutput<typeof pathSchema>): Route => ({
  prefix,
  asPath: words(path.aspath.string).map(Number).filter(Number.isInteger),
  nextHop: path.nexthops.find(({ used }) => used)?.ip ?? path.nexthops[0]?.ip ?? '',
  from: path.peer.peerId,
  ...(path.metric === undefined ? {} : { med: path.metric }),
  ...(path.peer.type === 'internal' && path.locPrf !== undefined ? { localPreference: path.locPrf } : {}),
  communities: words(path.community?.string).map((word) => wellKnown[word] ?? word),
  largeCommunities: words(path.largeCommunity?.string),
  extendedCommunities: words(path.extendedCommunity?.string),
  best: path.bestpath?.overall === true,
  inUse: path.bestpath?.overall === true || path.multipath === true,
})

const words = (text = ''): string[] => text.split(' ').filter((word) => word !== '')

const wellKnown: Readonly<Record<string, string>> = {
  'graceful-shutdown': '65535:0',
  'no-llgr': '65535:7',
  blackhole: '65535:666',
  'no-export': '65535:65281',
  'no-advertise': '65535:65282',
  'local-AS': '65535:65283',
  'no-peer': '65535:65284',
}

const text = v.optional(v.object({ string: v.string() }))

const pathSchema = v.object({
  aspath: v.object({ string: v.string() }),
  nexthops: v.array(v.object({ ip: v.string(), used: v.optional(v.boolean()) })),
  peer: v.object({ peerId: v.string(), type: v.string() }),
  metric: v.optional(v.number()),
  locPrf: v.optional(v.number()),
  community: text,
  largeCommunity: text,
  extendedCommunity: text,
  multipath: v.optional(v.boolean()),
  bestpath: v.optional(v.object({ overall: v.optional(v.boolean()) })),
})

// FRR 8 writes a list whose first element describes the prefix; newer ones an object with `paths`.
const entrySchema = v.union([v.array(v.unknown()), v.object({ paths: v.optional(v.array(v.unknown())) })])

const tableSchema = v.object({ routes: v.optional(v.record(v.string(), entrySchema), {}) })
