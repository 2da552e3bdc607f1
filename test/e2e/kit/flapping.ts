// How do services flap so that an ExaBGP that cannot send meanwhile ends with another order than the one that it was told?
import assert from 'node:assert/strict'
import { inspect, isDeepStrictEqual } from 'node:util'
import type { Peer } from './peer.ts'
import type { Run } from './run.ts'
import { Site, type SiteOptions } from './site.ts'
import { haproxyConfig } from './site-configurations.ts'
import { type Deadline, until } from './wait.ts'

type Level = 'best' | 'prepended' | 'withdrawn'

/** ExaBGP keeps what it has not sent by attributes, in the order in which these came first: each history ends with attributes that are not its last ones. */
const histories = {
  best: ['prepended', 'best', 'withdrawn', 'prepended', 'best'],
  prepended: ['best', 'prepended', 'withdrawn', 'best', 'prepended'],
  withdrawn: ['best', 'prepended', 'withdrawn', 'best', 'prepended', 'withdrawn'],
} as const satisfies Record<Level, readonly Level[]>

type Name = keyof typeof histories | 'filler'

const vips: Readonly<Record<Name, string>> = {
  best: '192.0.2.1/32',
  prepended: '192.0.2.2/32',
  withdrawn: '192.0.2.3/32',
  filler: '192.0.2.9/32',
}

const names = ['best', 'prepended', 'withdrawn'] as const
const all = [...names, 'filler'] as const

/** As on the wire; ExaBGP 4.2 is told each in another text when it is to send something once more. */
const origins = { best: 'egp', prepended: 'incomplete', withdrawn: 'igp', filler: 'igp' } as const

const serviceOf = (name: Name) => ({
  vips: [vips[name]],
  checks: [{ backend: name, interval: '100ms', 'fast-interval': '50ms', rise: 1, fall: 1 }],
  tiers: [{ servers: 2 }, { servers: 1, prepend: 2 }],
  // Nobody shares attributes with another, so that the order of one is not that of all.
  med: all.indexOf(name) + 1,
  origin: origins[name],
  // Three announcements are more than a narrow wire takes.
  ...(name === 'filler' && { 'large-community': Array.from({ length: 200 }, (_, index) => `65010:${index}:1`) }),
})

const backendOf = (name: Name): string =>
  `backend ${name}\n${['one', 'two'].map((server) => `  server ${server} 127.0.1.1:8080`).join('\n')}\n`

const services = Object.fromEntries(all.map((name) => [name, serviceOf(name)]))
const more = all.map(backendOf).join('')

/** Starts a site where all are as their histories begin at every router. */
export const startFlapping = async (run: Run, options: SiteOptions): Promise<Site> => {
  const site = await Site.start(run, { ...options, services, haproxy: (it) => haproxyConfig(it, { more }) })
  await Promise.all(all.map((name) => site.waitForLog(new RegExp(`^${name}: tier 1`))))
  await set(site, 'best', histories.best[0])
  const first = new Map(all.map((name) => [vips[name], name === 'best' ? 3 : 1]))
  await Promise.all(site.peers.map((peer) => waitForPaths(peer, first)))
  return site
}

/** How a router has all in the end: the length of the path by VIP; what is withdrawn is not there. */
export const wanted: ReadonlyMap<string, number> = new Map([
  [vips.best, 1],
  [vips.prepended, 3],
  [vips.filler, 1],
])

/** The length of the path of all VIPs that the router has. */
export const paths = async (peer: Peer): Promise<ReadonlyMap<string, number>> =>
  new Map([...(await peer.routes())].map(([vip, { asPath }]): [string, number] => [vip, asPath.length]).sort())

/** Whether each announcement that the router received had the origin that is configured. */
export const assertWellFormed = (peer: Peer): void => {
  for (const name of all) {
    const heard = peer.history(vips[name]).flatMap((event) => (event.kind === 'announce' ? [event.attributes.origin] : []))
    assert.deepEqual([...new Set(heard)], [origins[name]], name)
  }
}

/** Waits until the router has these VIPs by paths of these lengths, and no other. */
const waitForPaths = async (peer: Peer, lengths: ReadonlyMap<string, number>, deadline: Deadline = {}): Promise<void> => {
  let seen: ReadonlyMap<string, number> = new Map()
  await until(
    `${peer.name} to have ${inspect(lengths)}`,
    async () => {
      seen = await paths(peer)
      return isDeepStrictEqual(seen, lengths)
    },
    { ...deadline, seen: () => `It has ${inspect(seen)}.` },
  )
}

/** So long the router has them without a change: between two messages the paths may be the same by chance. */
const steadyMs = 2000

/** The same, and that they stay; the deadline is that of when they came. */
export const waitForSteadyPaths = async (peer: Peer, lengths: ReadonlyMap<string, number>, within: number): Promise<void> => {
  let since: number | undefined
  let seen: ReadonlyMap<string, number> = new Map()
  await until(
    `${peer.name} to keep ${inspect(lengths)}`,
    async () => {
      seen = await paths(peer)
      since = isDeepStrictEqual(seen, lengths) ? (since ?? performance.now()) : undefined
      return since !== undefined && performance.now() - since > steadyMs
    },
    { within: within + steadyMs, seen: () => `It has ${inspect(seen)}.` },
  )
}

/** Gives ExaBGP more to send than a narrow wire takes. */
export const fill = async (site: Site): Promise<void> => {
  for (let time = 0; time < 4; time += 1) for (const level of ['prepended', 'best'] as const) await set(site, 'filler', level)
}

/** Lets all live the rest of their histories, one after the other: what they shared would have another place in the order. */
export const flap = async (site: Site): Promise<void> => {
  for (const name of names) for (const level of histories[name].slice(1)) await set(site, name, level)
}

const weights = { best: [100, 100], prepended: [100, 0], withdrawn: [0, 0] } as const

const set = async (site: Site, name: Name, level: Level): Promise<void> => {
  const from = site.log().length
  const [one, two] = weights[level]
  await site.haproxy.command(`set server ${name}/one weight ${one}%; set server ${name}/two weight ${two}%`)
  const words = { best: 'tier 1', prepended: 'tier 2', withdrawn: 'down' }[level]
  await site.waitForLog(new RegExp(`^${name}: ${words}`), { from })
}
