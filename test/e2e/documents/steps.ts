// What has one to do before a command of the documents, and what does the command bring about?
import assert from 'node:assert/strict'
import packageJson from '../../../package.json' with { type: 'json' }
import { blocksIn } from '../../docs/markdown.ts'
import { topology } from '../../lab/azure-vwan/topology.ts'
import type { Machine } from '../cloud/machine.ts'
import type { Frr } from '../kit/frr.ts'
import { until } from '../kit/wait.ts'
import type { Place } from './place.ts'

type Step = {
  /** Words of the command. */
  readonly at: string
  readonly before?: (place: Place) => Promise<unknown>
  readonly after?: (place: Place, output: string) => unknown
}

const vip = `${topology.vip}/32`

const blockOf = (language: string): string => blocksIn(language).find(({ place }) => place.startsWith('README.md'))?.text ?? ''

const write = (machine: Machine, path: string, text: string): Promise<string> =>
  machine.run('sh', '-ec', `printf '\n%s' "$1" >> ${path}`, 'sh', text)

const routeIs = ({ router }: Place, asPath: readonly number[]): Promise<unknown> =>
  router.waitForTable(`as-path ${asPath}`, (table) => table.get(vip)?.[0]?.asPath.join() === asPath.join(), { within: 60_000 })

const noRoute = ({ router }: Place): Promise<unknown> => router.waitForTable('no route', (table) => !table.has(vip), { within: 60_000 })

const applianceAddress = topology.regions[0].appliance

/** What the router heard from the machine. */
const changes = (router: Frr) => router.history().filter(({ from, kind }) => from === applianceAddress && kind !== 'session')

const withdraws = ({ router }: Place): number => changes(router).filter(({ kind }) => kind === 'withdraw').length

const best = [topology.applianceAs]

/** The process is another one, and routers have not seen it. */
const killed = (asPath: readonly number[]): Pick<Step, 'before' | 'after'> => {
  let seen = { withdraws: 0, starts: 0 }
  return {
    before: async (place) => {
      seen = { withdraws: withdraws(place), starts: await starts(place) }
    },
    after: async (place) => {
      await until('the next process', async () => (await starts(place)) > seen.starts, { within: 60_000, every: 500 })
      await routeIs(place, asPath)
      assert.equal(withdraws(place), seen.withdraws, 'withdrawn meanwhile')
    },
  }
}

/** The route is withdrawn, and comes back by itself. */
const terminated: Pick<Step, 'after'> = {
  after: async (place) => {
    await until('a withdraw, and an announcement after it', () => gapMs(place.router) !== undefined, { within: 60_000 })
    const gap = gapMs(place.router) ?? Number.NaN
    assert.ok(gap < 5000, `${gap} ms without a route`)
  },
}

/** How long the router had no route, the last time that one was withdrawn. */
const gapMs = (router: Frr): number | undefined => {
  const all = changes(router)
  const withdrawn = all.findLast(({ kind }) => kind === 'withdraw')
  const back = all.find(({ kind, at }) => kind === 'announce' && at > (withdrawn?.at ?? Number.POSITIVE_INFINITY))
  return withdrawn && back && back.at - withdrawn.at
}

const starts = async ({ machine }: Place): Promise<number> =>
  Number(await machine.run('sh', '-c', "journalctl --unit exabgp --no-pager | grep -c ' runs$'"))

const journal = ({ machine }: Place): Promise<string> => machine.run('journalctl', '--unit', 'exabgp', '--no-pager')

const isAnnounced = (journal: string): boolean => /web: tier 1, announcing 9\.9\.9\.9\/32/.test(journal)

