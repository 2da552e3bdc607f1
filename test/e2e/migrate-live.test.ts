// Do two nodes move from `exabgp healthcheck` to us, one after the other, while a client asks without end?
import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { execa } from 'execa'
import { builtProgram } from './kit/built-program.ts'
import { Client, type Reply } from './kit/client.ts'
import { e2e } from './kit/e2e.ts'
import { Exabgp } from './kit/exabgp.ts'
import { Frr } from './kit/frr.ts'
import { link, type Namespace } from './kit/namespace.ts'
import { bgpdConfiguration, exabgpNeighbors, type Peering } from './kit/peer-configurations.ts'
import type { Run } from './kit/run.ts'
import { until } from './kit/wait.ts'
import { WebServer } from './kit/web-server.ts'

const vip = '192.0.2.1'

const sessionOf = (number: number) => ({ router: `10.${number}.0.2`, node: `10.${number}.0.1`, families: ['ipv4'] as const })

const peering = (...numbers: readonly number[]): Peering => ({
  ...{ routerAs: 65515, nodeAs: 65010, routerId: '10.1.0.2', holdTime: 9 },
  sessions: numbers.map(sessionOf),
})

/** A node that serves the VIP itself, and announces it by ExaBGP's healthcheck; `away`: the file of --disable. */
type Node = { readonly name: string; readonly address: string; readonly web: WebServer; readonly exabgp: Exabgp; readonly away: string }

const nodeIn = async (run: Run, router: Namespace, number: number): Promise<Node> => {
  const [name, namespace] = [`n${number}`, await run.namespace(`n${number}`)]
  const { node, router: gateway } = sessionOf(number)
  await link({ namespace, dev: 'eth0', addresses: [`${node}/24`] }, { namespace: router, dev: name, addresses: [`${gateway}/24`] })
  await namespace.ip(`addr add ${vip}/32 dev lo`, `route add default via ${gateway}`)
  const [web, exabgp, away] = [
    new WebServer(namespace, 'web', { address: vip, port: 8080, page: name }),
    new Exabgp(namespace),
    namespace.path('away'),
  ]
  const check = `/usr/bin/curl -sf -m 1 http://${vip}:8080/`
  const words = `--ip ${vip} --no-ip-setup --no-syslog --disable ${away} --interval 0.5 --fast-interval 0.1 --rise 2 --fall 2 --command "${check}"`
  const neighbors = exabgpNeighbors(peering(number), '').replaceAll('[ rhi ]', `[ ${name} ]`)
  exabgp.configure(`process ${name} {\n  run /usr/bin/python3 -m exabgp healthcheck ${words};\n  encoder text;\n}\n${neighbors}`)
  await web.start()
  return { name, address: node, web, exabgp, away }
}

/** MED of the routes to the VIP, by the node that they lead to. */
const medsAt = async (frr: Frr): Promise<Readonly<Record<string, number | undefined>>> =>
  Object.fromEntries(((await frr.table('ipv4')).get(`${vip}/32`) ?? []).map(({ nextHop, med }) => [nextHop, med]))

const waitForMed = (frr: Frr, { name, address }: Node, med: number | undefined): Promise<unknown> =>
  until(`${name} to be heard with MED ${med}`, async () => (await medsAt(frr))[address] === med)

/** By the steps that `migrate` prints: away by the file of --disable, both files, ExaBGP anew, back. */
const move = async (run: Run, frr: Frr, node: Node): Promise<void> => {
  const { exabgp, name, away } = node
  const output = `${run.folder}/${name}-migrated`
  await execa(builtProgram, ['migrate', '--output', output, exabgp.configPath])
  writeFileSync(away, '')
  await waitForMed(frr, node, 500)
  copyFileSync(`${output}/${name}.yaml`, `${run.folder}/${name}.yaml`)
  await exabgp.stop()
  exabgp.configure(readFileSync(`${output}/${name}-exabgp.conf`, 'utf8'))
  const from = exabgp.program.log.lines().length
  await exabgp.start()
  await exabgp.program.log.waitFor(/maintenance file is there/, { from })
  rmSync(away)
  await waitForMed(frr, node, 100)
}

