// Does the user-data in contrib end, on a Debian 13 and a Debian 12 machine that a cloud starts, in the two-region design at work?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { expectedPaths } from '../lab/azure-vwan/scenario.ts'
import { topology } from '../lab/azure-vwan/topology.ts'
import { buildWorld, type LivingRegion, startRouters, type World } from '../lab/azure-vwan/world.ts'
import { Machine, makeDebian, type Release, runIn } from './cloud/machine.ts'
import { pack, packDeb } from './cloud/pack.ts'
import { variablesOf } from './cloud/rendered.ts'
import { e2e } from './kit/e2e.ts'
import { nodeProgram } from './kit/node-program.ts'
import type { Run } from './kit/run.ts'
import { until } from './kit/wait.ts'

const root = join(import.meta.dirname, '../..')
const vip = `${topology.vip}/32`

/** While its last units end, cloud-init may call that an error for a moment; what it says in the end counts. */
const cloudInitIsDone = async (machine: Machine): Promise<void> => {
  let said = ''
  const status = async () => {
    said = await machine.run('cloud-init', 'status', '--long').catch(String)
    // Debian 12's has no line of errors where there are none.
    return /^status: done$/m.test(said) && !/^errors:(?! \[\]$)/m.test(said)
  }
  await until('cloud-init to be done without errors', status, { every: 500, seen: () => said })
}

e2e(
  'two machines that boot with the user-data install what they need, announce the VIP once all is right, the secondary with two prepends, and follow the health of their web servers',
  async (run) => {
    const [world, tarball, deb, trixie, bookworm] = await Promise.all([
      startSurroundings(run),
      pack(run),
      packDeb(run),
      debianWith(run, 'trixie', 'primary'),
      debianWith(run, 'bookworm', 'secondary-debian12'),
    ])
    const [primary, secondary] = await Promise.all([
      bootMachine(
        run,
        world.primary,
        { debian: trixie, userData: withSource(userData('primary'), `exabgp-haproxy@${packageJson.version}`) },
        tarball,
      ),
      bootMachine(run, world.secondary, { debian: bookworm, userData: fromDeb(world.secondary.region.webServers[0], deb) }, tarball, deb),
    ])
    const { all, none } = expectedPaths

    await edgeSees(world, all, 240_000)
    for (const machine of [primary, secondary]) {
      await cloudInitIsDone(machine)
      await machine.run('cloud-init', 'schema', '--system')
      await machine.run('exabgp-haproxy', 'check', '--config', '/etc/exabgp/exabgp-haproxy.yaml')
    }
    await answeredBy(world, world.primary.region.title)

    await Promise.all(world.primary.webs.map((web) => web.stop()))
    await edgeSees(world, none)
    await answeredBy(world, world.secondary.region.title)
    await Promise.all(world.primary.webs.map((web) => web.start()))
    await edgeSees(world, all)

    // ExaBGP ends with exit status 0, as it does when its process has died too often.
    await primary.run('systemctl', 'kill', '--kill-whom=main', '--signal=TERM', 'exabgp')
    await edgeSees(world, none)
    await edgeSees(world, all)
    assert.equal(
      await primary.run('systemctl', 'show', '--property=NRestarts,StartLimitIntervalUSec', 'exabgp'),
      'NRestarts=1\nStartLimitIntervalUSec=0',
    )

    await secondary.run('systemctl', 'stop', 'exabgp')
    await secondary.run('apt-get', 'purge', '--yes', 'exabgp-haproxy')
    const left = await secondary.run(
      'sh',
      '-c',
      'find / -xdev -name "*exabgp-haproxy*" -path "/usr/share/*"; ls -d /usr/bin/exabgp-haproxy /var/log/exabgp-haproxy 2>/dev/null; true',
    )
    assert.equal(left, '')
    await Promise.all([primary.kill(), secondary.kill()])
  },
  { timeout: 900_000 },
)

const userData = (name: string): string => readFileSync(join(root, `contrib/cloud-init/${name}.yaml`), 'utf8')

/** The second way to get the package. */
const fromDeb = (server: string, deb: string): string =>
  withSource(userData('secondary-debian12'), `http://${server}:4873/${basename(deb)}`)

const withSource = (text: string, source: string): string =>
  text.replace(/^(\{% set source = ').*(' %\})$/m, (_, before, after) => `${before}${source}${after}`)

