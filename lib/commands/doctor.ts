// What does `exabgp-haproxy doctor` do: what is set up wrongly on this machine, and what does one type?
import { availableParallelism, loadavg } from 'node:os'
import { resolve } from 'node:path'
import { formatProblem, problemAt, shown } from '../config/problems/problem.ts'
import type { Ask, Check, Finding } from '../doctor/check.ts'
import { exitStatus, type Result, reportJson, reportLines } from '../doctor/report.ts'
import { checks } from '../doctor/table.ts'
import { startDeadline } from '../io/deadline.ts'
import { ending } from '../io/ending.ts'
import { print, printResult } from '../io/print.ts'
import { asUser, exitUnknown } from './doctor/as-user.ts'
import { asking, crowdOf, giveUpAfter } from './doctor/asking.ts'
import type { Place } from './doctor/gather.ts'

type Options = {
  readonly json: boolean
  readonly list: boolean
  readonly pre: boolean
  readonly only: readonly string[]
  /** As whom root looks; ExaBGP's own by default. */
  readonly user: string | undefined
}

/** When what hangs is given up: commands among the checks of the configuration are killed, then who has not answered is named, then whatever still waits. On a quiet machine all of it takes less than 3 s. */
const limits = { stopMs: 1500, answerMs: 1700, checkMs: 1800 }

/** Reads, and changes nothing. Resolves to the exit status: 0 well, 1 worth mending, 2 broken, 3 nobody could look. */
export const doctor = async (place: Omit<Place, 'signal'>, options: Options): Promise<number> => {
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
  const where = fromAnywhere(place)
  // Who only becomes another user needs none of it.
  const { gatherers } = await import('./doctor/gather.ts')
  const stopping = new AbortController()
  const crowd = crowdOf(loadavg()[0] ?? 0, availableParallelism())
  startDeadline(limits.stopMs * crowd, () => stopping.abort())
  const ended = ending()
  const signal = AbortSignal.any([stopping.signal, ended.signal])
  const ask = asking(gatherers, { ...where, signal }, limits.answerMs * crowd)
  const inTime = giveUpAfter(limits.checkMs * crowd)
  const chosen = checks.filter(({ id }) => options.only.length === 0 || options.only.includes(id))
  const results = await Promise.race([ended.status, Promise.all(chosen.map((check) => resultOf(check, ask, options.pre, inTime)))])
  if (typeof results === 'number') return results
  return printResult(options.json ? [reportJson(results)] : reportLines(results), exitStatus(results), options.json ? 'verbatim' : 'text')
}

/** Root's own folder is one that ExaBGP's user may not enter, from which it can start no program. */
const fromAnywhere = ({ conf, pipes, start }: Omit<Place, 'signal'>): Omit<Place, 'signal'> => {
  const { file } = start
  const absolute = { conf: resolve(conf), pipes: resolve(pipes), start: file === undefined ? start : { ...start, file: resolve(file) } }
  process.chdir('/')
  return absolute
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

const resultOf = async (check: Check, ask: Ask, pre: boolean, inTime: ReturnType<typeof giveUpAfter>): Promise<Result> => {
  if (pre && later.has(check.id)) return { check, findings: [{ level: 'skipped', seen: 'ExaBGP does not run yet' }] }
  const findings = await inTime(check.judge(ask)).catch((error: unknown): readonly Finding[] => [
    { level: 'unknown', seen: error instanceof Error ? error.message : String(error) },
  ])
  return { check, findings }
}