/** In the order of the documents. */
export const steps: readonly Step[] = [
  { at: 'haproxy -c -f', before: ({ machine }) => write(machine, '/etc/haproxy/haproxy.cfg', blockOf('haproxy')) },
  {
    at: 'check --probe',
    before: async ({ machine }) => {
      await write(machine, '/etc/exabgp/exabgp-haproxy.yaml', blockOf('yaml'))
      await write(machine, '/etc/exabgp/exabgp.conf', blockOf('exabgp'))
    },
    after: (_, output) => assert.match(output, /announce route 9\.9\.9\.9\/32 next-hop self$/m),
  },
  { at: 'systemctl restart exabgp', after: (place) => routeIs(place, best) },
  {
    at: 'journalctl',
    // The journal may be behind the route.
    before: async (place) => void (await until('the journal to tell of it', async () => isAnnounced(await journal(place)))),
    after: (_, output) => assert.ok(isAnnounced(output), output),
  },
  { at: 'exabgpcli', after: (_, output) => assert.match(output, /9\.9\.9\.9\/32/) },
  {
    at: '/var/log/exabgp-haproxy',
    after: (_, output) => assert.match(output, /-rw-------.* exabgp exabgp .* exabgp-haproxy\.yaml-[\da-f]{8}\.record\.jsonl/),
  },
  {
    at: 'cp --preserve',
    after: ({ machine }) => machine.run('sed', '--in-place', 's/leave: 65%/leave: 65%, prepend: 1/', '/etc/exabgp/exabgp-haproxy.yaml.new'),
  },
  {
    at: 'explain --config',
    after: (_, output) => assert.match(output, /announce route 9\.9\.9\.9\/32 next-hop self as-path \[ 65010 65010 \]/),
  },
  {
    at: 'reload --dry-run',
    after: (_, output) => assert.match(output, /web {2}tier 1 prepend none -> 1 {2}announce 9\.9\.9\.9\/32 again/),
  },
  { at: 'reload --revert-in', after: (place) => routeIs(place, [...best, ...best]) },
  { at: 'exabgpcli', after: (_, output) => assert.match(output, /65010 65010/) },
  { at: 'exabgp-haproxy confirm', after: (_, output) => assert.match(output, /^confirmed$/m) },
  { at: 'exabgp-haproxy reload', after: (place) => routeIs(place, best) },
  { at: 'pkill', ...killed(best) },
  { at: 'pkill --signal TERM', ...terminated },
  { at: 'touch', after: noRoute },
  { at: 'rm', after: (place) => routeIs(place, best) },
  { at: 'drain web', after: noRoute },
  { at: 'resume web', after: (place) => routeIs(place, best) },
  { at: 'state drain', after: noRoute },
  { at: 'state ready', after: (place) => routeIs(place, best) },
  { at: 'systemctl stop', after: noRoute },
  { at: 'systemctl start', after: (place) => routeIs(place, best) },
  { at: 'drain --all', after: noRoute },
  { at: 'resume --all', after: (place) => routeIs(place, best) },
  { at: '--version', after: (_, output) => assert.equal(output, packageJson.version) },
  { at: 'pkill', ...killed(best) },
  {
    at: 'exabgp-haproxy status',
    before: ({ machine }) => machine.run('exabgp-haproxy', 'status', '--wait', '--timeout', '60s'),
    after: (_, output) => assert.match(output, /^web +announced +1\/3 .* 9\.9\.9\.9\/32 /m),
  },
  { at: 'status --service', after: (_, output) => assert.match(output, /^ {2}9\.9\.9\.9\/32 +announced$/m) },
  { at: 'status --history', after: (_, output) => assert.match(output, /web +pending -> announced, tier 1 +100%/) },
  { at: 'journalctl', after: (_, output) => assert.match(output, /withdrawing its VIPs/) },
  { at: 'journalctl', after: (_, output) => assert.match(output, /sent: withdraw route 9\.9\.9\.9\/32/) },
  { at: 'neighbor summary', after: (_, output) => assert.match(output, /10\.16\.96\.4/) },
  { at: 'show stat', after: (_, output) => assert.match(output, /^http_back,web1,/m) },
  { at: 'explain', after: (_, output) => assert.match(output, /verdict +tier 1, announcing/) },
  { at: 'explain --sent', after: (_, output) => assert.match(output, /^announce route 9\.9\.9\.9\/32 next-hop self$/m) },
]
