// Which processes do the tests of the snapshot's renderings look at?

import { failing, passing } from '../../lib/health/evidence.ts'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import { reads } from '../../lib/values/time.ts'
import { backend, command, config, prefix, service, tier } from '../engine/configs.ts'
import type { World } from '../engine/simulation.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshots } from '../engine/worlds.ts'
import { facts } from './facts.ts'
import { snapshot } from './snapshot-of.ts'

const services = [
  service({ name: 'web', checks: [backend('web')], tiers: [tier(0.75), tier(0.25, { prepend: 2 })] }),
  service({ name: 'dns', vips: [prefix('9.9.9.53/32')], maintenanceFile: '/etc/exabgp/dns' }),
  service({ name: 'pay', vips: [prefix('9.9.9.54/32')], checks: [command({ rise: 3, fall: 1 })] }),
]

const sessions = ['Neighbor 10.16.96.4', 'state ESTABLISHED', 'AS 65010 65515', 'ipv4 unicast: enabled enabled disabled', 'total: 4 2']

/** Half of web's servers are down, dns has been taken away by its file, pay fails from 20 s on and passes again from 40 s on. */
const world: World = {
  exabgp: exabgp({ sessions }),
  statistics: (at) =>
    snapshots([
      ['web', at < 10_000 ? '++' : '+-'],
      ['http_back', '++'],
    ]),
  probe: (at) => (at >= 20_000 && at < 40_000 ? failing('503') : passing('200')),
  probeTakesMs: 5,
}

/** After so long. */
export const seenAt = (ms: number, own: World = {}): Snapshot => {
  const sim = new Simulation(config(services), { ...world, ...own })
  sim.inject(15_000, { type: 'maintenance', service: 'dns', forMs: 0 })
  return snapshot(sim.until(ms).state, facts, reads(ms))
}
