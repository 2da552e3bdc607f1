// Where does one type the commands of the documents: a machine with nothing set up, and a router?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { commandsIn, readDocument } from '../../docs/markdown.ts'
import { topology } from '../../lab/azure-vwan/topology.ts'
import { buildWorld, startRouters } from '../../lab/azure-vwan/world.ts'
import { Machine, makeDebian, type Release, runIn } from '../cloud/machine.ts'
import { pack } from '../cloud/pack.ts'
import type { Frr } from '../kit/frr.ts'
import type { Run } from '../kit/run.ts'
import { until } from '../kit/wait.ts'

export type Place = { readonly machine: Machine; readonly router: Frr }

/** A machine with the packages that README names, and nothing set up; its router and its web server run. */
export const bareMachine = async (run: Run, release: Release): Promise<Place> => {
  const debian = join(run.folder, 'debian')
  const world = await buildWorld(run, topology)
  const { appliance, webs, routers } = world.primary
  const router = routers[0]?.frr
  assert.ok(router)
  await appliance.ip(`addr del ${topology.vip}/32 dev lo`)
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
  return { machine, router }
}

const isUp = (machine: Machine): Promise<boolean> =>
  machine.run('systemctl', 'is-system-running').then(
    () => true,
    (error) => /degraded/.test(String(error)),
  )

/** The packages of the line with apt-get. */
const named = /apt-get install --yes (.*)/.exec(commandsIn('README.md').join('\n'))?.[1]?.split(' ') ?? []
/** A command that only Debian 12 needs stands in the text. */
const [nodeForDebian12 = ''] = /npm install --global node@\d+/.exec(readDocument('README.md')) ?? []
