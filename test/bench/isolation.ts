// What do fifty services pay for others, in the same process, that hang in every way there is, and how fast does that process end?
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { type AllThatHangs, allThatHangs } from '../e2e/kit/all-that-hangs.ts'
import { endOf } from '../e2e/kit/end-of.ts'
import type { Site } from '../e2e/kit/site.ts'
import { until } from '../e2e/kit/wait.ts'
import type { Measure } from './kit/bench.ts'
import { ourCommand } from './kit/commands.ts'
import type { Section } from './kit/section.ts'
import { floor, floorCommand, type Process, World } from './kit/world.ts'

export const measure: Measure = async ({ run, rounds, say }) => {
  let hanging: AllThatHangs | undefined
  const idle: Process = { name: floor, vips: [], command: floorCommand }
  const compared: Compared = [
    { name: 'alone', vips: fifty('10.20.0'), command: (site) => commandFor(site, 'alone', '10.20.0', {}) },
    {
      name: 'beset',
      vips: fifty('10.30.0'),
      command: (site) => {
        if (hanging === undefined) throw new Error('Expected what hangs to be there before the program')
        return hanging.command(commandFor(site, 'beset', '10.30.0', hanging.services('10.40.0'), hanging.more))
      },
    },
  ]
  const world = await World.start(run, [idle, ...compared], async ({ node }) => {
    hanging = await allThatHangs(node)
  })
  try {
    return [...(await turns(world, compared, rounds(50, 8), say)), await ends(world, compared, say)]
  } finally {
    world.close()
    await hanging?.release()
  }
}

type Compared = readonly [Process, Process]

const titles: Readonly<Record<string, string>> = { alone: 'fifty services', beset: 'the same beside what hangs' }

const note =
  'by push, rise 1; what hangs: a resolver that never answers ten http checks by name, credentials, certificates, the record and the state file on a dead mount, a hostile text for a regular expression, and a command that cannot be killed'

const turns = async (world: World, compared: Compared, count: number, say: (what: string) => void): Promise<readonly Section[]> => {
  const samples = { alone: { lost: [], back: [] }, beset: { lost: [], back: [] } } as Record<string, Record<'lost' | 'back', number[]>>
  for (let round = 0; round < count; round++) {
    say(`isolation: round ${round + 1} of ${count}`)
    for (const what of ['lost', 'back'] as const)
      for (const process of compared) {
        await sleep(300)
        const { changed, routed } = await world.turn(process, what === 'back')
        samples[process.name]?.[what].push(routed - changed)
      }
  }
  return (['lost', 'back'] as const).map((what) => ({
    title: `50 services ${what === 'back' ? 'come back' : 'are lost'}, beside what hangs: from HAProxy's change to the last of them in the router's kernel`,
    unit: 'ms',
    rows: compared.map(({ name }) => ({ subject: titles[name] ?? '', samples: samples[name]?.[what] ?? [] })),
    floor: titles.alone ?? '',
    note,
  }))
}

/** ExaBGP starts a process anew that has ended, and stops at the sixth start within a minute. */
const endings = 3

const ends = async (world: World, compared: Compared, say: (what: string) => void): Promise<Section> => {
  const rows: { readonly subject: string; readonly samples: number[] }[] = []
  for (const process of compared) {
    const samples: number[] = []
    for (let round = 0; round < endings; round++) {
      say(`isolation: end ${round + 1} of ${endings}`)
      samples.push(await ending(world, process))
    }
    rows.push({ subject: titles[process.name] ?? '', samples })
  }
  return { title: 'SIGTERM beside what hangs: to the end of the process', unit: 'ms', rows, floor: titles.alone ?? '', note }
}

const ending = async (world: World, { name, vips }: Process): Promise<number> => {
  const pid = await until(`the process ${name}`, () => world.site.exabgp.helperPid(configOf(world.site, name)))
  const routed = Promise.all([world.routed(vips, false), world.routed(vips, true)])
  const tookMs = await endOf(pid, () => process.kill(pid, 'SIGTERM'))
  await routed
  return tookMs
}

const fifty = (network: string): readonly string[] => Array.from({ length: 50 }, (_, index) => `${network}.${index + 1}`)

const configOf = (site: Site, name: string): string => site.node.path(`${name}.yaml`)

const commandFor = (
  site: Site,
  name: string,
  network: string,
  beside: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): readonly string[] => {
  const services = Object.fromEntries(
    fifty(network).map((vip, index) => [`s${index + 1}`, { vips: `${vip}/32`, checks: [{ backend: name }] }]),
  )
  const haproxy = { stats: site.haproxy.socket, events: 'health' }
  const file = configOf(site, name)
  writeFileSync(file, stringify({ haproxy, defaults: { interval: '1s', rise: 1 }, services: { ...services, ...beside }, ...more }))
  return ourCommand(site.haproxy.socket, { config: file }).filter(
    (word, index, words) => word !== '--stats' && words[index - 1] !== '--stats',
  )
}
