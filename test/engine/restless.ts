// What does a world look like in which everything that can happen happens by chance, over and over?
import type { Config } from '../../lib/config/config.ts'
import type { RingReport } from '../../lib/haproxy/ring.ts'
import { failing, passing, unknown } from '../../lib/health/evidence.ts'
import { backend, command, config, prefix, service, tier } from './configs.ts'
import { flapsOf, randomFrom } from './flaps.ts'
import { type EventKind, Simulation, type World } from './simulation.ts'
import { exabgp, fault, snapshots } from './worlds.ts'

const proxies = ['b0', 'b1']
const ladder = [tier(0.75, {}, 0.5), tier(0.5, { prepend: 1 }, 0.25), tier(0.25, { prepend: 2 })]
const damping = { halfLifeMs: 40_000, suppress: 2000, reuse: 750, longestMs: 80_000 }
const shutdown = { communities: ['65535:0' as never] }
const maintained = ['drained', 'damped'] as const

/** Two services that use whatever services can. */
const services: Config = config(
  [
    service({
      name: 'drained',
      vips: [prefix('192.0.2.1'), prefix('2001:db8::1')],
      checks: [backend('b0', { rise: 2, fall: 2 }), command()],
      require: 'any',
      tiers: ladder,
      holdMs: 7000,
      maintenanceFile: '/etc/exabgp/drained',
      drain: { forMs: 6000, attributes: shutdown, sessions: 2 },
      warm: { forMs: 5000, attributes: { med: 50 } },
    }),
    service({
      name: 'damped',
      vips: [prefix('192.0.2.2')],
      checks: [backend('b1', { rise: 1, fall: 1 })],
      tiers: ladder.slice(1),
      maintenanceFile: '/etc/exabgp/damped',
      unknown: 'down',
      damping,
      audiences: [
        { to: ['10.0.0.2'], attributes: {} },
        { to: ['10.0.0.3', '10.0.0.4'], attributes: { prepend: 3 } },
      ],
    }),
  ],
  {
    haproxy: { stats: { kind: 'unix', path: '/run/haproxy/admin.sock' }, events: 'health', warmupMs: 15_000, staleMs: 10_000 },
    exabgp: { dialect: 'auto', ack: 'auto', refreshMs: 20_000, neighbors: [], endOfRib: [{ family: 'ipv4' }] },
  },
)

const neighbors = ['10.0.0.2', '10.0.0.3', '10.0.0.4'] as const

const betweenIncidentsMs = 20

/** A program in it that has lived for no time yet, and what it goes through in the seconds to come. The same for the same seed. */
export const restless = (seed: number): { readonly sim: Simulation; readonly live: (untilMs: number) => void } => {
  const random = randomFrom(seed)
  const sim = new Simulation(services, { ...haproxy(seed, random), ...speaker(random) })
  let now = 0
  return {
    sim,
    live: (untilMs) => {
      for (; now < untilMs; now += betweenIncidentsMs) sim.inject(now, chosen(incidents, random)(random))
      sim.until(untilMs)
    },
  }
}

const haproxy = (seed: number, random: () => number): World => {
  const flaps = flapsOf(seed, proxies)
  return {
    probeTakesMs: 3,
    probe: (at) => (random() < 0.02 ? unknown('nobody knows') : at % 50_000 < 40_000 ? passing('passed') : failing('failed')),
    statistics: (at) => {
      // Many servers at first, so that most looks are outlines from then on.
      if (at < 1000) return snapshots(proxies.map((proxy) => [proxy, '+'.repeat(100)]))
      if (random() < 0.01) return fault(chosen(['refused', 'hung', 'unreadable'] as const, random))
      const pid = 1 + Math.floor(at / 600_000)
      return snapshots(
        proxies.map((proxy) => [proxy, marksAt(at, flaps(proxy, at))]),
        pid,
      )
    },
  }
}

// A minute in ten servers are drained by hand, and after a reload they are not verified yet.
const marksAt = (at: number, marks: string): string => {
  const sinceReload = at % 600_000
  if (sinceReload < 20_000) return marks.replace('+', '?')
  return sinceReload < 80_000 ? 'dddd' : marks
}

const speaker = (random: () => number): World => ({
  answerTakesMs: 2,
  exabgp: (line) => {
    if (random() < 0.01) return []
    if (random() < 0.01) return ['error']
    return exabgp({ sessions: neighbors.flatMap((address) => described(address, random() < 0.9)) })(line)
  },
})

const described = (address: string, up: boolean): readonly string[] => [
  `Neighbor ${address}`,
  `state ${up ? 'ESTABLISHED' : 'IDLE'}`,
  'AS 65010 65515',
  `ipv4 unicast: enabled ${up ? 'enabled' : 'n/a'} disabled`,
  `ipv6 unicast: enabled ${up ? 'enabled' : 'n/a'} disabled`,
  'total: 4 2',
]

const chosen = <Item>(items: readonly [Item, ...Item[]], random: () => number): Item =>
  items[Math.floor(random() * items.length)] ?? items[0]

const rings: readonly [RingReport, ...RingReport[]] = [
  { kind: 'following', pid: 1 },
  { kind: 'ended' },
  { kind: 'lost', reason: 'the connection ended' },
  { kind: 'unavailable', reason: 'it has no ring health', remedy: 'a ring' },
]

/** What happens without having been asked for: mostly talk, seldom orders and a ring that breaks. */
const incidents: readonly [Incident, ...Incident[]] = [
  () => ({ type: 'tick' }),
  ...Array<Incident>(20).fill(() => ({ type: 'heard', line: 'done' })),
  ...Array<Incident>(20).fill(() => ({ type: 'heard', line: 'peer connection closed by somebody' })),
  ...Array<Incident>(20).fill((random) => ({ type: 'heard', line: `neighbor ${chosen(neighbors, random)} down - hold timer expired` })),
  ...Array<Incident>(20).fill(() => ({ type: 'flushed' })),
  ...Array<Incident>(4).fill(() => ({ type: 'hint' })),
  ...Array<Incident>(2).fill((random) => ({ type: 'heard', line: `neighbor ${chosen(neighbors, random)} up` })),
  (random) => ({ type: 'ring', report: chosen(rings, random) }),
  (random) => ({ type: 'maintenance', service: chosen(maintained, random), forMs: random() < 0.1 ? 0 : undefined }),
]

type Incident = (random: () => number) => EventKind
