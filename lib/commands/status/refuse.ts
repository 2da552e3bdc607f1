// What does `status` say of a question that cannot be answered?
import { shown } from '../../config/problems/problem.ts'
import { print, printResult } from '../../io/print.ts'
import { pluginLines } from '../../status/plugin.ts'
import { exitUnknown } from './lines.ts'

/** Resolves to the exit status. A monitoring system (`isPlugin`) shows what stands on stdout, and nothing else. */
export const refuseQuestion = async (lines: readonly string[], isPlugin: boolean): Promise<number> => {
  if (isPlugin) return printResult(pluginLines([], lines), exitUnknown, 'text')
  await print('stderr', lines)
  return exitUnknown
}

/** The same of services that no running process has. */
export const refuseStrangers = (names: readonly string[], isPlugin: boolean): Promise<number> =>
  refuseQuestion([`--service: Expected a service of the running process, got ${names.map(shown).join(', ')}`], isPlugin)
