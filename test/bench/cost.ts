// What do services cost, on us and on HAProxy, compared with as many processes of `exabgp healthcheck`?
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import type { Namespace } from '../e2e/kit/namespace.ts'
import { ended, startAnnouncing } from './kit/answered.ts'
import type { Bench, Measure } from './kit/bench.ts'
import { healthcheckCommand, ourCommand } from './kit/commands.ts'
import { type Cost, costOf } from './kit/consumption.ts'
import { haproxyPreamble } from './kit/haproxy-preamble.ts'
import type { Row, Section } from './kit/section.ts'

export const measure: Measure = async (bench) => {
  const node = await bench.run.namespace('node')
  const measured = new Map<string, Cost>()
  for (const size of sizes) {
    measured.set(`nobody ${size}`, await among(node, size, bench, () => []))
    measured.set(`ours ${size}`, await among(node, size, bench, ({ socket }) => [{ command: ours(node, socket, size), vips: size }]))
    if (size <= bearable) measured.set(`peers ${size}`, await among(node, size, bench, () => peers(size)))
  }
  return sizes.flatMap((size) => sections(size, measured))
}

const sizes = [1, 20, 100, 1000]

/** So many processes of the peer are measured; more are extrapolated. */
const bearable = 20

/** A process to be measured, and how many VIPs it will announce. */
type Watcher = { readonly command: readonly string[]; readonly vips: number }

/** What these use while they watch an otherwise idle HAProxy with so many backends, once everything is announced. */
const among = async (
  node: Namespace,
  size: number,
  bench: Bench,
  watchers: (haproxy: HaproxyInstance) => readonly Watcher[],
): Promise<Cost> => {
  const haproxy = new HaproxyInstance(node)
  haproxy.configure(haproxyConfig(haproxy.socket, size))
  await haproxy.start()
  const children = await Promise.all(watchers(haproxy).map(({ command, vips }) => startAnnouncing(node, command, vips)))
  await sleep(settleMs)
  const pids = children.flatMap(({ pid }) => pid ?? [])
  const [windows, windowMs] = [bench.rounds(3, 1), bench.rounds(6000, 3000)]
  const cost = await costOf(pids, haproxy, { windows, windowMs }, (window) =>
    bench.say(`cost: ${size} services, ${pids.length} processes, window ${window} of ${windows}`),
  )
  await Promise.all([haproxy.kill(), ...children.map(ended)])
  return cost
}

/** What the start still has to do. */
const settleMs = 1000

const vipOf = (index: number): string => `10.40.${Math.floor(index / 250)}.${1 + (index % 250)}/32`

const ours = (node: Namespace, socket: string, size: number): readonly string[] => {
  const file = node.path(`cost-${size}.yaml`)
  const services = Array.from({ length: size }, (_, index) => [`s${index}`, { vips: [vipOf(index)], checks: [{ backend: `b${index}` }] }])
  writeFileSync(file, stringify({ haproxy: { stats: socket, events: 'health' }, services: Object.fromEntries(services) }))
  return ourCommand(socket, { config: file, interval: '1', 'fast-interval': '0.2', rise: '2' })
}

const peers = (size: number): readonly Watcher[] =>
  Array.from({ length: size }, (_, index) => {
    const flags = { ip: vipOf(index), interval: '1', 'fast-interval': '0.2', rise: '2', fall: '2' }
    return { command: healthcheckCommand(flags, `http://127.0.0.1:${firstPort + index}/`), vips: 1 }
  })

const firstPort = 10_000

const haproxyConfig = (socket: string, size: number): string => `${haproxyPreamble(socket, 'health')}
frontend web
  bind 127.0.0.1:8001
  http-request return status 200
${Array.from(
  { length: size },
  (_, index) => `frontend f${index}
  bind 127.0.0.1:${firstPort + index}
  default_backend b${index}
backend b${index}
  log ring@health local0 notice
  server s 127.0.0.1:8001
`,
).join('')}`

const peer = 'as many exabgp healthcheck with curl'

const sections = (size: number, measured: ReadonlyMap<string, Cost>): readonly Section[] => {
  const of = (who: string, count: number): Cost => measured.get(`${who} ${count}`) ?? { cpu: [], haproxy: [], memory: [] }
  const peerRow = (samplesOf: (cost: Cost) => readonly number[]): Row => {
    if (size <= bearable) return { subject: peer, samples: samplesOf(of('peers', size)) }
    const [fewest, most] = [samplesOf(of('peers', 1)), samplesOf(of('peers', bearable))]
    const eachMore = (at: number): number => ((most[at] ?? 0) - (fewest[at] ?? 0)) / (bearable - 1)
    return { subject: `${peer}, extrapolated from ${bearable}`, samples: most.map((it, at) => it + (size - bearable) * eachMore(at)) }
  }
  const section = (what: string, unit: Section['unit'], samplesOf: (cost: Cost) => readonly number[], floor?: string): Section => {
    const rows = [
      ...(floor === undefined ? [] : [{ subject: floor, samples: samplesOf(of('nobody', size)) }]),
      { subject: 'ours, by push, one process', samples: samplesOf(of('ours', size)) },
      peerRow(samplesOf),
    ]
    return {
      title: `${size.toLocaleString('en')} ${size === 1 ? 'service' : 'services'}: ${what}`,
      unit,
      rows,
      peer: rows.at(-1)?.subject ?? peer,
      ...(floor === undefined ? {} : { floor }),
    }
  }
  return [
    section('CPU', '% of a core', ({ cpu }) => cpu),
    section('CPU of HAProxy', '% of a core', ({ haproxy }) => haproxy, 'the floor: nobody asks'),
    section('memory', 'MB', ({ memory }) => memory),
  ]
}
