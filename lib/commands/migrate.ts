// What does `exabgp-haproxy migrate` do: what does an exabgp.conf with `exabgp healthcheck` become, and what is not the same?
import { dirname, join, resolve } from 'node:path'
import { formatProblem } from '../config/problems/problem.ts'
import { readConfig } from '../config/read.ts'
import { print, printResult } from '../io/print.ts'
import { exitUnreadable } from '../io/read-record.ts'
import { notAskedFor } from '../migrate/plan.ts'
import { exitMisconfigured } from '../values/exit-status.ts'
import { type Migration, readMigration } from './migrate/read.ts'
import { reportJson, reportText } from './migrate/report.ts'
import { writeNew } from './migrate/write.ts'

type MigrateOptions = {
  readonly files: readonly string[]
  readonly processes: readonly string[]
  readonly output: string | undefined
  readonly json: boolean
  readonly verify: boolean
  readonly exabgp: string | undefined
}

/**
 * Resolves to the exit status: 0, 1 where something is left as it is, or with `verify` differs without a reason, 3 where `verify` cannot play their side,
 * 65 for a file that cannot be read, 78 where there is nothing to move.
 */
export const migrate = async ({ files, processes, output, json, verify, exabgp }: MigrateOptions): Promise<number> => {
  const sources = files.length > 0 ? files : ['/etc/exabgp/exabgp.conf']
  const statuses: number[] = []
  for (const source of sources) {
    const migration = await readMigration(resolve(source), processes)
    if (!migration.ok) {
      await print('stderr', [`${source}: Expected ${migration.expected}`])
      statuses.push(exitUnreadable)
      continue
    }
    statuses.push(await (verify ? verifyOne(migration.value, exabgp, json) : tellOne(migration.value, output, json)))
  }
  return Math.max(...statuses)
}

const verifyOne = async (migration: Migration, exabgp: string | undefined, json: boolean): Promise<number> => {
  const { verified } = await import('./migrate/verified.ts')
  return verified(migration, exabgp, json)
}

const tellOne = async (migration: Migration, output: string | undefined, json: boolean): Promise<number> => {
  const { plan, configurations } = migration
  await print(
    'stderr',
    plan.left.map(({ process, reason }) => `${migration.source}: process ${process} stays as it is: ${reason}`),
  )
  if (configurations.length === 0) {
    const isAskedFor = plan.left.some(({ reason }) => reason !== notAskedFor)
    const names = plan.left.map(({ process }) => process).join(', ')
    const expected =
      isAskedFor || names === '' ? 'a process that runs exabgp healthcheck, or ober health' : `--process with one of ${names}`
    await print('stderr', [`${migration.source}: Expected ${expected}`])
    return exitMisconfigured
  }
  for (const { file, yaml } of configurations) {
    const read = await readConfig({ file: { name: file, text: yaml }, flags: {} })
    // Said with the rest: what we print is never handed over in silence when we would not take it ourselves.
    await print('stderr', (read.ok ? read.warnings : read.problems).map(formatProblem))
    if (!read.ok) return exitMisconfigured
  }
  const status = plan.left.some(({ failed }) => failed) ? 1 : 0
  if (output !== undefined) return writeNew(output, filesOf(migration), status)
  return printResult(json ? reportJson(migration) : reportText(migration), status, 'verbatim')
}

const filesOf = ({ source, configurations, changed }: Migration): ReadonlyMap<string, string> =>
  new Map([...configurations.map(({ file, yaml }) => [nameIn(file), yaml] as const), [nameIn(source), changed] as const])

const nameIn = (path: string): string => path.slice(join(dirname(path), '/').length)
