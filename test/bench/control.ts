// What does a withdraw pay for those who ask the process meanwhile: one who watches, and 64 who mean it no good?
import { setTimeout as sleep } from 'node:timers/promises'
import { nodeProgram } from '../e2e/kit/node-program.ts'
import type { Run } from '../e2e/kit/run.ts'
import type { Site } from '../e2e/kit/site.ts'
import type { Measure } from './kit/bench.ts'
import { ourCommand } from './kit/commands.ts'
import { floor, floorCommand, type Process, World } from './kit/world.ts'

export const measure: Measure = async ({ run, rounds, say }) => {
  const compared: readonly Process[] = names.map((name, index) => ({
    name,
    vips: [`10.50.${index}.1`],
    command: (site) => commandFor(run, site, name, `10.50.${index}.1/32`),
  }))
  const world = await World.start(run, [{ name: floor, vips: [], command: floorCommand }, ...compared])
  try {
    for (const name of ['watched', 'beset'] as const) await clients(run, world.site, name)
    const samples = new Map<string, Record<'lost' | 'back', number[]>>(names.map((name) => [name, { lost: [], back: [] }]))
    const count = rounds(50, 8)
    for (let round = 0; round < count; round++) {
      say(`control: round ${round + 1} of ${count}`)
      for (const what of ['lost', 'back'] as const)
        for (const process of compared) {
          await sleep(200)
          const { changed, routed } = await world.turn(process, what === 'back')
          samples.get(process.name)?.[what].push(routed - changed)
        }
    }
    return (['lost', 'back'] as const).map((what) => ({
      title: `a VIP ${what === 'back' ? 'comes back' : 'is lost'} while the process is asked: from HAProxy's change to the router's kernel`,
      unit: 'ms',
      rows: names.map((name) => ({ subject: titles[name], samples: samples.get(name)?.[what] ?? [] })),
      floor: titles.alone,
      note: 'by push, rise 1; one client asks for the next change again and again; 64 say nothing, or a letter now and then, or take no answer, or send questions and nonsense as fast as they are taken',
    }))
  } finally {
    world.close()
  }
}

const names = ['alone', 'watched', 'beset'] as const

const titles: Readonly<Record<(typeof names)[number], string>> = {
  alone: 'without a control socket',
  watched: 'beside one who watches',
  beset: 'beside 64 hostile clients',
}

const socketOf = (run: Run, name: string): string => `${run.folder}/${name}.sock`

const commandFor = (run: Run, site: Site, name: (typeof names)[number], vip: string): readonly string[] =>
  ourCommand(site.haproxy.socket, {
    ...{ vip, backend: name, events: 'health', rise: '1', record: 'off' },
    'control-socket': name === 'alone' ? 'off' : socketOf(run, name),
  })

const clients = async (run: Run, { node }: Site, name: 'watched' | 'beset'): Promise<void> => {
  const program = node.program(name, nodeProgram(run.folder, name === 'beset' ? 'hostile-clients' : 'watcher', socketOf(run, name)))
  program.start()
  await program.log.waitFor(/begun/)
}
