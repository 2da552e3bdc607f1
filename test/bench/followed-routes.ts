// What does a route pay, up to the router's kernel, for a scrape in the middle of a withdraw, and for 32 who follow the page, half of whom never read?
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { Run } from '../e2e/kit/run.ts'
import type { Site } from '../e2e/kit/site.ts'
import type { Bench, Measure } from './kit/bench.ts'
import { ourCommand } from './kit/commands.ts'
import { sizes, startFollowers } from './kit/followers.ts'
import type { Section } from './kit/section.ts'
import { calm, manyServices } from './kit/thousand.ts'
import { floor, floorCommand, type Process, World } from './kit/world.ts'

/** One world after the other, so that the larger one takes nothing of the time of the smaller. */
export const measure: Measure = async ({ run: first, rounds, say }) => {
  const sections = await withServices(sizes[0], { run: first, rounds, say })
  const run = await Run.start()
  run.closeOnSignals()
  try {
    return [...sections, ...(await withServices(sizes[1], { run, rounds, say }))]
  } finally {
    await run.close()
  }
}

const address = '127.0.0.1'

/** Both serve their status. */
const both = [
  { name: 'alone', subject: 'while nobody asks', net: 41, port: 9780 },
  { name: 'followed', subject: 'beside 32 followers, in the middle of a scrape', net: 43, port: 9781 },
] as const

const withServices = async ({ count, scrapeMs }: (typeof sizes)[number], { run, rounds, say }: Bench): Promise<readonly Section[]> => {
  const compared: readonly Process[] = both.map(({ name, net, port }) => ({
    name: `${name}${count}`,
    vips: [`10.${net}.255.1`],
    command: (site) => commandFor(site, `${name}${count}`, net, port, count),
  }))
  const world = await World.start(run, [{ name: floor, vips: [], command: floorCommand }, ...compared])
  try {
    const followers = await startFollowers(world.site.node, `followers-${count}`, address, both[1].port)
    const samples = both.map(() => ({ lost: [] as number[], back: [] as number[] }))
    const all = rounds(50, 8)
    for (let round = 0; round < all; round++) {
      say(`followed-routes: ${count} services, round ${round + 1} of ${all}`)
      for (const what of ['lost', 'back'] as const)
        for (const [index, process] of compared.entries()) {
          await sleep(300)
          if (index === 1) followers.signal('SIGUSR2')
          await sleep(Math.random() * scrapeMs)
          const { changed, routed } = await world.turn(process, what === 'back')
          samples[index]?.[what].push(routed - changed)
        }
    }
    await followers.kill()
    return (['lost', 'back'] as const).map((what) => ({
      title: `${count.toLocaleString('en')} services, one ${what === 'back' ? 'comes back' : 'is lost'}: from HAProxy's change to the router's kernel`,
      unit: 'ms',
      rows: both.map(({ subject }, index) => ({ subject, samples: samples[index]?.[what] ?? [] })),
      floor: both[0].subject,
      note: 'by push, rise 1; 16 read the events of the page, 16 more ask for them and never read',
    }))
  } finally {
    world.close()
    await world.site.exabgp.kill()
  }
}

/** The first service watches the backend of the process, all others that of the floor. */
const commandFor = (site: Site, name: string, net: number, port: number, count: number): readonly string[] => {
  const services = manyServices({ vip: `10.${net}.255.1/32`, backend: name, net }, count, () => floor)
  const file = site.node.path(`${name}.yaml`)
  const haproxy = { stats: site.haproxy.socket, events: 'health' }
  writeFileSync(file, stringify({ haproxy, status: { listen: `${address}:${port}` }, services }))
  return ourCommand(site.haproxy.socket, { ...calm, config: file })
}
