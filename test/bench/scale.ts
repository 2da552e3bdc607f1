// What do a thousand services over ten thousand servers cost, on us and on HAProxy, when nothing happens and HAProxy has no events to tell?
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import { startAnnouncing } from './kit/answered.ts'
import type { Measure } from './kit/bench.ts'
import { ourCommand } from './kit/commands.ts'
import { cpuOf, memoryOf } from './kit/consumption.ts'
import type { Section } from './kit/section.ts'

export const measure: Measure = async ({ run, rounds, say }) => {
  const node = await run.namespace('node')
  const haproxy = new HaproxyInstance(node)
  haproxy.configure(haproxyConfig(haproxy.socket))
  await haproxy.start()
  const file = node.path('scale.yaml')
  writeFileSync(file, stringify({ haproxy: { stats: haproxy.socket }, services: Object.fromEntries(list(services, serviceOf)) }))
  const ours = await startAnnouncing(node, ourCommand(haproxy.socket, { config: file, interval: '1' }), services)
  await sleep(5000)

  const pids = ours.pid === undefined ? [] : [ours.pid]
  const worker = await haproxy.workerPid()
  const samples = { cpu: [] as number[], haproxy: [] as number[], memory: [] as number[] }
  for (let round = 0; round < rounds(3, 1); round++) {
    say(`scale: ${services} services over ${backends * each} servers, window ${round + 1}`)
    const [cpu, ofHaproxy] = await Promise.all([cpuOf(pids, windowMs), cpuOf([worker], windowMs)])
    samples.cpu.push(cpu)
    samples.haproxy.push(ofHaproxy)
    samples.memory.push(memoryOf(pids))
  }
  ours.kill('SIGKILL')
  await once(ours, 'exit')
  await haproxy.kill()
  const section = (what: string, unit: Section['unit'], of: readonly number[]): Section => ({
    title: `${services.toLocaleString('en')} services over ${(backends * each).toLocaleString('en')} servers, without push: ${what}`,
    unit,
    rows: [{ subject: 'ours, every second, one process', samples: of }],
  })
  return [
    section('CPU', '% of a core', samples.cpu),
    section('CPU of HAProxy', '% of a core', samples.haproxy),
    section('memory', 'MB', samples.memory),
  ]
}

const services = 1000
const backends = 100
const each = 100

/** Two of the looks at all servers, which are ten seconds apart. */
const windowMs = 20_000

const list = <Item>(length: number, make: (index: number) => Item): readonly Item[] => Array.from({ length }, (_, index) => make(index))

const serviceOf = (index: number) =>
  [`s${index}`, { vips: [`10.41.${index >> 8}.${index % 256}/32`], checks: [{ backend: `b${index % backends}` }] }] as const

// Servers without a check, so that HAProxy has nothing else to do.
const haproxyConfig = (socket: string): string => `global
  stats socket ${socket} mode 600 level user
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
${list(backends, (backend) => `backend b${backend}\n${list(each, (server) => `  server s${server} 127.0.0.1:9\n`).join('')}`).join('')}`