/**
 * A connection that is under way while the router changes between one next hop and two can be sent on to the other node,
 * which does not know it and resets it: so a path by ECMP ends, whoever announces it.
 */
const movedOn = ({ at, ms, error }: Reply, changes: readonly number[]): boolean =>
  error === 'ECONNRESET' && changes.some((change) => change > at - 50 && change < at + ms + 50)

/** Each change of the router's route to the VIP from now on, in milliseconds since the epoch. */
const followRouteChanges = (router: Namespace): readonly number[] => {
  const changes: number[] = []
  const monitor = router.program('routes', ['ip', '-4', '-oneline', 'monitor', 'route'])
  monitor.log.follow(({ at, text }) => {
    if (text.includes(vip)) changes.push(at)
  })
  monitor.start()
  return changes
}

const agreement = async (socket: string) => {
  const { stdout } = await execa(builtProgram, ['status', '--json', '--socket', socket], { reject: false })
  return stdout === '' ? undefined : JSON.parse(stdout).process.shadow
}

e2e('two nodes with exabgp healthcheck are watched by a shadow that agrees, and moved one by one without a lost request', async (run) => {
  const router = await run.namespace('router')
  await router.set({ 'ipv4/ip_forward': 1, 'ipv4/fib_multipath_hash_policy': 1 })
  const frr = new Frr(router)
  const [first, second] = await Promise.all([nodeIn(run, router, 1), nodeIn(run, router, 2)])
  await frr.start(bgpdConfiguration(peering(1, 2)))

  const socket = `${run.folder}/shadow.sock`
  const alone = readFileSync(first.exabgp.configPath, 'utf8')
  await execa(builtProgram, ['migrate', '--output', `${run.folder}/shadow`, first.exabgp.configPath])
  const shadow = `process shadow {\n  run ${process.execPath} ${builtProgram} run --shadow --config ${run.folder}/shadow/n1.yaml --refresh 1s --control-socket ${socket};\n  encoder text;\n}\n`
  first.exabgp.configure(`${shadow}${alone.replace('[ n1 ]', '[ n1, shadow ]')}`)
  await Promise.all([first.exabgp.start(), second.exabgp.start()])
  await Promise.all([waitForMed(frr, first, 100), waitForMed(frr, second, 100)])
  const agreed = await until('the shadow to agree', async () => {
    const told = await agreement(socket)
    return told?.agreed === 1 && told.unsent > 0 ? told : undefined
  })
  assert.deepEqual([agreed.missing, agreed.unwanted], [[], []])
  const ofShadow = first.exabgp.program.log.texts().filter((line) => /from process shadow/.test(line))
  assert.ok(ofShadow.some((line) => line.includes('show adj-rib out')))
  assert.deepEqual(
    ofShadow.filter((line) => /announce|withdraw|flush/.test(line)),
    [],
  )
  first.exabgp.configure(alone)

  const changes = followRouteChanges(router)
  const client = new Client(router, `http://${vip}:8080/`, { everyMs: 20, timeoutMs: 2000 })
  client.start()
  await move(run, frr, first)
  await move(run, frr, second)
  const count = client.replies().length
  await until('some more replies', () => client.replies().length > count + 20)
  const replies = client.replies()
  assert.ok(changes.length >= 4, 'the monitor has seen both nodes leave and come back')
  assert.deepEqual(
    replies.filter((reply) => reply.answer === undefined && !movedOn(reply, changes)),
    [],
  )
  assert.deepEqual([...new Set(replies.map(({ answer }) => answer))].sort(), ['n1', 'n2'])
  for (const { exabgp } of [first, second])
    assert.ok(exabgp.helperPid('exabgp-haproxy.js') !== undefined && exabgp.helperPid('healthcheck') === undefined)
})
