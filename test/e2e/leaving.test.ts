// Do routers hear that everything is withdrawn before the sessions close, when ExaBGP is stopped and when the machine restarts; and does it start on a fresh Debian?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { topology } from '../lab/azure-vwan/topology.ts'
import { buildWorld, startRouters } from '../lab/azure-vwan/world.ts'
import { Machine, makeDebian } from './cloud/machine.ts'
import { pack } from './cloud/pack.ts'
import { rendered } from './cloud/rendered.ts'
import { isUp, restartRack } from './cloud/rolling.ts'
import { e2e } from './kit/e2e.ts'
import type { Frr } from './kit/frr.ts'
import type { BgpEvent } from './kit/mrt-file.ts'
import { Run } from './kit/run.ts'
import { until } from './kit/wait.ts'

const root = join(import.meta.dirname, '../..')
const vip = `${topology.vip}/32`
const [{ appliance }] = topology.regions

/** More of them by hand: `LEAVES=50 RESTARTS=50 npm test -- e2e/leaving`. */
const times = (name: string, few: number): number => Number(process.env[name] ?? few)

/** The files that the user-data writes, but for what installs the program, and the configuration of ExaBGP beside them. */
const files = (): Readonly<Record<string, string>> => {
  const { write_files: written }: { readonly write_files: readonly { readonly path: string; readonly content: string }[] } = parse(
    rendered(readFileSync(join(root, 'contrib/cloud-init/primary.yaml'), 'utf8')),
  )
  return {
    ...Object.fromEntries(written.filter(({ path }) => !path.includes('install')).map(({ path, content }) => [path, content])),
    '/etc/exabgp/exabgp.conf': readFileSync(join(root, 'contrib/exabgp/exabgp-4.2.conf'), 'utf8'),
  }
}

type Place = { readonly machine: Machine; readonly router: Frr; readonly debian: string; readonly tarball: string }

const bootedMachine = async (run: Run): Promise<Place> => {
  const debian = join(run.folder, 'debian')
  const world = await buildWorld(run, topology)
  const { appliance: node, webs, routers } = world.primary
  const router = routers[0]?.frr
  assert.ok(router)
  await node.ip(`addr del ${vip} dev lo`)
  const [tarball] = await Promise.all([
    pack(run),
    makeDebian('trixie', debian, ['haproxy', 'exabgp', 'nodejs', 'npm']),
    startRouters(world),
    webs[0]?.start(),
  ])
  const machine = new Machine(node, { debian, files: { ...files(), [`/root/${basename(tarball)}`]: readFileSync(tarball) } })
  machine.start()
  await isUp(machine)
  await machine.run('npm', 'install', '--global', '--no-audit', '--no-fund', `./${basename(tarball)}`)
  await machine.run('systemctl', 'enable', 'haproxy', 'exabgp')
  await machine.restart('haproxy', 'exabgp')
  return { machine, router, debian, tarball }
}

const announced = ({ router }: Place): Promise<unknown> => router.waitForTable('the route', (table) => table.has(vip), { within: 90_000 })

/** What the router heard from the machine, after so many events. */
const heard = ({ router }: Place, from: number): readonly BgpEvent[] =>
  router
    .history()
    .filter((event) => event.from === appliance)
    .slice(from)

const count = (place: Place): number => heard(place, 0).length

/** Waits for the end of the session, and says how long before it the withdraw was heard; undefined where none was. */
const headStart = async (place: Place, from: number): Promise<number | undefined> => {
  const end = await until('the session to end', () => heard(place, from).find((one) => one.kind === 'session' && one.state === 'down'), {
    within: 90_000,
  })
  const withdraw = heard(place, from).find((one) => one.kind === 'withdraw' && one.at <= end.at)
  return withdraw && end.at - withdraw.at
}

const sessionIsBack = (place: Place, from: number): Promise<unknown> =>
  until('the session to be up again', () => heard(place, from).some((one) => one.kind === 'session' && one.state === 'established'), {
    within: 60_000,
  })

const restart = async ({ machine }: Place): Promise<void> => {
  await machine.run('systemctl', 'reboot').catch(() => {})
  await machine.ended()
  machine.start()
  await isUp(machine)
}

const leave = async (place: Place, rounds: number, deed: () => Promise<unknown>): Promise<readonly (number | undefined)[]> => {
  const starts: (number | undefined)[] = []
  for (let round = 0; round < rounds; round += 1) {
    await announced(place)
    const from = count(place)
    const [ahead] = await Promise.all([headStart(place, from), deed()])
    starts.push(ahead)
    process.stderr.write(`${round + 1}: ${ahead === undefined ? 'no withdraw' : `${Math.round(ahead)} ms before`}\n`)
  }
  return starts
}

