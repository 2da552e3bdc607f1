// What does `exabgp-haproxy explain` do: what happened in a record, and why?
import packageJson from '../../package.json' with { type: 'json' }
import type { Config } from '../config/config.ts'
import { formatProblem, shown } from '../config/problems/problem.ts'
import { configure, type Start } from '../daemon/configure.ts'
import { tell } from '../explain/explanation.ts'
import { Narrator } from '../explain/narrator.ts'
import { print, printResult } from '../io/print.ts'
import { exitUnreadable, readRecord, replayed } from '../io/read-record.ts'
import { terminal } from '../io/terminal.ts'
import { exitMisconfigured } from '../values/exit-status.ts'
import { findRecord } from './find-record.ts'

type Question = Start & {
  /** None: the record of the process that runs, or that lies where records do. */
  readonly files: readonly string[]
  /** Only these; all where there are none. */
  readonly services: readonly string[]
  /** Print the lines that were sent and nothing else. */
  readonly sent: boolean
}

/** Resolves to the exit status: 0, 65 for a record that cannot be read, 78 for mistakes in the flags or in the other configuration. */
export const explain = async ({ files: named, services, sent, ...start }: Question): Promise<number> => {
  const other = await otherConfig(start)
  if (!other.ok) {
    await print('stderr', other.problems)
    return exitMisconfigured
  }
  const found = named.length > 0 ? { ok: true as const, files: named } : await findRecord()
  if (!found.ok) {
    await print('stderr', [found.problem])
    return exitUnreadable
  }
  const { files } = found
  const narrator = new Narrator(packageJson.version, other.config)
  const problem = await readRecord(files, narrator).catch(unreadable)
  if (problem !== undefined) {
    await print('stderr', [problem])
    return exitUnreadable
  }
  const told = replayed('a record', () => ({
    strangers: services.filter((name) => narrator.story([name]).services.length === 0),
    lines: sent ? narrator.lines : tell(narrator.story(services), { ...terminal(), time }),
  }))
  if (!told.ok) {
    await print('stderr', [`${files.join(', ')}: Expected ${told.expected}`])
    return exitUnreadable
  }
  const { strangers, lines } = told.value
  if (strangers.length > 0) {
    await print(
      'stderr',
      strangers.map((name) => `--service: Expected a service of the record, got ${shown(name)}`),
    )
    return exitMisconfigured
  }
  return printResult(lines, 0, sent ? 'text' : 'chart')
}

const time = (milliseconds: number) => new Date(milliseconds).toISOString()

const unreadable = (error: unknown): string => `Expected a readable record: ${error instanceof Error ? error.message : error}`

type Other = { readonly ok: true; readonly config: Config | undefined } | { readonly ok: false; readonly problems: readonly string[] }

// Any flag of a configuration asks what that would have done.
const otherConfig = async (start: Start): Promise<Other> => {
  if (Object.keys(start.flags).length === 0) {
    const problems = start.problems.map(formatProblem)
    return problems.length === 0 ? { ok: true, config: undefined } : { ok: false, problems }
  }
  const configured = await configure(start)
  return configured.ok ? configured : { ok: false, problems: configured.problems.map(formatProblem) }
}
