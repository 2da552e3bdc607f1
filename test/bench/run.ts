// How fast is it, and what does it cost? `npm run bench [-- quick] [GROUP …] [--out FOLDER]`
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { install, missing } from '../e2e/kit/requirements.ts'
import { Run } from '../e2e/kit/run.ts'
import type { Measure } from './kit/bench.ts'
import { describeMachine, loadNow, type Machine } from './kit/machine.ts'
import { picture } from './kit/picture.ts'
import { type Section, summaries } from './kit/section.ts'
import { brief, table } from './kit/table.ts'

/** A file each; in this order unless some are named. */
const known = [
  'detection',
  'mass',
  'cost',
  'scale',
  'parsing',
  'start',
  'status',
  'metrics',
  'isolation',
  'control',
  'socket',
  'reload',
  'page',
  'followed',
  'followed-routes',
]

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string', default: 'bench-results' } } })
  const asked = positionals.filter((word) => word !== 'quick')
  const unknown = asked.filter((name) => !known.includes(name))
  if (unknown.length > 0) return complain(`no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}`)
  await install({ say })
  const reasons = await missing()
  if (reasons.length > 0) return complain(`Expected a machine to measure on, but ${reasons.join(', ')}`)

  const machine = await describeMachine()
  const sections: Section[] = []
  for (const name of asked.length === 0 ? known : asked) sections.push(...(await group(name, positionals.includes('quick'))))
  publish(values.out, sections, { ...machine, load: Math.max(machine.load, loadNow()) })
  return 0
}

/** Everything that a group makes goes away with its run, whatever happens. */
const group = async (name: string, quick: boolean): Promise<readonly Section[]> => {
  const { measure }: { readonly measure: Measure } = await import(`./${name}.ts`)
  const run = await Run.start()
  run.closeOnSignals()
  try {
    return await measure({ run, rounds: (full, few) => (quick ? few : full), say })
  } catch (error) {
    for (const line of run.tails(25)) say(line)
    throw error
  } finally {
    await run.close()
  }
}

const publish = (folder: string, sections: readonly Section[], machine: Machine): void => {
  const caption = `${machine.cores} cores (${machine.processor}), ${machine.versions}, load average ${machine.load}, ${machine.at.slice(0, 10)}`
  const notes = [...new Set(sections.flatMap(({ note }) => note ?? []))].map(
    (note) => `${sections.flatMap((section) => (section.note === note ? [section.title] : [])).join('; ')}: ${note}`,
  )
  const results = { machine, sections: sections.map((section) => ({ ...section, summaries: summaries(section) })) }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(results, undefined, 1)}\n`)
  writeFileSync(join(folder, 'results.svg'), picture(sections, caption))
  writeFileSync(join(folder, 'results.md'), `${[brief(sections), '', ...notes.map((note) => `- ${note}`), `- ${caption}`].join('\n')}\n`)
  process.stdout.write(`${[table(sections), '', ...notes, caption, `${folder}/results.json, results.md and results.svg`].join('\n')}\n`)
}

const say = (what: string): void => void process.stderr.write(`${what}\n`)

const complain = (what: string): number => {
  say(what)
  return 1
}

process.exitCode = await main()