const write = (machine: Machine, path: string, text: string): Promise<string> =>
  machine.run('sh', '-ec', `mkdir --parents "$(dirname "$1")" && printf '%s' "$2" > "$1"`, 'sh', path, text)

/** The drop-in of OPERATING that has ExaBGP's configuration made at each start. */
const [, dropIn = ''] = /```ini\n(# \/etc\/systemd\/system\/exabgp\.service\.d\/configuration\.conf\n[^`]*)```/.exec(
  readFileSync(join(root, 'OPERATING.md'), 'utf8'),
) ?? ['', '']

/** On a Debian that has no exabgp.conf yet, and then with a configuration of ours that is broken. */
const configurationIsMade = async (place: Place): Promise<void> => {
  const { machine } = place
  await machine.run('systemctl', 'stop', 'exabgp')
  await machine.run('rm', '/etc/exabgp/exabgp.conf')
  await write(machine, '/etc/systemd/system/exabgp.service.d/configuration.conf', dropIn)
  await machine.run('systemctl', 'daemon-reload')
  await machine.run('systemctl', 'start', 'exabgp')
  await announced(place)

  await write(machine, '/etc/exabgp/exabgp-haproxy.yaml', 'services: none\n')
  const from = count(place)
  await machine.restart('exabgp')
  await sessionIsBack(place, from)
  assert.equal(await machine.run('systemctl', 'is-active', 'exabgp'), 'active', 'the former exabgp.conf serves on')
}

/** The drop-ins of contrib, and the one that makes exabgp.conf; the VIP stands on the loopback of the ecmp lab already. */
const units = (): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    ['restart.conf', 'leave.conf'].map((name) => [
      `/etc/systemd/system/exabgp.service.d/${name}`,
      readFileSync(join(root, 'contrib/systemd/exabgp.service.d', name), 'utf8'),
    ]),
  ),
  '/etc/systemd/system/exabgp.service.d/configuration.conf': dropIn,
})

/** In another world, with the same Debian. */
const rackRestarts = async ({ debian, tarball }: Place): Promise<void> => {
  const run = await Run.start()
  run.closeOnSignals()
  try {
    const program = { path: `/root/${basename(tarball)}`, bytes: readFileSync(tarball) }
    await restartRack(run, { debian, units: units(), tarball: program })
  } catch (error) {
    process.stderr.write(`${run.tails(25).join('\n')}\n`)
    throw error
  } finally {
    await run.close()
  }
}

e2e(
  'on Debian 13 routers hear a withdraw before ExaBGP is stopped and before the machine restarts; a fresh one makes its exabgp.conf, which serves on when ours is broken; two of a rack restart one after the other and no user loses a request',
  async (run) => {
    const place = await bootedMachine(run)
    const { machine } = place

    const stops = await leave(place, times('LEAVES', 2), async () => {
      await machine.run('systemctl', 'stop', 'exabgp')
      await machine.run('systemctl', 'start', 'exabgp')
    })
    assert.deepEqual(
      stops.filter((ahead) => ahead === undefined),
      [],
    )
    const restarts = await leave(place, times('RESTARTS', 1), () => restart(place))
    assert.deepEqual(
      restarts.filter((ahead) => ahead === undefined),
      [],
    )
    await announced(place)

    await machine.run('exabgp-haproxy', 'drain', 'web', '--reason', 'kernel update', '--wait', '10s')
    const from = count(place)
    await machine.restart('exabgp')
    await until(
      'the session to be up again',
      () => heard(place, from).some((one) => one.kind === 'session' && one.state === 'established'),
      {
        within: 60_000,
      },
    )
    await until('an answer', () => machine.run('exabgp-haproxy', 'check-now', '--all').catch(() => undefined))
    assert.deepEqual(
      heard(place, from).filter(({ kind }) => kind === 'announce'),
      [],
      'what an operator ordered outlives a restart of ExaBGP',
    )
    await machine.run('exabgp-haproxy', 'resume', 'web')
    await announced(place)

    const resumed = count(place)
    await machine.run('sed', '--in-place', 's/prepend: 0/prepend: 1/', '/etc/exabgp/exabgp-haproxy.yaml')
    await machine.run('systemctl', 'reload', 'exabgp')
    await place.router.waitForTable('one prepend', (table) => table.get(vip)?.[0]?.asPath.length === 2)
    assert.deepEqual(
      heard(place, resumed).filter(({ kind }) => kind !== 'announce'),
      [],
      'a reload of ExaBGP reloads the program, and withdraws nothing',
    )

    await configurationIsMade(place)
    await machine.kill()
    await rackRestarts(place)
  },
  { timeout: 3_600_000 },
)
