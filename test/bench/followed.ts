// What does a withdraw pay for a scrape in the middle of it, and for 32 who follow the page, half of whom never read?
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import type { Namespace } from '../e2e/kit/namespace.ts'
import type { Program } from '../e2e/kit/program.ts'
import { ended } from './kit/answered.ts'
import type { Bench, Measure } from './kit/bench.ts'
import { ChangeWatch } from './kit/change-watch.ts'
import { startCrowd } from './kit/crowd.ts'
import { delayMs } from './kit/delay.ts'
import { sizes, startFollowers } from './kit/followers.ts'
import { now } from './kit/moment.ts'
import type { Section } from './kit/section.ts'
import { type Single, startThousand } from './kit/thousand.ts'

export const measure: Measure = async (bench) => {
  const node = await bench.run.namespace('node')
  const haproxy = await startCrowd(node, ...both.map(({ backend }) => backend))
  const sections = []
  for (const size of sizes) sections.push(await withServices(size, node, haproxy, bench))
  await haproxy.kill()
  return sections
}

/** Each has a ring to itself, so that only the process that is measured is woken. Both serve their status, and each is followed for half of the rounds. */
const both = [
  { vip: '10.42.0.1/32', backend: 'one', net: 41, port: 9780 },
  { vip: '10.42.0.2/32', backend: 'other', net: 43, port: 9781 },
] as const

const address = '127.0.0.1'

type Measured = Single & { readonly port: number; readonly process: ChildProcess }

/** A round: how long the withdraw took, and when it was said. */
type Round = { readonly ms: number; readonly saidAt: number }

const withServices = async (
  { count, scrapeMs }: (typeof sizes)[number],
  node: Namespace,
  haproxy: HaproxyInstance,
  { rounds, say }: Bench,
): Promise<Section> => {
  const measured: Measured[] = []
  for (const one of both)
    measured.push({
      ...one,
      process: await startThousand(node, haproxy, one, { events: one.backend, listen: `${address}:${one.port}` }, count),
    })
  const changes = new ChangeWatch(haproxy.socket)
  await changes.start()
  const round = async (one: Measured, begin: () => void): Promise<Round> => {
    await sleep(200 + Math.random() * 200)
    begin()
    await sleep(Math.random() * scrapeMs)
    const ms = await delayMs(one, false, haproxy, changes)
    const saidAt = now()
    await delayMs(one, true, haproxy, changes)
    return { ms, saidAt }
  }
  const [alone, beside, scrapes] = [[] as Round[], [] as Round[], [] as Scrape[]]
  const half = rounds(50, 10)
  for (const [quiet, followed] of [measured, measured.toReversed()] as [Measured, Measured][]) {
    const followers = await startFollowers(node, `followers-${followed.backend}-${count}`, address, followed.port)
    for (let index = 1; index <= half; index++) {
      say(`followed: ${count} services, ${followed.backend} is followed, round ${index} of ${half}`)
      alone.push(await round(quiet, () => {}))
      beside.push(await round(followed, () => followers.signal('SIGUSR2')))
    }
    scrapes.push(...scrapesOf(followers))
    await followers.kill()
  }
  changes.close()
  await Promise.all(measured.map(({ process }) => ended(process)))
  return section(count, alone, beside, scrapes)
}

type Scrape = { readonly askedAt: number; readonly endedAt: number }

const scrapesOf = ({ log }: Program): readonly Scrape[] =>
  [...readFileSync(log.path, 'utf8').matchAll(/^scraped (\S+) (\S+)$/gm)].map(([, askedAt, endedAt]) => ({
    askedAt: Number(askedAt),
    endedAt: Number(endedAt),
  }))

const floor = 'while nobody asks'

const section = (count: number, alone: readonly Round[], beside: readonly Round[], scrapes: readonly Scrape[]): Section => {
  const isUnderWay = ({ ms, saidAt }: Round): boolean => scrapes.some(({ askedAt, endedAt }) => askedAt < saidAt && endedAt > saidAt - ms)
  const samplesOf = (all: readonly Round[]): readonly number[] => all.map(({ ms }) => ms)
  return {
    title: `${count.toLocaleString('en')} services: the last server of a service dies, from HAProxy's change to the line for ExaBGP`,
    unit: 'ms',
    rows: [
      { subject: floor, samples: samplesOf(alone) },
      { subject: 'beside 32 followers, in the middle of a scrape', samples: samplesOf(beside) },
    ],
    floor,
    note: `by push, rise 1; 16 read the events of the page, 16 more ask for them and never read; of ${beside.length} scrapes ${beside.filter(isUnderWay).length} were under way; two processes watch the same HAProxy, in turn, and change their places after half of the rounds`,
  }
}
