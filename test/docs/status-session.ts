// Which story does OPERATING.md tell of `status`?
import type { Check } from '../../lib/config/schema/checks/kinds.ts'
import { failing, passing } from '../../lib/health/evidence.ts'
import { History } from '../../lib/status/history.ts'
import { historyText } from '../../lib/status/history-text.ts'
import { serviceText } from '../../lib/status/service-text.ts'
import type { Style } from '../../lib/status/style.ts'
import { statusText } from '../../lib/status/text.ts'
import { reads } from '../../lib/values/time.ts'
import { backend, cadence, config, prefix, service, tier } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshots } from '../engine/worlds.ts'
import { facts } from '../status/facts.ts'
import { snapshot } from '../status/snapshot-of.ts'

const style: Style = { colour: false, columns: undefined, time: (time) => new Date(time).toISOString() }

const minute = 60_000

const drain = { forMs: 10 * minute, attributes: { prepend: 4, communities: ['65535:0' as never] } }
const check: Check = { kind: 'command', command: { kind: 'shell', text: 'check-pay' }, ...cadence }

const services = [
  service({ name: 'web', checks: [backend('web_back')], tiers: [tier(0.75), tier(0.25, { prepend: 2 })] }),
  service({ name: 'dns', vips: [prefix('9.9.9.53')], checks: [backend('dns_back')], drain }),
  service({
    name: 'pay',
    vips: [prefix('9.9.9.54')],
    checks: [check],
  }),
]

const sessions = ['10.16.96.4', '10.16.96.5'].flatMap((address, index) => [
  ...[`Neighbor ${address}`, `state ${index === 0 ? 'ESTABLISHED' : 'IDLE'}`, 'AS 65010 65515'],
  ...['ipv4 unicast: enabled enabled disabled', 'total: 4 2'],
])

const order = { by: 'operator', author: 'alice', reason: 'kernel update' } as const
const [halfAt, failsAt, passesAt, drainAt, now] = [3 * minute, 12 * minute, 16 * minute, 9 * minute, 16 * minute + 850]

/** By the command what it prints then. */
export const session = (): Readonly<Record<string, readonly string[]>> => {
  const sim = new Simulation(config(services), {
    exabgp: exabgp({ sessions }),
    statistics: (at) =>
      snapshots(
        [
          ['web_back', at < halfAt ? '++' : '+-'],
          ['dns_back', '++'],
        ],
        812,
      ),
    probe: (at) => (at >= failsAt && at < passesAt ? failing('exit status 1: database refuses connections') : passing('exit status 0')),
  })
  sim.inject(drainAt, { type: 'drain', services: ['dns'], order, expireMs: 2 * 60 * minute })
  const history = new History()
  for (let at = 0, seen = 0; at <= now; at += 50) {
    sim.until(at)
    for (const news of sim.news.slice(seen)) history.take(news, facts.offsetMs + at)
    seen = sim.news.length
  }
  const taken = snapshot(sim.state, { ...facts, name: 'exabgp-haproxy.yaml-5a198d76' }, reads(now))
  return {
    'exabgp-haproxy status': statusText(taken, style),
    'exabgp-haproxy status --service web': taken.services
      .filter(({ name }) => name === 'web')
      .flatMap((one) => serviceText(one, taken.time, style)),
    'exabgp-haproxy status --history --since 1h': historyText(
      { version: 1, time: taken.time, since: 0, transitions: history.since(0) },
      style,
    ),
  }
}
