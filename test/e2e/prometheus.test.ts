// Do the real Prometheus, Alertmanager and node_exporter see a service die in one of two regions, and the whole of it in their history?
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { dashboards, expressionsIn } from '../dashboards.ts'
import { topology } from '../lab/azure-vwan/topology.ts'
import { buildWorld, type LivingRegion, startRegions, startRouters } from '../lab/azure-vwan/world.ts'
import { Monitor, monitorPrograms } from '../lab/kit/monitor.ts'
import { e2e } from './kit/e2e.ts'
import { install, missingOf } from './kit/requirements.ts'
import { until } from './kit/wait.ts'

const programs = [
  ...monitorPrograms,
  { program: 'prometheus-alertmanager', debianPackage: 'prometheus-alertmanager' },
  { program: 'prometheus-node-exporter', debianPackage: 'prometheus-node-exporter' },
]
await install({ also: programs })

const contrib = join(import.meta.dirname, '../../contrib')
const alertmanagerAt = '127.0.0.1:9093'

e2e(
  'the alert for a service that dies fires, stands above a lesser one, and clears; the failover is in the history, and panels have answers',
  async (run) => {
    const world = await buildWorld(run, topology)
    const { primary, secondary } = world
    const monitor = await Monitor.create(run)
    await monitor.follow([primary.box])
    await byTextfile(monitor, secondary)
    await startAlertmanager(monitor)
    await startRouters(world)
    await monitor.start([alertmanagerAt])
    await startRegions(world)
    await until('two sites in Prometheus', async () => (await numberOf(monitor, 'sum(exabgp_haproxy_vip_announced)')) === 2)
    await standing(monitor, 'only the alert that never ends', (found) => found.join() === 'Watchdog active')

    const began = seconds()
    await flap(monitor, primary)
    await each(primary, 'stop')
    const died = ['ServiceDown north active', 'Flapping north suppressed', 'VipFewSites active']
    await standing(monitor, 'the alerts for the dead service, above the one for its flapping', (found) =>
      died.every((one) => found.includes(one)),
    )
    await until('one site in what is recorded', async () => (await numberOf(monitor, 'vip:exabgp_haproxy_vip_announced:sum')) === 1)
    await each(primary, 'start')
    await standing(
      monitor,
      'the alerts to clear, and the lesser one to stand',
      (found) => found.join() === 'Flapping north active,Watchdog active',
    )
    await failoverInHistory(monitor, began)
    await panelsAnswer(monitor)
  },
  { lacking: missingOf(programs), timeout: 240_000 },
)

// The other region's metrics come by node_exporter, as one that has it on all its machines would do.
const byTextfile = async (monitor: Monitor, { box }: LivingRegion): Promise<void> => {
  const folder = box.path('textfile')
  mkdirSync(folder)
  box.tells(`metrics: {textfile: "${folder}/exabgp-haproxy.prom"}`)
  const address = `${await monitor.reach(box)}:9100`
  const flags = ['--collector.disable-defaults', '--collector.textfile', `--collector.textfile.directory=${folder}`]
  box.host.program('node-exporter', ['prometheus-node-exporter', ...flags, `--web.listen-address=${address}`]).start()
  monitor.scrapes(box.name, address)
}

const startAlertmanager = async (monitor: Monitor): Promise<void> => {
  const { host } = monitor
  const flags = [`--config.file=${join(contrib, 'prometheus/alertmanager.yml')}`, `--storage.path=${host.path('alertmanager')}`]
  host
    .program('alertmanager', ['prometheus-alertmanager', ...flags, `--web.listen-address=${alertmanagerAt}`, '--cluster.listen-address='])
    .start()
  await until('Alertmanager to be ready', () => monitor.isReady(`http://${alertmanagerAt}/-/ready`))
}

// So often that it is an alert of its own.
const flap = async (monitor: Monitor, region: LivingRegion): Promise<void> => {
  const changes = () => numberOf(monitor, 'sum(exabgp_haproxy_service_changes_total{instance="north"})')
  const announced = (is: 0 | 1) =>
    until(
      `vip_announced ${is} in the north`,
      async () => (await numberOf(monitor, 'exabgp_haproxy_vip_announced{instance="north"}')) === is,
    )
  for (let turn = 1; turn <= 20 && ((await changes()) ?? 0) <= 9; turn++) {
    await each(region, 'stop')
    await announced(0)
    await each(region, 'start')
    await announced(1)
  }
}

