// Does the user-data in contrib end, on Debian 13 machines that a cloud starts, in the two-region design at work?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { expectedPaths } from '../lab/azure-vwan/scenario.ts'
import { topology } from '../lab/azure-vwan/topology.ts'
import { buildWorld, type LivingRegion, startRouters, type World } from '../lab/azure-vwan/world.ts'
import { Machine, makeDebian } from './cloud/machine.ts'
import { pack } from './cloud/pack.ts'
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
    return /^status: done$/m.test(said) && /^errors: \[\]$/m.test(said)
  }
  await until('cloud-init to be done without errors', status, { within: 30_000, every: 500, seen: () => said })
}

e2e(
  'two machines that boot with the user-data announce the VIP, the secondary with two prepends, and follow the health of their web servers',
  async (run) => {
    const debian = join(run.folder, 'debian')
    const pinned: readonly (string | readonly string[])[] = parse(userData('primary')).packages
    const packages = pinned.map((one) => [one].flat()[0] ?? '')
    const [world, tarball] = await Promise.all([
      startSurroundings(run),
      pack(run),
      makeDebian('trixie', debian, ['cloud-init', ...packages]),
    ])
    const boot = (role: 'primary' | 'secondary'): Promise<Machine> => bootMachine(run, role, world[role], debian, tarball)
    const [primary, secondary] = await Promise.all([boot('primary'), boot('secondary')])
    const { all, none } = expectedPaths

    await edgeSees(world, all, 60_000)
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
    await Promise.all([primary.kill(), secondary.kill()])
  },
  { timeout: 900_000 },
)

const userData = (role: string): string => readFileSync(join(root, `contrib/cloud-init/${role}.yaml`), 'utf8')

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

/** The machine finds a package registry next to the web server of its region, once it has looked for it in vain. */
const bootMachine = async (
  run: Run,
  role: string,
  { region, appliance, web }: LivingRegion,
  debian: string,
  tarball: string,
): Promise<Machine> => {
  const registry = web.program('registry', nodeProgram(run.folder, 'npm-registry', region.webServers[0], '4873', tarball))
  const files = { '/root/.npmrc': `registry=http://${region.webServers[0]}:4873/\n` }
  const machine = new Machine(appliance, { debian, userData: userData(role), files })
  machine.start()
  await until('the installation to have failed without its registry', () => hasTriedInVain(machine), { within: 120_000, every: 500 })
  registry.start()
  await registry.log.waitFor(/^listening$/)
  return machine
}

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
