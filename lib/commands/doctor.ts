// What does `exabgp-haproxy doctor` do: what is set up wrongly on this machine, and what does one type?
import { execa } from 'execa'
import { formatProblem, problemAt, shown } from '../config/problems/problem.ts'
import type { Ask, Check, Facts, Finding } from '../doctor/check.ts'
import { exitStatus, type Result, reportJson, reportLines } from '../doctor/report.ts'
import { checks } from '../doctor/table.ts'
import { print, printResult } from '../io/print.ts'
import { gatherers, type Place } from './doctor/gather.ts'

type Options = {
  readonly json: boolean
  readonly list: boolean
  readonly pre: boolean
  readonly only: readonly string[]
  readonly user: string
}

/** How long a check may take; all run at the same time. */
const withinMs = 2500

/** How long all of them may take, and Node to start. */
const childWithinMs = 5000

const exitUnknown = 3

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
  const status = await asUser(options.user)
  if (status !== undefined) return status
  const chosen = checks.filter(({ id }) => options.only.length === 0 || options.only.includes(id))
  const ask = asking(place)
  const results = await Promise.all(chosen.map((check) => resultOf(check, ask, options.pre)))
  return printResult(options.json ? [reportJson(results)] : reportLines(results), exitStatus(results), options.json ? 'verbatim' : 'text')
}

/** What ExaBGP's user may do is what counts; Node's own way to become another user drops its groups. */
const asUser = async (user: string): Promise<number | undefined> => {
  if (process.getuid?.() !== 0 || user === 'root') return undefined
  const group = await execa('id', ['-g', '--', user], { reject: false, stdin: 'ignore', timeout: childWithinMs })
  const become = ['--reuid', user, '--regid', group.stdout.trim(), '--init-groups']
  // What it says of itself must not be taken for a verdict of doctor.
  const trial = group.failed
    ? group
    : await execa('setpriv', [...become, 'true'], { reject: false, stdin: 'ignore', timeout: childWithinMs })
  const why = trial.failed ? trial.stderr.trim().split('\n', 1)[0] || trial.code || 'no answer' : undefined
  if (why !== undefined) return cannotBecome(user, why)
  const words = [...become, process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  const { exitCode, code } = await execa('setpriv', words, {
    reject: false,
    stdio: 'inherit',
    timeout: childWithinMs,
    killSignal: 'SIGKILL',
  })
  return exitCode !== undefined && exitCode <= exitUnknown ? exitCode : cannotBecome(user, code ?? `exit status ${exitCode ?? 'none'}`)
}

const cannotBecome = async (user: string, why: string): Promise<number> => {
  await print('stderr', [`doctor cannot become ${user} (${why}); --user names another, --user root looks as root`])
  return exitUnknown
}

class Unknown extends Error {}

const asking = (place: Place): Ask => {
  const found = new Map<keyof Facts, Promise<unknown>>()
  const ask: Ask = <Name extends keyof Facts>(name: Name): Promise<Facts[Name]> => {
    const known = (found.get(name) as Promise<Facts[Name]> | undefined) ?? inTime(gatherers[name](ask, place))
    found.set(name, known)
    return known
  }
  return ask
}

const inTime = async <Value>(value: Promise<Value>): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unknown(`no answer within ${withinMs / 1000} s`)), withinMs)
  })
  return Promise.race([value, late]).finally(() => clearTimeout(timer))
}

/** What only a running ExaBGP or HAProxy has. */
const later: ReadonlySet<string> = new Set(['exabgpcli-pipes', 'state-folder', 'running-version', 'confirmation', 'old-orders'])

const resultOf = async (check: Check, ask: Ask, pre: boolean): Promise<Result> => {
  if (pre && later.has(check.id)) return { check, findings: [{ level: 'skipped', seen: 'ExaBGP does not run yet' }] }
  const findings = await inTime(check.judge(ask)).catch((error: unknown): readonly Finding[] => [
    { level: 'unknown', seen: error instanceof Error ? error.message : String(error) },
  ])
  return { check, findings }
}
