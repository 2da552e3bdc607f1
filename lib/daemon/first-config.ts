// Which configuration does a process begin with?
import { setTimeout as delay } from 'node:timers/promises'
import type { ReadConfig } from '../config/read.ts'
import { leave } from '../io/leave.ts'
import { keepYoungSpace } from '../io/young-space.ts'
import { type Choice, choose, insteadOfFile } from '../record/kept-config.ts'
import { exitMisconfigured } from '../values/exit-status.ts'
import { interpret, type Start, textIn, type Valid } from './configure.ts'
import { brokenLine, insteadOfBroken, insteadOfRefused, unreadLine } from './fallback.ts'
import type { First } from './first.ts'
import { introduce } from './introduce.ts'
import { type ConfigKeeper, noConfigKeeper, recollectConfig } from './kept-config.ts'
import { type Log, openLog } from './log.ts'
import { logProblems } from './log-problems.ts'
import { keptConfigPlace, type Surroundings } from './state-place.ts'
import type { Waiting } from './until-valid.ts'

/** How long the reader of a terminal's stderr may take for the problems of a configuration. */
const problemsWithinMs = 10_000

/** A configuration with so many characters has hundreds of services. */
const ofManyServices = 30_000

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
  if (read.ok) return begun(read, { log, keeper, choice, file }, text?.ok === true && text.text === choice.text)
  if (standalone) {
    logProblems(log.write, read.problems)
    await Promise.race([log.flushed(), delay(problemsWithinMs)])
    await leave(exitMisconfigured)
  }
  const isUnread = text !== undefined && 'reason' in text
  const good = await lastGood(start, read, isUnread, { log, keeper, choice, file })
  if (good !== undefined) return good
  const { untilValid } = await import('./until-valid.ts')
  return untilValid(start, around, waiting, { log, keeper })
}

type Circumstances = { readonly log: Log; readonly keeper: ConfigKeeper; readonly choice: Choice; readonly file: string | undefined }
// `isSame`: the file says what is in force.
const begun = (valid: Valid, { log, keeper, choice, file }: Circumstances, isSame: boolean): First => {
  if (JSON.stringify(choice.kept) !== JSON.stringify(keeper.kept)) void keeper.keep(choice.kept)
  const say = (message: string) => log.write({ level: 'warn', message, fields: { event: 'reload' } })
  const fallback = choice.why && insteadOfRefused(file, choice.why)
  if (fallback !== undefined) say(fallback.what)
  if (choice.use === 'trial') say('the configuration in force still has to be confirmed')
  return { ...valid, log, keeper, text: choice.text, fallback: isSame ? undefined : fallback }
}

// Undefined where there is none that can be used. `isUnread`: nobody could read the file, so that nobody knows what it says.
const lastGood = async (
  start: Start,
  broken: ReadConfig,
  isUnread: boolean,
  { log, keeper, choice, file }: Circumstances,
): Promise<First | undefined> => {
  const last = insteadOfFile(keeper.kept, isUnread, keeper.now())
  if (last === undefined || choice.use === 'good' || broken.ok) return undefined
  const read = await interpret(start, { ok: true, text: last.text })
  if (!read.ok) return undefined
  const line = isUnread ? unreadLine(file) : brokenLine(file)
  logProblems(log.write, broken.problems)
  log.write({ level: 'error', message: line, fields: { event: 'reload' } })
  log.follow(read.config.log)
  await keeper.keep(last.kept)
  return { ...read, log, keeper, text: last.text, fallback: insteadOfBroken(line, broken.problems) }
}
