// Do the machines of a rack restart one after the other, and no user loses a request?
import assert from 'node:assert/strict'
import { Crowd } from '../../lab/ecmp/crowd.ts'
import { buckets } from '../../lab/ecmp/kernel.ts'
import { vip } from '../../lab/ecmp/topology.ts'
import { buildWorld, type Living, startRouters, type World } from '../../lab/ecmp/world.ts'
import { copiedAppliance } from '../../lab/kit/copied.ts'
import type { Run } from '../kit/run.ts'
import { until } from '../kit/wait.ts'
import { Machine } from './machine.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

/** What all machines of the rack are made of; `installed`: the command that installs the program. */
type Parts = { readonly debian: string; readonly units: Files; readonly tarball: { readonly path: string; readonly bytes: Uint8Array } }

type Member = { readonly name: string; readonly address: string; readonly machine: Machine }

/** Each has a connection of its own, which ends within the wait of `ExecStop`. */
const usersPerRound = 16
/** Of 128, so that none of so many users is a matter of luck. */
const leastBuckets = 32
/** How long they stay after the restart was ordered; `leave.conf` waits for 25 s at the most. */
const stayMs = 3000

/** Two of the ecmp lab's load balancers as booted machines. Each is restarted while users ask; at the router none of their requests may be lost. */
export const restartRack = async (run: Run, parts: Parts): Promise<void> => {
  const world = await buildWorld(run)
  await startRouters(world)
  const rack = await Promise.all(world.first.slice(0, 2).map((living) => bootMember(living, parts)))
  await serves(world, rack)
  world.client.start()
  for (const [round, leaving] of rack.entries())
    await restartOne(world, rack, leaving, new Crowd(world.client.namespace, `round${round}`, `http://${vip}/`, usersPerRound))
  const replies = world.client.replies()
  assert.ok(replies.length > 20, 'somebody asked all the time')
  assert.deepEqual(
    replies.filter(({ answer }) => answer === undefined),
    [],
  )
  await Promise.all(rack.map(({ machine }) => machine.kill()))
}

const bootMember = async ({ balancer, box }: Living, { debian, units, tarball }: Parts): Promise<Member> => {
  const { haproxy, own } = copiedAppliance('ecmp/balancer')
  // The Debian of all of them has the name of this machine.
  const named = haproxy.replace('%[hostname]', balancer.name)
  const files = { '/etc/haproxy/haproxy.cfg': named, '/etc/exabgp/exabgp-haproxy.yaml': own, ...units, [tarball.path]: tarball.bytes }
  const machine = new Machine(box.host, { debian, files })
  machine.start()
  await isUp(machine)
  await machine.run('npm', 'install', '--global', '--no-audit', '--no-fund', tarball.path)
  await machine.run('systemctl', 'enable', 'haproxy', 'exabgp')
  await machine.restart('haproxy', 'exabgp')
  return { ...balancer, machine }
}

/** A unit that failed is no reason to wait: the container that it is in lacks things. */
export const isUp = (machine: Machine): Promise<unknown> =>
  until(
    'the machine to be up',
    () =>
      machine.run('systemctl', 'is-system-running').then(
        () => true,
        (error) => /degraded/.test(String(error)),
      ),
    { within: 120_000, every: 300 },
  )

/** Each has a share of the new connections. */
const serves = ({ upstream }: World, members: readonly Member[]): Promise<unknown> =>
  until(
    `a share for ${members.map(({ name }) => name).join(' and ')}`,
    async () => {
      const shares = await buckets(upstream.namespace)
      return shares.size === members.length && members.every(({ name }) => (shares.get(name) ?? 0) >= leastBuckets)
    },
    { within: 60_000, every: 50 },
  )

const restartOne = async (world: World, rack: readonly Member[], leaving: Member, users: Crowd): Promise<void> => {
  const { upstream } = world
  await users.come()
  const by = (await users.users()).map(({ balancer }) => balancer)
  assert.ok(by.includes(leaving.name), `somebody is served by ${leaving.name}, not only by ${[...new Set(by)].join(', ')}`)
  const from = upstream.history().length
  const heard = () =>
    upstream
      .history()
      .slice(from)
      .filter((event) => event.from === leaving.address)
  const restarted = leaving.machine.run('systemctl', 'reboot').catch(() => {})
  await until('the drain at the router', () => heard().some((event) => event.kind === 'announce' && event.attributes.asPath.length === 5))
  await new Promise((resolve) => setTimeout(resolve, stayMs))
  assert.deepEqual(
    (await users.users()).filter(({ lost }) => lost !== undefined),
    [],
  )
  assert.ok(
    heard().every(({ kind }) => kind === 'announce'),
    'it stays as long as it has users',
  )
  await users.leave()
  await Promise.all([restarted, leaving.machine.ended()])
  const kinds = heard().map((event) => (event.kind === 'session' ? event.state : event.kind))
  assert.deepEqual([...new Set(kinds)], ['announce', 'withdraw', 'down'], `what the router heard of ${leaving.name}`)
  leaving.machine.start()
  await isUp(leaving.machine)
  await serves(world, rack)
}
