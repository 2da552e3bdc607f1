// How long after HAProxy's state has changed do we say so, and when does the router act on it?
import { setTimeout as sleep } from 'node:timers/promises'
import type { Measure } from './kit/bench.ts'
import { healthcheckCommand, ourCommand } from './kit/commands.ts'
import type { Section } from './kit/section.ts'
import { type Course, floor, floorCommand, type Process, urlOf, World } from './kit/world.ts'

export const measure: Measure = async ({ run, rounds, say }) => {
  const world = await World.start(run, processes)
  const followed: Followed[] = []
  const count = rounds(50, 8)
  try {
    await turn(world, processes[0], true)
    for (let round = 0; round < count; round++) {
      say(`detection: round ${round + 1} of ${count}`)
      for (const there of [false, true])
        for (const process of processes) {
          await sleep(pauseMs(process))
          followed.push({ process, there, course: await turn(world, process, there) })
        }
    }
  } finally {
    world.close()
  }
  return [false, true].flatMap((there) => sections(followed, there))
}

type Followed = { readonly process: Process; readonly there: boolean; readonly course: Course }

const note =
  'interval 1 s, fast-interval 0.2 s, rise 2 and fall 2 for all; by push HAProxy has done the counting on the way down, so fall is 1'

const settings = { interval: '1', 'fast-interval': '0.2', rise: '2', fall: '2' }
const { fall, ...withoutFall } = settings

const processes: readonly [Process, ...Process[]] = [
  { name: floor, vips: ['192.0.2.1'], command: floorCommand },
  {
    name: 'push',
    vips: ['192.0.2.2'],
    command: (site) => ourCommand(site.haproxy.socket, { ...withoutFall, vip: '192.0.2.2/32', backend: 'push', events: 'health' }),
  },
  {
    name: 'poll',
    vips: ['192.0.2.3'],
    command: (site) => ourCommand(site.haproxy.socket, { ...settings, vip: '192.0.2.3/32', backend: 'poll' }),
  },
  {
    name: 'healthcheck',
    vips: ['192.0.2.4'],
    command: () => healthcheckCommand({ ...settings, ip: '192.0.2.4/32' }, urlOf(processes, 'healthcheck')),
  },
]

const turn = (world: World, process: Process, there: boolean): Promise<Course> =>
  process.name === floor
    ? world.say(process, there, `${there ? 'announce' : 'withdraw'} route ${process.vips[0]}/32 next-hop self\n`)
    : world.turn(process, there)

/** By chance, so that whoever looks once a second is met at every moment of that second alike. */
const pauseMs = ({ name }: Process): number => 50 + Math.random() * (name === 'poll' || name === 'healthcheck' ? 1000 : 50)

const peer = 'exabgp healthcheck with curl'

const titles: Readonly<Record<string, string>> = {
  [floor]: 'the floor: one line written',
  push: 'ours, by push',
  poll: 'ours, by poll',
  healthcheck: peer,
}

const sections = (followed: readonly Followed[], there: boolean): readonly Section[] => {
  const what = there ? 'a server comes back' : 'the last server dies'
  const rows = (names: readonly string[], timeOf: (course: Course) => number) =>
    names.map((name) => ({
      subject: titles[name] ?? name,
      samples: followed.flatMap((one) => (one.there === there && one.process.name === name ? [timeOf(one.course)] : [])),
    }))
  const [, ...others] = processes.map(({ name }) => name)
  return [
    {
      title: `${what}: from HAProxy's change to the line for ExaBGP`,
      unit: 'ms',
      rows: rows(others, ({ changed, said }) => said - changed),
      peer,
    },
    {
      title: `${what}: from HAProxy's change to the router's kernel`,
      unit: 'ms',
      rows: rows([floor, ...others], ({ changed, routed }) => routed - changed),
      floor: titles[floor] ?? floor,
      peer,
      note,
    },
  ]
}