/** A Debian where nothing of what the user-data wants is installed, and apt has it all at hand. Debian 12 has its newer Node, as npm's registry is away. */
const debianWith = async (run: Run, release: Release, name: string): Promise<string> => {
  const debian = join(run.folder, release)
  await makeDebian(release, debian, ['cloud-init'])
  if (release === 'bookworm')
    await runIn(debian, 'apt-get install --yes --quiet --no-install-recommends npm && npm install --global --no-audit --no-fund node@22')
  const packages = `${variablesOf(userData(name)).packages} npm`
  await runIn(debian, `apt-get install --yes --quiet --no-install-recommends --download-only ${packages.replaceAll('*', '\\*')}`)
  return debian
}

/** Routers and web servers of the design; its appliances are left to the machines. */
const startSurroundings = async (run: Run): Promise<World> => {
  const world = await buildWorld(run, topology)
  const regions = [world.primary, world.secondary]
  await Promise.all([startRouters(world), ...regions.flatMap(({ webs }) => webs.map((web) => web.start()))])
  await Promise.all(regions.map(({ appliance }) => appliance.ip(`addr del ${vip} dev lo`)))
  world.client.start()
  return world
}

const hasTriedInVain = async (machine: Machine): Promise<boolean> => {
  const tries = await machine.run('systemctl', 'show', '--value', '--property=NRestarts', 'exabgp-haproxy-install').catch(() => '0')
  return Number(tries) > 0
}

/**
 * The machine finds a package registry next to the web server of its region, once it has looked for it in vain, with a mistake in its configuration, and
 * then with one in ExaBGP's. ExaBGP starts once both are mended.
 */
const bootMachine = async (
  run: Run,
  { region, appliance, web }: LivingRegion,
  definition: { readonly debian: string; readonly userData: string },
  ...packages: readonly string[]
): Promise<Machine> => {
  const registry = web.program('registry', nodeProgram(run.folder, 'npm-registry', region.webServers[0], '4873', ...packages))
  const files = { '/root/.npmrc': `registry=http://${region.webServers[0]}:4873/\n` }
  const machine = new Machine(appliance, { ...definition, files })
  machine.start()
  await until('the installation to have failed without its registry', () => hasTriedInVain(machine), { within: 240_000, every: 500 })
  const [configuration, settings] = ['/etc/exabgp/exabgp-haproxy.yaml', '/etc/exabgp/exabgp.env']
  await machine.run('sed', '--in-place', 's/http_back/http_bock/', configuration)
  registry.start()
  await registry.log.waitFor(/^listening$/)
  await until('the mistake to be named', () => hasLogged(machine, /http_bock.*http_back/), { within: 120_000, every: 500 })
  await assert.rejects(machine.run('systemctl', 'is-active', 'exabgp'), /inactive/)
  await machine.run('sed', '--in-place', 's/^respawn.*/respawn = false/', settings)
  await machine.run('sed', '--in-place', 's/http_bock/http_back/', configuration)
  await until('doctor to name what the configuration does not say', () => hasLogged(machine, /fail +exabgp respawn: /), {
    within: 60_000,
    every: 500,
  })
  await assert.rejects(machine.run('systemctl', 'is-active', 'exabgp'), /inactive/)
  await machine.run('sed', '--in-place', 's/^respawn.*/respawn = true/', settings)
  return machine
}

const hasLogged = async (machine: Machine, pattern: RegExp): Promise<boolean> =>
  pattern.test(await machine.run('journalctl', '--unit', 'exabgp-haproxy-install', '--no-pager'))

/** Waits until the as-paths at the edge are these, sorted. */
const edgeSees = async ({ edge }: World, paths: readonly string[], within = 15_000): Promise<void> => {
  const wanted = paths.join()
  await edge.waitForTable(`${wanted} at the edge`, (table) => asPaths(table.get(vip) ?? []).join() === wanted, { within })
}

const asPaths = (routes: readonly { readonly asPath: readonly number[] }[]): readonly string[] =>
  routes.map(({ asPath }) => asPath.join(' ')).sort()

const answeredBy = async ({ client }: World, title: string): Promise<void> => {
  await until(`the client to be answered by ${title}`, () => client.replies().at(-1)?.answer === title)
}
