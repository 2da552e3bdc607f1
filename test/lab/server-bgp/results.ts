// Is what was seen what the server design promises?
import { atMost, exact, type Result, reported, seconds } from '../kit/results.ts'
import type { Incident, Ways } from './incident.ts'
import type { Report } from './scenario.ts'

/** Every promise of the design, incident by incident. */
export const results = (report: Report): Result[] => [
  ...before(report),
  ...transit(report),
  ...cutAndBack(report),
  ...failureAndRecovery(report),
  exact('all the time', "the other server's VIP: requests lost", '0', String(report.other.lost)),
  exact('all the time', "the other server's VIP: UPDATEs at the spine", '0', String(report.other.updates)),
]

const both = 'tor1, tor2'

const vips = '203.0.113.10/32, 2001:db8:203::10/128'

const before = ({ before: { ways, tors } }: Report): Result[] => [
  ...waysOf('before', both, ways),
  ...tors.map(({ name, sessions }) => exact('before', `${name}: sessions with the server`, '1', String(sessions))),
  ...tors.map(({ name, nextHops }) => exact('before', `${name}: next hops`, nextHopsOf[name] ?? '', nextHops.join(', '))),
]

const nextHopsOf: Readonly<Record<string, string>> = {
  tor1: '10.1.0.10, 2001:db8:1::10',
  tor2: '10.2.0.10, 2001:db8:2::10',
}

const transit = ({ transit: { through, told, toldAll, heard } }: Report): Result[] => [
  exact('never a transit', 'through the server, IPv4', 'no answer', through.asItIs.ipv4),
  exact('never a transit', 'through the server, IPv6', 'no answer', through.asItIs.ipv6),
  exact('never a transit', 'were forwarding on, IPv4', 'answered', through.forwarding.ipv4),
  exact('never a transit', 'were forwarding on, IPv6', 'answered', through.forwarding.ipv6),
  exact('never a transit', 'tor1 tells the server', '0.0.0.0/0, ::/0', told.join(', ')),
  exact('never a transit', 'by mistake', '11 prefixes', `${toldAll.length} prefixes`),
  exact('never a transit', 'tor2 heard from the server, ever', vips, [...heard].reverse().join(', ')),
]

const cutAndBack = ({ cut, back }: Report): Result[] => [
  ...waysOf('uplink cut', 'tor2', cut.ways),
  reported('uplink cut', 'everyone knew after', seconds(cut.settledMs)),
  atMost('uplink cut', 'ours logged it after', loggedWithinMs, cut.downMs),
  ...sentIn('uplink cut', ['nothing'], cut.sent),
  exact('uplink cut', 'withdraws at tor2', '0', String(cut.withdrawn)),
  ...losses('uplink cut', cut),
  ...waysOf('uplink back', both, back.ways),
  reported('uplink back', 'everyone knew after', seconds(back.settledMs)),
  ...sentIn('uplink back', announced, back.sent),
  atMost('uplink back', 'confirmed after neighbor up', promptlyMs, back.confirmedMs),
  ...losses('uplink back', back),
]

const failureAndRecovery = ({ failure, recovery }: Report): Result[] => [
  ...waysOf('failure', 'nobody', failure.ways),
  ...sentIn('failure', withdrawn, failure.sent),
  ...['tor1', 'tor2'].map((name) => exact('failure', `${name} heard`, heardWithdrawn, heardAt(name, failure.withdrawn))),
  atMost('failure', 'between the first and the last of these', promptlyMs, failure.spreadMs),
  reported('failure', 'everyone knew after', seconds(failure.settledMs)),
  ...waysOf('recovery', both, recovery.ways),
  ...sentIn('recovery', announced, recovery.sent),
  reported('recovery', 'everyone knew after', seconds(recovery.settledMs)),
  ...losses('recovery', recovery),
]

/** The hold time of 3 s, and what ExaBGP and a busy machine take beyond it; in milliseconds. */
const loggedWithinMs = 6000

/** In milliseconds; nothing waits here. */
const promptlyMs = 500

const announced = [
  'neighbor 10.1.0.1 announce route 203.0.113.10/32 next-hop self',
  'neighbor 10.1.0.1 announce route 2001:db8:203::10/128 next-hop 2001:db8:1::10',
  'neighbor 10.2.0.1 announce route 203.0.113.10/32 next-hop self',
  'neighbor 10.2.0.1 announce route 2001:db8:203::10/128 next-hop 2001:db8:2::10',
]

const withdrawn = [
  'neighbor 10.1.0.1 withdraw route 203.0.113.10/32',
  'neighbor 10.1.0.1 withdraw route 2001:db8:203::10/128',
  'neighbor 10.2.0.1 withdraw route 203.0.113.10/32',
  'neighbor 10.2.0.1 withdraw route 2001:db8:203::10/128',
]

const heardWithdrawn = 'withdraw 203.0.113.10/32, withdraw 2001:db8:203::10/128'

const heardAt = (name: string, all: readonly string[]): string =>
  all.flatMap((it) => (it.startsWith(`${name}: `) ? [it.slice(name.length + 2)] : [])).join(', ')

const waysOf = (phase: string, expected: string, { ipv4, ipv6 }: Ways): Result[] => [
  exact(phase, 'the spine sends IPv4 by', expected, ipv4.join(', ') || 'nobody'),
  exact(phase, 'the spine sends IPv6 by', expected, ipv6.join(', ') || 'nobody'),
]

const losses = (phase: string, { lost: { ipv4, ipv6 } }: Incident): Result[] => [
  reported(phase, 'requests lost meanwhile', `${ipv4.lost + ipv6.lost} of ${ipv4.asked + ipv6.asked}`),
  exact(phase, 'requests lost after that', '0', String(ipv4.after + ipv6.after)),
]

const sentIn = (phase: string, expected: readonly string[], seen: readonly string[]): Result[] =>
  Array.from({ length: Math.max(expected.length, seen.length) }, (_, index) =>
    exact(phase, 'sent to ExaBGP', expected[index] ?? 'nothing', seen[index] ?? 'nothing'),
  )
