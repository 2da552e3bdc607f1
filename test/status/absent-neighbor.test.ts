// What is said of a neighbor of the configuration that ExaBGP does not have?
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { metrics } from '../../lib/status/metrics.ts'
import { pluginLines, pluginSeverity } from '../../lib/status/plugin.ts'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import { statusText } from '../../lib/status/text.ts'
import { reads } from '../../lib/values/time.ts'
import { config, service } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot as statistics } from '../engine/worlds.ts'
import { facts } from './facts.ts'
import { snapshot } from './snapshot-of.ts'

const described = (address: string, state = 'ESTABLISHED'): readonly string[] => [
  `Neighbor ${address}`,
  `state ${state}`,
  'AS 65010 65515',
  'ipv4 unicast: enabled enabled',
  'total: 4 2',
]

/** Both 10.0.0.2 and 10.0.0.9 are configured. */
const seen = (sessions: readonly string[], heard?: string): Snapshot => {
  const plain = config([service()])
  const both = { ...plain, exabgp: { ...plain.exabgp, neighbors: ['10.0.0.2', '10.0.0.9'] } }
  const sim = new Simulation(both, { statistics: () => statistics('++'), exabgp: exabgp({ sessions }) })
  if (heard !== undefined) sim.hears(5000, heard)
  return snapshot(sim.until(9000).state, facts, reads(9000))
}

const up = (one: Snapshot): readonly string[] =>
  metrics(one, { cpuSeconds: 0, residentBytes: 0 }, { perCheck: true, perVip: true, system: true })
    .split('\n')
    .filter((line) => line.startsWith('exabgp_haproxy_neighbor_up'))

it('beside one that is up it is a warning, and its session is not up', () => {
  const one = seen(described('10.0.0.2'))
  assert.equal(pluginSeverity([one], []), 1)
  assert.match(pluginLines([one], [])[0] ?? '', /^EXABGP-HAPROXY WARNING - ExaBGP has no neighbor 10\.0\.0\.9 \|/)
  assert.deepEqual(up(one), ['exabgp_haproxy_neighbor_up{neighbor="10.0.0.2"} 1', 'exabgp_haproxy_neighbor_up{neighbor="10.0.0.9"} 0'])
  const style = { colour: false, columns: 200, time: String }
  assert.ok(statusText(one, style).some((line) => /^ {2}10\.0\.0\.9 +UNKNOWN to ExaBGP$/.test(line)))
})

it('beside one that is down no session is up', () => {
  const one = seen(described('10.0.0.2', 'IDLE'))
  assert.equal(pluginSeverity([one], []), 2)
  assert.match(pluginLines([one], [])[0] ?? '', /^EXABGP-HAPROXY CRITICAL - no session is up \(and 1 more\)/)
})

it('is unknown as ever where ExaBGP tells no sessions, and where a range of neighbors may bring it', () => {
  const silent = seen([], 'neighbor 10.0.0.2 down - away')
  assert.deepEqual([pluginSeverity([silent], []), up(silent)], [1, ['exabgp_haproxy_neighbor_up{neighbor="10.0.0.2"} 0']])
  for (const sessions of [
    [...described('10.0.0.2'), ...described('10.0.0.0/24', 'IDLE')],
    [...described('10.0.0.0/24', 'IDLE'), ...described('10.0.0.2')],
  ]) {
    const ranged = seen(sessions)
    assert.deepEqual([pluginSeverity([ranged], []), up(ranged)], [0, ['exabgp_haproxy_neighbor_up{neighbor="10.0.0.2"} 1']])
  }
})