const each = async ({ webs }: LivingRegion, what: 'start' | 'stop'): Promise<void> => {
  await Promise.all(webs.map((web) => web[what]()))
}

const failoverInHistory = async (monitor: Monitor, began: number): Promise<void> => {
  const history = async (query: string): Promise<readonly number[]> => {
    const range = { start: String(began - 1), end: String(seconds() + 1), step: '1' }
    return resultOf(await monitor.ask('query_range', { query, ...range })).flatMap(({ values = [] }) =>
      values.map(([, value]) => Number(value)),
    )
  }
  // What is asked for by the second lags a scrape by up to one.
  const shows = (query: string, course: RegExp): Promise<unknown> =>
    until(`the course of ${query}`, async () => course.test((await history(query)).join('')))
  await shows('exabgp_haproxy_service_state{instance="north",state="down"}', /0.*1.*0$/)
  await shows('sum(exabgp_haproxy_vip_announced)', /2.*1.*2$/)
  assert.ok(!(await history('sum(exabgp_haproxy_vip_announced)')).includes(0))
  const west = await history('exabgp_haproxy_vip_announced{instance="west"}')
  assert.deepEqual([...new Set(west)], [1])
  const worse = await numberOf(monitor, 'exabgp_haproxy_reaction_seconds_count{instance="north",direction="worse"}')
  assert.ok((worse ?? 0) >= 1)
  const asked = await numberOf(monitor, 'sum(exabgp_haproxy_service_sessions_total)')
  assert.ok((asked ?? 0) > 10, `${asked} sessions`)
}

// Some ask for what does not happen here.
const panelsAnswer = async (monitor: Monitor): Promise<void> => {
  const expressions = dashboards.flatMap(({ dashboard }) => expressionsIn(dashboard))
  const answers = await Promise.all(
    expressions.map(async (expr) => {
      const query = expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$\w+/g, '.*')
      return resultOf(await monitor.ask('query', { query })).length
    }),
  )
  const empty = expressions.filter((_, index) => answers[index] === 0)
  assert.ok(empty.length <= 3, empty.join('\n'))
}

type Sample = { readonly value?: readonly [number, string]; readonly values?: readonly (readonly [number, string])[] }

const resultOf = (answer: unknown): readonly Sample[] => {
  const { status, data, error } = answer as {
    readonly status: string
    readonly error?: string
    readonly data?: { readonly result: readonly Sample[] }
  }
  assert.equal(status, 'success', error)
  return data?.result ?? []
}

const numberOf = async (monitor: Monitor, query: string): Promise<number | undefined> => {
  const value = resultOf(await monitor.ask('query', { query }))[0]?.value?.[1]
  return value === undefined ? undefined : Number(value)
}

type Alert = {
  readonly labels: { readonly alertname: string; readonly instance?: string }
  readonly status: { readonly state: string }
}

/** What Alertmanager has, such as `ServiceDown north active`. */
const names = async ({ host }: Monitor): Promise<readonly string[]> => {
  const alerts: readonly Alert[] = JSON.parse(await host.exec('curl', '--silent', `http://${alertmanagerAt}/api/v2/alerts`))
  return alerts
    .map(({ labels: { alertname, instance }, status: { state } }) =>
      [alertname.replace('ExabgpHaproxy', ''), ...(instance === undefined ? [] : [instance]), state].join(' '),
    )
    .sort()
}

/** Waits until what Alertmanager has is so; a failure says what it had. */
const standing = async (monitor: Monitor, what: string, is: (found: readonly string[]) => boolean): Promise<void> => {
  let found: readonly string[] = []
  const seen = (): string => `Alertmanager has: ${found.join(', ')}`
  await until(
    what,
    async () => {
      found = await names(monitor)
      return is(found)
    },
    { within: 60_000, every: 100, seen },
  )
}

const seconds = (): number => Math.floor(Date.now() / 1000)
