// Do the commands of README and OPERATING do what these say, on Debian 12 and 13, in the order in which one types them?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { blocksIn, commandsIn } from '../docs/markdown.ts'
import { topology } from '../lab/azure-vwan/topology.ts'
import { buildWorld, startRouters } from '../lab/azure-vwan/world.ts'
import { Machine, makeDebian, type Release, runIn } from './cloud/machine.ts'
import { pack } from './cloud/pack.ts'
import { e2e } from './kit/e2e.ts'
import type { Frr } from './kit/frr.ts'
import type { Run } from './kit/run.ts'
import { until } from './kit/wait.ts'

const vip = `${topology.vip}/32`
const debians: Readonly<Record<Release, string>> = { bookworm: 'Debian 12', trixie: 'Debian 13' }

for (const [release, title] of [
  ['bookworm', debians.bookworm],
  ['trixie', debians.trixie],
] as const) {
  e2e(
    `on ${title} the commands of README lead from zero to a route, and those of OPERATING do what it says`,
    async (run) => {
      const place = await bareMachine(run, release)
      await typeAll(['README.md', 'OPERATING.md'].flatMap(commandsIn), place)
      await place.machine.kill()
    },
    { timeout: 900_000 },
  )
}

// As OPERATING says it.
const recorded = 'record: {file: /var/log/exabgp-haproxy/record.jsonl}\n'

type Place = { readonly machine: Machine; readonly router: Frr; readonly release: Release }

/** A machine with the packages that README names, and nothing set up; its router and its web server run. */
const bareMachine = async (run: Run, release: Release): Promise<Place> => {
  const debian = join(run.folder, 'debian')
  const world = await buildWorld(run, topology)
  const { appliance, webs, routers } = world.primary
  const router = routers[0]?.frr
  assert.ok(router)
  await appliance.ip(`addr del ${vip} dev lo`)
  const [tarball] = await Promise.all([
    pack(run),
    makeDebian(release, debian, [...named, 'procps', 'socat']),
    startRouters(world),
    webs[0]?.start(),
  ])
  if (release === 'bookworm') await runIn(debian, nodeForDebian12)
  const machine = new Machine(appliance, { debian, files: { [`/root/${basename(tarball)}`]: readFileSync(tarball) } })
  machine.start()
  await until('the machine to be up', () => isUp(machine), { within: 120_000, every: 500 })
  return { machine, router, release }
}

const isUp = (machine: Machine): Promise<boolean> =>
  machine.run('systemctl', 'is-system-running').then(
    () => true,
    (error) => /degraded/.test(String(error)),
  )

/** The packages of the line with apt-get. */
const named = /apt-get install --yes (.*)/.exec(commandsIn('README.md').join('\n'))?.[1]?.split(' ') ?? []
/** A command that only Debian 12 needs stands in the text. */
const [nodeForDebian12 = ''] =
  /npm install --global node@\d+/.exec(readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')) ?? []

/** Carried out by the test itself, where there is a checkout. */
const elsewhere = ['npm ci && npm pack']

type Step = {
  /** Words of the command. */
  readonly at: string
  readonly before?: (place: Place) => Promise<unknown>
  readonly after?: (place: Place, output: string) => unknown
}

const typeAll = async (commands: readonly string[], place: Place): Promise<void> => {
  const waiting = [...steps]
  for (const command of commands.filter((one) => !elsewhere.includes(one))) {
    const step = command.includes(waiting[0]?.at ?? command) ? waiting.shift() : undefined
    await step?.before?.(place)
    const output = await place.machine.run('sh', '-ec', command)
    await step?.after?.(place, output)
  }
  assert.deepEqual(waiting, [], 'commands that are expected and not in the documents')
}

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

const [kill = ''] = commandsIn('OPERATING.md').filter((command) => command.startsWith('pkill'))

/** In the order of the documents: what one has to do before a command, and what it brings about. */
const steps: readonly Step[] = [
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
  { at: 'journalctl', after: (_, output) => assert.match(output, /web: tier 1, announcing 9\.9\.9\.9\/32/) },
  { at: 'exabgpcli', after: (_, output) => assert.match(output, /9\.9\.9\.9\/32/) },
  {
    at: '/var/log/exabgp-haproxy',
    after: async (place) => {
      const { before, after } = killed(best)
      await before?.(place)
      await write(place.machine, '/etc/exabgp/exabgp-haproxy.yaml', recorded)
      await place.machine.run('sh', '-ec', kill)
      await after?.(place, '')
    },
  },
  {
    at: 'cp --preserve',
    after: ({ machine }) => machine.run('sed', '--in-place', 's/leave: 65%/leave: 65%, prepend: 1/', '/etc/exabgp/exabgp-haproxy.yaml.new'),
  },
  {
    at: 'explain --config',
    after: (_, output) => assert.match(output, /announce route 9\.9\.9\.9\/32 next-hop self as-path \[ 65010 65010 \]/),
  },
  { at: 'pkill', ...killed([...best, ...best]) },
  { at: 'exabgpcli', after: (_, output) => assert.match(output, /65010 65010/) },
  { at: 'pkill', ...killed(best) },
  { at: 'pkill --signal TERM', ...terminated },
  { at: 'touch', after: noRoute },
  { at: 'rm', after: (place) => routeIs(place, best) },
  { at: 'state drain', after: noRoute },
  { at: 'state ready', after: (place) => routeIs(place, best) },
  { at: 'timeout', after: noRoute },
  { at: 'systemctl stop' },
  { at: 'rm', after: (place) => routeIs(place, best) },
  { at: '--version', after: (_, output) => assert.equal(output, packageJson.version) },
  { at: 'pkill', ...killed(best) },
  { at: 'journalctl', after: (_, output) => assert.match(output, /withdrawing its VIPs/) },
  { at: 'journalctl', after: (_, output) => assert.match(output, /sent: withdraw route 9\.9\.9\.9\/32/) },
  { at: 'neighbor summary', after: (_, output) => assert.match(output, /10\.16\.96\.4/) },
  { at: 'show stat', after: (_, output) => assert.match(output, /^http_back,web1,/m) },
  { at: 'explain /', after: (_, output) => assert.match(output, /verdict +tier 1, announcing/) },
  { at: 'explain --sent', after: (_, output) => assert.match(output, /^announce route 9\.9\.9\.9\/32 next-hop self$/m) },
]
