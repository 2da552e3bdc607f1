// How long does a router need to lose a thousand VIPs, and to get them back?
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import type { Site } from '../e2e/kit/site.ts'
import type { Measure } from './kit/bench.ts'
import { ourCommand } from './kit/commands.ts'
import { type Course, floor, floorCommand, type Process, World } from './kit/world.ts'

export const measure: Measure = async ({ run, rounds, say }) => {
  const world = await World.start(run, [ideal, ours])
  const courses: { readonly process: Process; readonly there: boolean; readonly course: Course }[] = []
  const count = rounds(20, 4)
  try {
    await turn(world, ideal, true)
    for (let round = 0; round < count; round++) {
      say(`mass: round ${round + 1} of ${count}`)
      for (const there of [false, true])
        for (const process of [ideal, ours]) {
          await sleep(500)
          courses.push({ process, there, course: await turn(world, process, there) })
        }
    }
  } finally {
    world.close()
  }
  return [false, true].map((there) => ({
    title: `1,000 VIPs ${there ? 'come back' : 'are lost'}: from HAProxy's change to the last of them in the router's kernel`,
    unit: 'ms',
    rows: [ideal, ours].map((process) => ({
      subject: titles[process.name] ?? '',
      samples: courses.flatMap((one) => (one.process === process && one.there === there ? [one.course.routed - one.course.changed] : [])),
    })),
    floor: titles[floor] ?? '',
    note: '1,000 services with one VIP each, all on one backend, by push; rise 1; the ideal writer waits for no answer, and counts from its first command',
  }))
}

const titles: Readonly<Record<string, string>> = { [floor]: 'an ideal writer: 20 commands of 50 VIPs', ours: 'ours, by push' }

const thousand = (network: string): readonly string[] =>
  Array.from({ length: 1000 }, (_, index) => `${network}.${Math.floor(index / 250)}.${1 + (index % 250)}`)

const ideal: Process = { name: floor, vips: thousand('10.20'), command: floorCommand }

const ours: Process = {
  name: 'ours',
  vips: thousand('10.30'),
  command: (site) => {
    writeFileSync(site.node.path('thousand.yaml'), stringify(configuration(site)))
    return ourCommand(site.haproxy.socket, { config: site.node.path('thousand.yaml') })
  },
}

const configuration = ({ haproxy }: Site): unknown => ({
  haproxy: { stats: haproxy.socket, events: 'health' },
  defaults: { interval: '1s', rise: 1 },
  services: Object.fromEntries(ours.vips.map((vip, index) => [`s${index + 1}`, { vips: [`${vip}/32`], checks: [{ backend: ours.name }] }])),
})

const turn = (world: World, process: Process, there: boolean): Promise<Course> =>
  process === ideal ? world.say(ideal, there, batches(there)) : world.turn(process, there)

const batches = (there: boolean): string =>
  Array.from({ length: 20 }, (_, batch) => {
    const prefixes = ideal.vips.slice(batch * 50, batch * 50 + 50).map((vip) => `${vip}/32`)
    return `${there ? 'announce' : 'withdraw'} attributes next-hop self nlri ${prefixes.join(' ')}\n`
  }).join('')
