// Does ExaBGP get from us what it got until now, state by state?
import { readConfig } from '../../config/read.ts'
import { playHealthchecks } from '../../io/healthcheck.ts'
import { print, printResult } from '../../io/print.ts'
import { type Difference, type Phase, phases } from '../../migrate/difference.ts'
import { isAside } from '../../migrate/flags.ts'
import type { Moved } from '../../migrate/move.ts'
import { compare, type Row } from '../../migrate/verify/compare.ts'
import { type Lines, playOurs } from '../../migrate/verify/ours.ts'
import { expected, type Parsed, parsed } from '../../values/parsed.ts'
import type { Migration } from './read.ts'

const exits = { equal: 0, different: 1, unplayed: 3 } as const

type Verified = { readonly process: string; readonly rows: readonly Row[] }

/** Prints their line beside ours; resolves to the exit status: 0, 1 where they differ without a reason, 3 where their side cannot be played. */
export const verified = async (migration: Migration, exabgp: string | undefined, json: boolean): Promise<number> => {
  const result = await verify(migration, exabgp)
  if (!result.ok) {
    await print('stderr', [`${migration.source}: Expected ${result.expected}`])
    return exits.unplayed
  }
  const rows = result.value.flatMap((one) => one.rows)
  const lines = json
    ? [JSON.stringify({ source: migration.source, processes: result.value })]
    : textOf(result.value, migration.plan.differences)
  return printResult(lines, rows.some(({ verdict }) => verdict === 'different') ? exits.different : exits.equal, 'verbatim')
}

const verify = async ({ configurations, plan }: Migration, exabgp: string | undefined): Promise<Parsed<readonly Verified[]>> => {
  const plays = configurations.flatMap(({ group, yaml, file }) =>
    group.processes.flatMap((moved) => (moved.given === undefined ? [] : [{ moved, yaml, file }])),
  )
  if (plays.length === 0) return expected('a process that runs exabgp healthcheck')
  const played = await playHealthchecks(
    exabgp,
    plays.flatMap(({ moved }) => phasesOf(moved).map((phase) => wordsFor(moved, phase))),
  )
  if (!played.ok) return played
  const results = [...played.value]
  const processes: Verified[] = []
  for (const { moved, yaml, file } of plays) {
    const config = await readConfig({ file: { name: file, text: yaml }, flags: {} })
    if (!config.ok) return expected(`a valid configuration, got ${config.problems.map(({ text }) => text).join('; ')}`)
    const ours = playOurs(config.config)
    const differences = plan.differences.filter(({ process }) => process === moved.process.name)
    const rows: Row[] = []
    for (const phase of phasesOf(moved)) {
      const theirs = results.shift()
      if (theirs === undefined || theirs.status !== 0) return expected(`their side to run, got: ${theirs?.err.trim().split('\n').at(-1)}`)
      rows.push(...rowsOf(moved, phase, theirs.out, ours[phase], differences))
    }
    processes.push({ process: moved.process.name, rows })
  }
  return parsed(processes)
}

const phasesOf = ({ given = [] }: Moved): readonly Phase[] =>
  phases.filter((phase) => phase !== 'disabled' || given.some(({ name }) => name === 'disable'))

// Its own words, without what would touch this machine, and the state; one result settles, and it ends.
const wordsFor = ({ given = [] }: Moved, phase: Phase): readonly string[] => [
  ...given.filter(({ name }) => !isAside(name)).flatMap(({ words }) => words),
  ...['--no-syslog', '--no-ip-setup', '--no-ack', '--interval', '0', '--fast-interval', '0', '--rise', '1', '--fall', '1'],
  ...['--disable', phase === 'disabled' ? '/' : '/nonexistent', '--command', phase === 'down' ? 'false' : 'true'],
]

const rowsOf = ({ services }: Moved, phase: Phase, out: string, ours: Lines, differences: readonly Difference[]): readonly Row[] => {
  const theirs = out.split('\n').filter((line) => line !== '')
  const rows = theirs.map((line) => {
    const vip = / route (\S+)/.exec(line)?.[1] ?? ''
    return compare(phase, line, ours.get(vip) ?? '', differences)
  })
  const told = new Set(rows.map(({ vip }) => vip))
  const untold = services.flatMap(({ vips }) => vips.filter(({ text }) => !told.has(text)))
  return [...rows, ...untold.map(({ text }) => compare(phase, '', ours.get(text) ?? '', differences))]
}

const textOf = (all: readonly Verified[], differences: readonly Difference[]): readonly string[] => {
  const rows = all.flatMap((one) => one.rows)
  const count = (verdict: Row['verdict']): number => rows.filter((row) => row.verdict === verdict).length
  return [
    ...all.flatMap(({ process, rows }) => [
      `== ${process}`,
      ...rows.flatMap(({ phase, theirs, ours, verdict, keys, reasons }) => [
        `${phase.padEnd(9)}theirs  ${theirs}`,
        `${' '.repeat(9)}ours    ${ours}`,
        `${' '.repeat(9)}${verdict}${keys.length > 0 ? ` (${keys.join(', ')})` : ''}${reasons.map((reason) => `: ${reason}`).join('')}`,
      ]),
      ...[...new Set(differences.filter((one) => one.process === process).map(({ text }) => `- ${text}`))],
    ]),
    `${rows.length} lines: ${count('equal')} equal, ${count('explained')} with a known difference, ${count('different')} different`,
  ]
}
