// What does `exabgp-haproxy doctor` do: what is set up wrongly on this machine, and what does one type?
import { formatProblem, problemAt, shown } from '../config/problems/problem.ts'
import type { Ask, Check, Facts, Finding } from '../doctor/check.ts'
import { exitStatus, type Result, reportJson, reportLines } from '../doctor/report.ts'
import { checks } from '../doctor/table.ts'
import { print, printResult } from '../io/print.ts'
import { asUser, exitUnknown } from './doctor/as-user.ts'
import { gatherers, type Place } from './doctor/gather.ts'
import { validationWithinMs } from './doctor/validation.ts'

type Options = {
  readonly json: boolean
  readonly list: boolean
  readonly pre: boolean
  readonly only: readonly string[]
  /** As whom root looks; ExaBGP's own by default. */
  readonly user: string | undefined
}

/** How long a check may take; all run at the same time. */
const withinMs = 2500

/** Reads, and changes nothing. Resolves to the exit status: 0 well, 1 worth mending, 2 broken, 3 nobody could look. */
export const doctor = async (place: Place, options: Options): Promise<number> => {
  const strangers = options.only.filter((id) => !checks.some((check) => check.id === id))
  const problems = [
    ...place.start.problems,
    ...strangers.map((id) => problemAt('--only', { path: [], expected: 'the id of a check, as --list has them', got: shown(id) })),
  ]
  await print('stderr', problems.map(formatProblem))
  if (problems.some(({ warning }) => warning !== true)) return exitUnknown
  if (options.list)
    return printResult(
      checks.map(({ id, area, needed }) => `${id}  ${area}  ${needed}`),
      0,
    )
  const status = await asUser(options.user, place.conf)
  if (status !== undefined) return status
  const chosen = checks.filter(({ id }) => options.only.length === 0 || options.only.includes(id))
  const ask = asking(place)
  const results = await Promise.all(chosen.map((check) => resultOf(check, ask, options.pre)))
  return printResult(options.json ? [reportJson(results)] : reportLines(results), exitStatus(results), options.json ? 'verbatim' : 'text')
}

class Unknown extends Error {}

const asking = (place: Place): Ask => {
  const found = new Map<keyof Facts, Promise<unknown>>()
  const ask: Ask = <Name extends keyof Facts>(name: Name): Promise<Facts[Name]> => {
    const known = (found.get(name) as Promise<Facts[Name]> | undefined) ?? inTime(gatherers[name](ask, place), limitOf(name))
    found.set(name, known)
    return known
  }
  return ask
}

/** What waits for a Python has longer. */
const limitOf = (name: string): number => (['validation', 'exabgp-validate'].includes(name) ? validationWithinMs + 500 : withinMs)

const inTime = async <Value>(value: Promise<Value>, limitMs: number): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unknown(`no answer within ${limitMs / 1000} s`)), limitMs)
  })
  return Promise.race([value, late]).finally(() => clearTimeout(timer))
}

/** What only a running ExaBGP or HAProxy has. */
const later: ReadonlySet<string> = new Set([
  'exabgpcli-pipes',
  'state-folder',
  'unit-running',
  'tcp-connection',
  'running-version',
  'confirmation',
  'old-orders',
])

const resultOf = async (check: Check, ask: Ask, pre: boolean): Promise<Result> => {
  if (pre && later.has(check.id)) return { check, findings: [{ level: 'skipped', seen: 'ExaBGP does not run yet' }] }
  const findings = await inTime(check.judge(ask), limitOf(check.id)).catch((error: unknown): readonly Finding[] => [
    { level: 'unknown', seen: error instanceof Error ? error.message : String(error) },
  ])
  return { check, findings }
}
