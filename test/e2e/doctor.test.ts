// Does a bare Debian 13 come to a trusted route within a minute, and does doctor name what is set up wrongly, with the line that mends it?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { basename, join } from 'node:path'
import { topology } from '../lab/azure-vwan/topology.ts'
import { buildWorld, startRouters, type World } from '../lab/azure-vwan/world.ts'
import { Machine, makeDebian, runIn } from './cloud/machine.ts'
import { packDeb } from './cloud/pack.ts'
import { isUp } from './cloud/rolling.ts'
import { type Mistake, mistakes } from './doctor/mistakes.ts'
import { e2e } from './kit/e2e.ts'
import type { Frr } from './kit/frr.ts'
import type { Run } from './kit/run.ts'
import { until } from './kit/wait.ts'

const vip = `${topology.vip}/32`
/** On a machine of its own; where others want its processors too it is given their share. */
const secondsToRoute = 60
/** A neighbor each, and what shows only then. */
const mostLines = 5

type Place = { readonly machine: Machine; readonly router: Frr; readonly world: World }

e2e(
  'a bare Debian 13 announces within 60 s of the first command and serves through the VIP; doctor names each mistake with a line after which it is gone',
  async (run) => {
    const place = await bareMachine(run)
    const { machine } = place
    await routeFromNothing(place)
    place.world.client.start()
    await served(place)
    assert.deepEqual(await wrong(machine), [], 'a machine that is set up as the documents say')

    await shell(machine, 'mkdir /root/good; cp --archive /etc/exabgp /etc/haproxy /etc/systemd/system /root/good/')
    const failures: string[] = []
    for (const mistake of mistakes)
      await madeAndMended(machine, mistake).catch((error) => failures.push(`${mistake.what}: ${error.message}`))
    assert.deepEqual(failures, [])
    assert.deepEqual(await wrong(machine), [], 'nothing else is wrong after all of them')

    await shell(machine, 'systemctl reset-failed haproxy exabgp; systemctl restart haproxy exabgp')
    await announced(place)
    await served(place)
    await machine.kill()
  },
  { timeout: 900_000 },
)

/** Nothing but the base system is installed; what apt-get downloads is there already. */
const bareMachine = async (run: Run): Promise<Place> => {
  const debian = join(run.folder, 'debian')
  const world = await buildWorld(run, topology)
  const { appliance, webs, routers } = world.primary
  const router = routers[0]?.frr
  assert.ok(router)
  await appliance.ip(`addr del ${vip} dev lo`)
  const [deb] = await Promise.all([packDeb(run), makeDebian('trixie', debian, []), startRouters(world), webs[0]?.start()])
  await runIn(debian, 'apt-get install --quiet --yes --no-install-recommends --download-only haproxy exabgp nodejs')
  const machine = new Machine(appliance, { debian, files: { [`/root/${basename(deb)}`]: readFileSync(deb) } })
  machine.start()
  await isUp(machine)
  await shell(machine, 'rm /etc/dpkg/dpkg.cfg.d/99mmdebstrap')
  return { machine, router, world }
}

/** What contrib/packages.md has one type from the package to the route; doctor is asked before ExaBGP is started, and what it says is typed. */
const routeFromNothing = async (place: Place): Promise<void> => {
  const { machine } = place
  const [, section = ''] = readFileSync(join(import.meta.dirname, '../../contrib/packages.md'), 'utf8').split(/^## \.deb\n/m)
  const commands = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, text = '']) => text.trim().split('\n'))
  const start = commands.indexOf('systemctl restart exabgp')
  const wait = commands.findIndex((command) => command.startsWith('exabgp-haproxy status --wait'))
  assert.ok(start > 0 && wait > start)
  const began = performance.now()
  for (const command of commands.slice(0, start)) await shell(machine, `cd /root; ${command}`)
  await mended(machine, () => wrong(machine, '--pre'))
  for (const command of commands.slice(start, wait + 1)) await shell(machine, command)
  await announced(place)
  const seconds = (performance.now() - began) / 1000
  process.stderr.write(`first route after ${seconds.toFixed(1)} s\n`)
  const crowd = Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
  assert.ok(seconds <= secondsToRoute * crowd, `first route after ${seconds} s, at a load of ${crowd}`)
}

const shell = (machine: Machine, lines: string): Promise<string> => machine.run('sh', '-ec', lines)

const announced = ({ router }: Place): Promise<unknown> => router.waitForTable('the route', (table) => table.has(vip), { within: 90_000 })

const served = async ({ world: { client } }: Place): Promise<void> => {
  const from = Date.now()
  await until('an answer through the VIP', () => client.replies().some(({ at, answer }) => at >= from && answer !== undefined))
}

type Found = { readonly id: string; readonly level: string; readonly seen?: string; readonly mend?: string }

/** What is wrong, or worth mending. */
const wrong = async (machine: Machine, ...words: readonly string[]): Promise<readonly Found[]> =>
  (await said(machine, ...words)).filter(({ level }) => level !== 'note')

/** All that doctor has something to say about; what a busy machine could not look at in time is asked again. */
const said = async (machine: Machine, ...words: readonly string[]): Promise<readonly Found[]> => {
  let text = ''
  const look = async (): Promise<readonly Found[] | undefined> => {
    text = await shell(machine, `exabgp-haproxy doctor --json ${words.join(' ')} || true`)
    if (text === '') return undefined
    const { checks }: { readonly checks: readonly Found[] } = JSON.parse(text)
    assert.ok(checks.length > (words.includes('--only') ? 0 : 50))
    return checks.some(({ seen = '' }) => seen.includes('no answer')) ? undefined : checks
  }
  const checks = await until('doctor to look at everything', look, { within: 180_000, seen: () => text })
  return checks.filter(({ level }) => !['ok', 'skipped'].includes(level))
}

/** Types one line after the other, what is broken first, until nothing is left to say; gives how many they were. */
const mended = async (machine: Machine, look: () => Promise<readonly Found[]>): Promise<number> => {
  for (let typed = 0; ; typed += 1) {
    const left = await look()
    const next = left.find(({ level }) => level === 'fail') ?? left[0]
    if (next === undefined) return typed
    assert.ok(next.mend !== undefined && typed < mostLines, JSON.stringify(left))
    await shell(machine, next.mend)
  }
}

/** What was wrong is as it was before, whether the line mends it or not. */
const madeAndMended = async (machine: Machine, { make, id, after = ':' }: Mistake): Promise<void> => {
  try {
    await shell(machine, make)
    const typed = await mended(machine, () => said(machine, '--only', id))
    assert.ok(typed > 0, `${id} has nothing to say`)
    await shell(machine, after)
  } catch (error) {
    await shell(machine, allGood)
    throw error
  }
}

const allGood = `cp --archive /root/good/exabgp /root/good/haproxy /etc
rm -r /etc/systemd/system/exabgp.service.d
cp --archive /root/good/system/exabgp.service.d /etc/systemd/system
ip route delete unreachable 10.16.96.4 || true
systemctl daemon-reload
systemctl reset-failed haproxy exabgp
systemctl enable exabgp
systemctl restart haproxy exabgp`
