// Where does one watch a lab in a browser?
import type { Run } from '../../e2e/kit/run.ts'
import { wayIn } from '../../e2e/kit/way-in.ts'
import type { Appliance } from './appliance.ts'
import type { Row } from './guide.ts'
import { Monitor, prometheusAt } from './monitor.ts'

/** A Prometheus that looks at these appliances, which do not run yet; gives the addresses of it and of each appliance's page, for a browser on this machine. */
export const watched = async (run: Run, boxes: readonly Appliance[]): Promise<readonly Row[]> => {
  const monitor = await Monitor.create(run)
  const targets = await monitor.follow(boxes)
  await monitor.start()
  const to = async (name: string, target: string): Promise<string> => `http://127.0.0.1:${await wayIn(monitor.host, name, target)}`
  const prometheus = await to('prometheus', prometheusAt)
  const pages = await Promise.all(
    targets.map(async ({ name, listen }): Promise<Row> => [`the page of ${name}`, `${await to(name, listen)}/?range=15m`]),
  )
  return [
    ['the services, over time', `${prometheus}/graph?${graph}`],
    ['the alerts, 30 times as soon as in earnest', `${prometheus}/alerts`],
    ['what Prometheus scrapes', `${prometheus}/targets`],
    ...pages,
  ]
}

const graph = new URLSearchParams({
  'g0.expr': 'exabgp_haproxy_vip_announced',
  'g0.tab': '0',
  'g0.range_input': '5m',
  'g1.expr': 'exabgp_haproxy_service_state == 1',
  'g1.tab': '0',
  'g1.range_input': '5m',
}).toString()
