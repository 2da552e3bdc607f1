// Is a VIP on the machine before a router hears of it and until long after it has forgotten it, whatever is killed, slow or taken away?
import assert from 'node:assert/strict'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { builtCommand } from './kit/built-program.ts'
import { Client, type Reply } from './kit/client.ts'
import { e2e } from './kit/e2e.ts'
import type { Run } from './kit/run.ts'
import { Site } from './kit/site.ts'
import { config } from './kit/site-configurations.ts'
import { until } from './kit/wait.ts'

const [vip, vip6] = ['192.0.2.1/32', '2001:db8::1/128']
const lingerMs = 3000
/** A request that is begun so long before the end may be answered after it on a busy machine. */
const answerMs = 1500
const loopback = { manage: 'on', remove: 'withdrawn', linger: '3s' }
const many = Array.from({ length: 1000 }, (_, index) => `10.9.${Math.floor(index / 250)}.${(index % 250) + 1}/32`)

const configured = (site: Site, more: object = {}) => ({
  ...config(site, {
    web: { vips: [vip, vip6], checks: [{ backend: 'http_back' }], 'maintenance-file': site.maintenanceFile },
    ...more,
  }),
  loopback,
})

const shown = v.array(
  v.object({ addr_info: v.array(v.object({ local: v.string(), prefixlen: v.number(), preferred_life_time: v.optional(v.number()) })) }),
)

/** What stands on the loopback interface, and for how long it is preferred as a source. */
const addressesOf = async (site: Site): Promise<ReadonlyMap<string, number | undefined>> => {
  const links = v.parse(shown, await site.node.ipJson('address', 'show', 'dev', 'lo'))
  return new Map(links.flatMap(({ addr_info }) => addr_info.map((one) => [`${one.local}/${one.prefixlen}`, one.preferred_life_time])))
}

const waitForVip = (site: Site, state: 'there' | 'gone'): Promise<unknown> =>
  until(`${vip} to be ${state}`, async () => (await addressesOf(site)).has(vip) === (state === 'there'))

/** The VIPs that a successor would take for ours. */
const ours = ({ folder }: Run): readonly string[] => {
  const state = join(folder, 'exabgp-haproxy')
  const file = readdirSync(state).find((name) => name.endsWith('.addresses')) ?? ''
  return v
    .parse(v.object({ vips: v.array(v.object({ vip: v.string() })) }), JSON.parse(readFileSync(join(state, file), 'utf8')))
    .vips.map((one) => one.vip)
}

/** The real ip, which waits while it is held. */
class HeldIp {
  readonly #held: string
  readonly #waiting: string

  constructor({ folder }: Run) {
    this.#held = join(folder, 'held')
    this.#waiting = join(folder, 'waiting')
    const lines = [
      '#!/bin/sh',
      'input=$(cat)',
      `case "$input" in "address $(cat ${this.#held} 2>/dev/null) "*) touch ${this.#waiting}; while [ -e ${this.#held} ]; do sleep 0.02; done ;; esac`,
      'echo "$input" | /usr/sbin/ip "$@"',
    ]
    writeFileSync(join(folder, 'ip'), `${lines.join('\n')}\n`)
    chmodSync(join(folder, 'ip'), 0o755)
  }

