// What do a thousand services over ten thousand servers cost while nothing happens, and how soon do we say what happens to one of them?
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import type { Namespace } from '../e2e/kit/namespace.ts'
import { ended, startAnnouncing } from './kit/answered.ts'
import type { Bench, Measure } from './kit/bench.ts'
import { ChangeWatch } from './kit/change-watch.ts'
import { ourCommand } from './kit/commands.ts'
import { costOf } from './kit/consumption.ts'
import { startCrowd } from './kit/crowd.ts'
import { delayMs } from './kit/delay.ts'
import type { Section } from './kit/section.ts'
import { calm, type Single, startThousand, thousand } from './kit/thousand.ts'

export const measure: Measure = async (bench) => {
  const node = await bench.run.namespace('node')
  const haproxy = await startCrowd(node, among.backend, alone.backend)
  const sections = [...(await whileIdle(node, haproxy, bench)), ...(await whenOneChanges(node, haproxy, bench))]
  await haproxy.kill()
  return sections
}

/** Each has a backend, and the ring of its name, to itself, so that only the process that is measured is woken. */
const among: Single = { vip: '10.42.0.1/32', backend: 'among' }
const alone: Single = { vip: '10.42.0.2/32', backend: 'alone' }

const whileIdle = async (node: Namespace, haproxy: HaproxyInstance, { rounds, say }: Bench): Promise<readonly Section[]> => {
  const process = await startThousand(node, haproxy, among)
  await sleep(5000)
  // Whole numbers of the looks at all servers, which are ten seconds apart.
  const [windows, windowMs] = [rounds(3, 1), rounds(20_000, 10_000)]
  const cost = await costOf(process.pid === undefined ? [] : [process.pid], haproxy, { windows, windowMs }, (window) =>
    say(`scale: window ${window} of ${windows}`),
  )
  await ended(process)
  const section = (what: string, unit: Section['unit'], samples: readonly number[]): Section => ({
    title: `${thousand}, without push: ${what}`,
    unit,
    rows: [{ subject: 'ours, every second, one process', samples }],
  })
  return [
    section('CPU', '% of a core', cost.cpu),
    section('CPU of HAProxy', '% of a core', cost.haproxy),
    section('memory', 'MB', cost.memory),
  ]
}

type Follower = Single & { readonly subject: string; readonly process: ChildProcess; readonly gone: number[]; readonly back: number[] }

/** V8 interprets what has not run for long; such a process runs for weeks. */
const unmeasured = 5

const floor = 'the floor: that service alone, in a process of its own'

const whenOneChanges = async (node: Namespace, haproxy: HaproxyInstance, { rounds, say }: Bench): Promise<readonly Section[]> => {
  const small = ourCommand(haproxy.socket, { ...calm, vip: alone.vip, backend: alone.backend, events: alone.backend })
  const followers: readonly Follower[] = [
    { ...alone, subject: floor, process: await startAnnouncing(node, small, 1), gone: [], back: [] },
    {
      ...among,
      subject: 'ours, by push',
      process: await startThousand(node, haproxy, among, { events: among.backend }),
      gone: [],
      back: [],
    },
  ]
  const changes = new ChangeWatch(haproxy.socket)
  await changes.start()
  const count = rounds(50, 8)
  for (let round = 1 - unmeasured; round <= count; round++) {
    say(`scale: change ${round} of ${count}`)
    for (const there of [false, true])
      for (const follower of followers) {
        await sleep(200 + Math.random() * 100)
        const samples = there ? follower.back : follower.gone
        const ms = await delayMs(follower, there, haproxy, changes)
        if (round > 0) samples.push(ms)
      }
  }
  changes.close()
  await Promise.all(followers.map(({ process }) => ended(process)))
  const section = (what: string, samplesOf: (follower: Follower) => readonly number[]): Section => ({
    title: `${thousand}: ${what}, from HAProxy's change to the line for ExaBGP`,
    unit: 'ms',
    rows: followers.map((one) => ({ subject: one.subject, samples: samplesOf(one) })),
    floor,
    note: `rise 1; both watch the same HAProxy; ${unmeasured} changes before these are not counted, as the first few of a process take two to three times as long`,
  })
  return [section('the last server of a service dies', ({ gone }) => gone), section('it comes back', ({ back }) => back)]
}
