// What does a withdraw pay for those who look at the page, half of whom never read, and for ten scrapes a second?
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import type { Namespace } from '../e2e/kit/namespace.ts'
import { nodeProgram } from '../e2e/kit/node-program.ts'
import { ended } from './kit/answered.ts'
import type { Bench, Measure } from './kit/bench.ts'
import { ChangeWatch } from './kit/change-watch.ts'
import { startCrowd } from './kit/crowd.ts'
import { delayMs } from './kit/delay.ts'
import type { Section } from './kit/section.ts'
import { type Single, startThousand } from './kit/thousand.ts'

export const measure: Measure = async (bench) => {
  const node = await bench.run.namespace('node')
  const haproxy = await startCrowd(node, alone.backend, followed.backend)
  const sections = [await withServices(20, node, haproxy, bench), await withServices(1000, node, haproxy, bench)]
  await haproxy.kill()
  return sections
}

/** Each has a ring to itself, so that only the process that is measured is woken. Both serve their status. */
const alone: Single = { vip: '10.42.0.1/32', backend: 'alone', net: 41 }
const followed: Single = { vip: '10.42.0.2/32', backend: 'followed', net: 43 }

const address = '127.0.0.1'
const ports = { alone: 9780, followed: 9781 } as const

type Measured = Single & { readonly subject: string; readonly process: ChildProcess; readonly samples: number[] }

const floor = 'while nobody asks'

const withServices = async (count: number, node: Namespace, haproxy: HaproxyInstance, { rounds, say }: Bench): Promise<Section> => {
  const start = (single: Single, port: number): Promise<ChildProcess> =>
    startThousand(node, haproxy, single, { events: single.backend, listen: `${address}:${port}` }, count)
  const measured: readonly Measured[] = [
    { ...alone, subject: floor, process: await start(alone, ports.alone), samples: [] },
    { ...followed, subject: 'beside 32 followers and scrapes', process: await start(followed, ports.followed), samples: [] },
  ]
  const followers = node.program(`followers-${count}`, nodeProgram(node.home.folder, 'followers', address, String(ports.followed)))
  followers.start()
  await followers.log.waitFor(/begun/)
  const changes = new ChangeWatch(haproxy.socket)
  await changes.start()
  const total = rounds(60, 16)
  for (let round = 1; round <= total; round++) {
    say(`followed: ${count} services, round ${round} of ${total}`)
    for (const one of measured) {
      await sleep(200 + Math.random() * 200)
      one.samples.push(await delayMs(one, false, haproxy, changes))
      await delayMs(one, true, haproxy, changes)
    }
  }
  changes.close()
  await followers.kill()
  await Promise.all(measured.map(({ process }) => ended(process)))
  return {
    title: `${count.toLocaleString('en')} services: the last server of a service dies, from HAProxy's change to the line for ExaBGP`,
    unit: 'ms',
    rows: measured.map(({ subject, samples }) => ({ subject, samples })),
    floor,
    note: 'by push, rise 1; 16 read the events of the page, 16 more ask for them and never read; a scrape comes 100 ms after the one before; two processes watch the same HAProxy',
  }
}
