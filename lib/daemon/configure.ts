// What do the flags and the file come to?
import type { Config } from '../config/config.ts'
import type { FlagValues } from '../config/flags/flags.ts'
import { type Problem, problemAt } from '../config/problems/problem.ts'
import { logByFlags, type ReadConfig, readConfig } from '../config/read.ts'
import { type FileText, readText } from '../io/text-file.ts'
import { whyUnreadable } from '../values/error-code.ts'

/** What the command line said; `problems` are those that parsing it found. */
export type Start = {
  readonly file: string | undefined
  readonly flags: FlagValues
  readonly problems: readonly Problem[]
}

/** A valid configuration, with what is worth a look in it. */
export type Valid = { readonly config: Config; readonly warnings: readonly Problem[] }

/** Reads flags and file once. A file that cannot be read is a problem like any other. */
export const configure = async (start: Start): Promise<ReadConfig> => interpret(start, await textIn(start.file))

/** What the file says; undefined where none is named. */
export const textIn = async (file: string | undefined): Promise<FileText | undefined> => (file === undefined ? undefined : readText(file))

/** What flags and this text of the file come to. */
export const interpret = async ({ file, flags, problems }: Start, text: FileText | undefined): Promise<ReadConfig> => {
  const unread = problems.some(({ warning }) => warning !== true)
  if (file === undefined || text === undefined) return withProblems(problems, await readConfig({ flags, unread }))
  if (text.ok) return withProblems(problems, await readConfig({ file: { name: file, text: text.text }, flags }))
  const unreadable: Problem =
    'reason' in text
      ? problemAt('--config', { path: [], expected: 'a readable file', got: `"${file}" (${whyUnreadable(text.reason)})` })
      : { place: { kind: 'file', file, line: text.line, column: text.column, path: [] }, text: 'Expected UTF-8, got another encoding' }
  return { ok: false, problems: [...problems, unreadable], log: logByFlags(flags) }
}

const withProblems = (problems: readonly Problem[], read: ReadConfig): ReadConfig => {
  if (!read.ok) return { ...read, problems: [...problems, ...read.problems] }
  return problems.every(({ warning }) => warning === true)
    ? { ...read, warnings: [...problems, ...read.warnings] }
    : { ok: false, problems, log: read.config.log }
}
