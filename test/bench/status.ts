// How soon does somebody see the status of a running process, compared with an empty node?
import { setTimeout as sleep } from 'node:timers/promises'
import { builtProgram } from '../e2e/kit/built-program.ts'
import type { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import type { Namespace } from '../e2e/kit/namespace.ts'
import { ended } from './kit/answered.ts'
import type { Bench, Measure } from './kit/bench.ts'
import { startCrowd } from './kit/crowd.ts'
import type { Section } from './kit/section.ts'
import { startThousand } from './kit/thousand.ts'

const single = { vip: '10.42.0.1/32', backend: 'alone' }

export const measure: Measure = async (bench) => {
  const node = await bench.run.namespace('node')
  const haproxy = await startCrowd(node, single.backend)
  const sections = [await withServices(20, node, haproxy, bench), await withServices(1000, node, haproxy, bench)]
  await haproxy.kill()
  return sections
}

const floor = 'the floor: an empty node, to its end'

const withServices = async (services: number, node: Namespace, haproxy: HaproxyInstance, { rounds, say }: Bench): Promise<Section> => {
  const process_ = await startThousand(node, haproxy, single, {}, services)
  await sleep(2000)
  const samples: Record<'empty' | 'text' | 'json', number[]> = { empty: [], text: [], json: [] }
  const count = rounds(25, 10)
  for (let round = 1; round <= count; round++) {
    say(`status: ${services} services, round ${round} of ${count}`)
    samples.empty.push(await tookMs(node, process.execPath, '-e', '0'))
    samples.text.push(await tookMs(node, builtProgram, 'status', '--exit-zero'))
    samples.json.push(await tookMs(node, builtProgram, 'status', '--json', '--exit-zero'))
  }
  await ended(process_)
  const rows = [
    { subject: floor, samples: samples.empty },
    { subject: 'ours', samples: samples.text },
    { subject: 'ours, --json', samples: samples.json },
  ]
  return { title: `status of a process with ${services.toLocaleString('en')} services, to its end`, unit: 'ms', rows, floor }
}

const tookMs = async (node: Namespace, ...command: readonly [string, ...string[]]): Promise<number> => {
  const started = performance.now()
  await node.exec('env', `RUNTIME_DIRECTORY=${node.home.folder}`, ...command)
  return performance.now() - started
}
