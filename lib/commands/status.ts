// What does `exabgp-haproxy status` do: what does the running process announce, since when, and why?
import { formatProblem } from '../config/problems/problem.ts'
import { print, printResult } from '../io/print.ts'
import { printableJson } from '../log/printable.ts'
import { pluginLines, pluginSeverity } from '../status/plugin.ts'
import { statusLines, style } from './status/lines.ts'
import { type Question, readQuestion } from './status/question.ts'
import { refuseQuestion, refuseStrangers } from './status/refuse.ts'
import { askStatus, strangersIn, type Told } from './status/snapshots.ts'

/** Resolves to the exit status, as monitoring plugins have it: 0 well, 1 not quite, 2 something is down, 3 nobody knows. */
export const statusCommand = async (parsed: Readonly<Record<string, unknown>>): Promise<number> => {
  const read = readQuestion(parsed)
  if ('problems' in read) return refuseQuestion(read.problems.map(formatProblem), parsed.plugin === true)
  const status = await answered(read.question)
  return read.question.exitZero ? 0 : status
}

const answered = async (question: Question): Promise<number> => {
  if (question.names) return (await import('./status/names.ts')).printNames(question)
  if (question.wait !== undefined) return (await import('./status/wait.ts')).waitForGoal(question, question.wait)
  if (question.history) return (await import('./status/history.ts')).printHistory(question)
  if (question.watch) return (await import('./status/watch.ts')).watch(question)
  const told = await askStatus(question)
  const strangers = strangersIn(told, question)
  if (strangers.length > 0) return refuseStrangers(strangers, question.form === 'plugin')
  return question.form === 'plugin' ? printPlugin(told) : printStatus(question, told)
}

const printPlugin = ({ snapshots, troubles }: Told): Promise<number> =>
  printResult(pluginLines(snapshots, troubles), pluginSeverity(snapshots, troubles), 'text')

const printStatus = async (question: Question, told: Told): Promise<number> => {
  const severity = pluginSeverity(told.snapshots, told.troubles)
  if (told.troubles.length > 0) await print('stderr', told.troubles)
  if (question.form === 'json') return printResult(told.answers.map(printableJson), severity, 'verbatim')
  return printResult(statusLines(question, told, style()), severity, 'chart')
}
