// Which configuration does a process begin with?
import { setTimeout as delay } from 'node:timers/promises'
import { formatProblem, type Problem } from '../config/problems/problem.ts'
import type { ReadConfig } from '../config/read.ts'
import { leave } from '../io/leave.ts'
import type { Logger } from '../io/logger.ts'
import { keepYoungSpace } from '../io/young-space.ts'
import { type Choice, choose, takeBack } from '../record/kept-config.ts'
import { exitMisconfigured } from '../values/exit-status.ts'
import { configureUntilValid, interpret, type Start, textIn, type Valid } from './configure.ts'
import { introduce } from './introduce.ts'
import { type ConfigKeeper, noConfigKeeper, recollectConfig } from './kept-config.ts'
import { type Log, openLog } from './log.ts'
import type { Mistakes } from './mistakes.ts'
import type { offerUnconfigured } from './offer-unconfigured.ts'
import type { Parts } from './part.ts'
import { keptConfigPlace, type Surroundings } from './state-place.ts'

/** How long the reader of a terminal's stderr may take for the problems of a configuration. */
const problemsWithinMs = 10_000

/** A configuration with so many characters has hundreds of services. */
const ofManyServices = 30_000

/** What it needs while it waits. */
type Waiting = { readonly parts: Parts; readonly mistake: Mistakes }

export type First = Valid & { readonly log: Log; readonly keeper: ConfigKeeper; readonly text: string | undefined }

/**
 * What the file says; or what is on trial; or the last good configuration, where the file is broken, was taken back, or made processes crash. Under
 * ExaBGP a broken one without any to go back to is read again until it is mended. In a terminal (`standalone`) it ends the process.
 */
export const firstConfig = async (start: Start, around: Surroundings, standalone: boolean, waiting: Waiting): Promise<First> => {
  const { file } = start
  let log: Log | undefined
  const [text, keeper] = await Promise.all([
    textIn(file),
    standalone || file === undefined ? noConfigKeeper() : recollectConfig(keptConfigPlace(start, around), (line) => log?.write(line)),
  ])
  keepYoungSpace(text?.ok === true && text.text.length > ofManyServices)
  const choice = choose(keeper.kept, text?.ok ? text.text : undefined, keeper.now())
  const read = await interpret(start, choice.use === 'file' ? text : { ok: true, text: choice.text ?? '' })
  log = openLog(read.ok ? read.config.log : read.log)
  introduce(log.write, standalone)
  if (read.ok) return begun(read, { log, keeper, choice, file })
  if (standalone) {
    logProblems(log.write, read.problems)
    await Promise.race([log.flushed(), delay(problemsWithinMs)])
    await leave(exitMisconfigured)
  }
  return (await lastGood(start, read, { log, keeper, choice, file })) ?? untilValid(start, around, waiting, { log, keeper })
}

type Circumstances = { readonly log: Log; readonly keeper: ConfigKeeper; readonly choice: Choice; readonly file: string | undefined }

const begun = (valid: Valid, { log, keeper, choice, file }: Circumstances): First => {
  if (JSON.stringify(choice.kept) !== JSON.stringify(keeper.kept)) void keeper.keep(choice.kept)
  const say = (message: string) => log.write({ level: 'warn', message, fields: { event: 'reload' } })
  if (choice.why !== undefined)
    say(`${reasons[choice.why]}: the last good configuration is in force; what runs differs from ${file}; reload takes the file`)
  if (choice.use === 'trial') say('the configuration in force still has to be confirmed')
  return { ...valid, log, keeper, text: choice.text }
}

const reasons = {
  expired: 'nobody has confirmed the configuration',
  crashing: 'the process has ended again and again with the new configuration',
  'taken back': 'the configuration in the file was taken back',
} as const

// Undefined where there is none that can be used.
const lastGood = async (start: Start, broken: ReadConfig, { log, keeper, choice, file }: Circumstances): Promise<First | undefined> => {
  const { good } = keeper.kept
  if (good === undefined || choice.use === 'good' || broken.ok) return undefined
  const read = await interpret(start, { ok: true, text: good })
  if (!read.ok) return undefined
  logProblems(log.write, broken.problems)
  log.write({
    level: 'error',
    message: `the configuration is broken: the last good one is in force; correct ${file}, then reload`,
    fields: { event: 'reload' },
  })
  log.follow(read.config.log)
  await keeper.keep(takeBack(keeper.kept))
  return { ...read, log, keeper, text: good }
}

const untilValid = async (
  start: Start,
  around: Surroundings,
  { parts, mistake }: Waiting,
  { log, keeper }: Pick<First, 'log' | 'keeper'>,
): Promise<First> => {
  const asked = parts.add(askable({ start, around, log: log.write, mistake }))
  const valid = await configureUntilValid(start, ({ problems, log: wanted }, text) => {
    const log = openLog(wanted)
    logProblems(log.write, problems)
    const what = advice(problems, start.file)
    log.write({
      level: 'error',
      message: `the configuration is broken, so nothing new is announced and nothing is withdrawn: ${what}`,
      fields: {},
    })
    void asked.follow({ problems, text, advice: what })
  })
  asked.stop()
  log.follow(valid.config.log)
  log.write({ level: 'info', message: 'the configuration is valid now', fields: {} })
  const text = valid.text?.ok ? valid.text.text : undefined
  void keeper.keep(choose(keeper.kept, text, keeper.now()).kept)
  return { ...valid, log, keeper, text }
}

// Nothing of it is loaded where the first configuration is a good one.
const askable = (
  around: Parameters<typeof offerUnconfigured>[0],
): Pick<ReturnType<typeof offerUnconfigured>, 'follow' | 'stop' | 'flushed'> => {
  const offer = import('./offer-unconfigured.ts').then(({ offerUnconfigured }) => offerUnconfigured(around))
  let followed: Promise<unknown> = offer
  return {
    follow: (broken) => {
      followed = followed
        .then(async () => (await offer).follow(broken))
        .catch((error) => around.mistake('nobody can ask this process', error))
      return followed
    },
    stop: () => void offer.then(({ stop }) => stop()).catch(() => {}),
    flushed: () => offer.then(({ flushed }) => flushed()),
  }
}

/** Warnings as such, everything else as errors. */
export const logProblems = (log: Logger, problems: readonly Problem[]): void => {
  for (const problem of problems) log({ level: problem.warning === true ? 'warn' : 'error', message: formatProblem(problem), fields: {} })
}

// Only the file is read again; a file that cannot be read is a problem of the flag that names it.
const advice = (problems: readonly Problem[], file: string | undefined): string => {
  const mendedByFile = ({ place }: Problem): boolean => place.kind === 'file' || place.label === '--config'
  const refusals = problems.filter(({ warning }) => warning !== true)
  return [
    ...(refusals.every(mendedByFile) ? [] : ['correct the command in the configuration of ExaBGP and restart ExaBGP']),
    ...(refusals.some(mendedByFile) ? [`correct ${file}, it is read again every second`] : []),
  ].join('; ')
}