  /** Holds the next change, lets `begin` lead to it, and resolves while it waits. */
  async during(change: 'add' | 'del', begin: () => void, act: () => Promise<void>): Promise<void> {
    rmSync(this.#waiting, { force: true })
    writeFileSync(this.#held, change)
    begin()
    await until(`ip to wait with ${change}`, () => existsSync(this.#waiting))
    await act()
    rmSync(this.#held)
  }
}

const kill = async (site: Site): Promise<void> => {
  const pid = site.helperPid()
  assert.ok(pid)
  const from = site.log().length
  process.kill(pid, 'SIGKILL')
  await site.waitForLog(/ runs this process /, { from, within: 60_000 })
}

const isRefusal = ({ error = '' }: Reply): boolean => /REFUSED|RESET/.test(error)

e2e(
  'a VIP is added, seen, announced; withdrawn, and after linger removed: no reset, no gap, whatever is killed or taken away',
  async (run) => {
    const ip = new HeldIp(run)
    const site = await Site.start(run, {
      peers: [{ name: 'r1', sessions: [{ over: 'ipv4' }, { over: 'ipv6' }] }],
      command: ({ configPath }) => ['/usr/bin/env', `PATH=${run.folder}:${process.env.PATH}`, ...builtCommand(configPath)],
      config: configured,
    })
    const enter = (): void => writeFileSync(site.maintenanceFile, '')
    const leave = (): void => rmSync(site.maintenanceFile)
    const router = site.peer()
    const turns = (): readonly string[] => router.history(vip).map(({ kind }) => kind).filter((kind, index, all) => kind !== all[index - 1]) // biome-ignore format: one line

    await Promise.all([router.waitForRoute(vip), router.waitForRoute(vip6)])
    assert.deepEqual(await addressesOf(site).then((all) => [all.has(vip), all.get(vip6)]), [true, 0])

    // A client whose packets reach the node whatever BGP says.
    await router.frr.namespace.ip(`route add ${vip} via 10.1.0.1 metric 9999`)
    const client = new Client(router.frr.namespace, 'http://192.0.2.1/', { everyMs: 25, timeoutMs: answerMs })
    client.start()
    await until('an answer', () => client.replies().some(({ answer }) => answer !== undefined))
    enter()
    await router.waitForNoRoute(vip)
    await waitForVip(site, 'gone')
    const removed = await site.waitForLog(/ taken from lo$/)
    const withdrawn = await site.waitForSent(/^withdraw/)
    assert.ok(removed.at - withdrawn.at >= lingerMs - 50, `${removed.at - withdrawn.at} ms`)
    const before = client.replies().filter(({ at }) => at < removed.at - answerMs)
    assert.ok(before.some(({ at }) => at > withdrawn.at))
    assert.deepEqual(before.filter(({ answer }) => answer === undefined), []) // biome-ignore format: one line
    assert.deepEqual(client.replies().filter(isRefusal), [])
    await until('nothing to be ours', () => ours(run).length === 0)

    // Taken away by hand while it is announced.
    leave()
    await router.waitForRoute(vip)
    await site.node.ip(`address del ${vip} dev lo`)
    await site.waitForLog(/does not have the address 192\.0\.2\.1\/32 any more/)
    await waitForVip(site, 'there')
    assert.deepEqual(turns(), ['announce', 'withdraw', 'announce'])

    // Killed while it is announced; while it lingers.
    await kill(site)
    assert.ok((await addressesOf(site)).has(vip))
    enter()
    await router.waitForNoRoute(vip)
    await kill(site)
    await waitForVip(site, 'gone')

    // Killed once it is written down that a VIP is ours, and before it is there.
    await ip.during('add', leave, async () => {
      assert.ok(ours(run).includes(vip))
      assert.ok(!(await addressesOf(site)).has(vip) && !(await router.routes()).has(vip))
      await kill(site)
    })
    await router.waitForRoute(vip)
    assert.ok((await addressesOf(site)).has(vip))

    // Killed when it is about to be removed, and before that is done.
    await ip.during('del', enter, () => kill(site))
    await waitForVip(site, 'gone')
    await until('nothing to be ours', () => ours(run).length === 0)
    assert.deepEqual(client.replies().filter(isRefusal), [])
    assert.deepEqual(turns(), ['announce', 'withdraw', 'announce', 'withdraw', 'announce', 'withdraw'])

    // A thousand more.
    site.configure(configured(site, { many: { vips: many, checks: [{ backend: 'http_back' }] } }))
    process.kill(site.helperPid() ?? 0, 'SIGHUP')
    await router.waitForRoute(many.at(-1) ?? '')
    assert.equal([...(await addressesOf(site)).keys()].filter((one) => one.startsWith('10.9.')).length, many.length)
  },
  { timeout: 240_000 },
)

e2e('without CAP_NET_ADMIN nothing is announced that is not there, and the log says what is missing', async (run) => {
  const site = await Site.start(run, {
    config: configured,
    command: ({ configPath }) => ['/usr/bin/setpriv', '--bounding-set=-net_admin', '--inh-caps=-net_admin', ...builtCommand(configPath)],
  })
  const { fields } = await site.waitForLog(/cannot be put on lo \(Operation not permitted: .* lack CAP_NET_ADMIN/)
  assert.equal(fields.alarm, 'loopback-add')
  await site.node.ip(`address add ${vip} dev lo`)
  await site.peer().waitForRoute(vip)
  assert.deepEqual(site.sent(), ['announce route 192.0.2.1/32 next-hop self'])
})
