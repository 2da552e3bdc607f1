// Which configuration is in force, and what if there is none yet?
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import type { FlagValues } from '../config/flags.ts'
import type { Problem } from '../config/problem.ts'
import { type ReadConfig, readConfig } from '../config/read.ts'

/** What the command line said; `problems` are those that parsing it found. */
export type Start = {
  readonly file: string | undefined
  readonly flags: FlagValues
  readonly problems: readonly Problem[]
}

/** A valid configuration, with what is worth a look in it. */
export type Valid = { readonly config: Config; readonly warnings: readonly Problem[] }

/** `EX_CONFIG` of sysexits.h. */
export const exitMisconfigured = 78

const lookAgainEveryMs = 1000

/** Reads flags and file once. A file that cannot be read is a problem like any other. */
export const configure = async ({ file, flags, problems }: Start): Promise<ReadConfig> => {
  const text = file === undefined ? undefined : await readText(file)
  if (text !== undefined && !text.ok) return { ok: false, problems: [...problems, text.problem] }
  const read = await readConfig({ ...(file === undefined || text === undefined ? {} : { file: { name: file, text: text.text } }), flags })
  if (!read.ok) return { ok: false, problems: [...problems, ...read.problems] }
  return problems.length === 0 ? read : { ok: false, problems }
}

/** Reads again until there is a valid configuration; each new set of problems is reported once. */
export const configureUntilValid = async (start: Start, report: (problems: readonly Problem[]) => void): Promise<Valid> => {
  for (let reported = ''; ; await delay(lookAgainEveryMs)) {
    const configured = await configure(start)
    if (configured.ok) return configured
    const text = JSON.stringify(configured.problems)
    if (text !== reported) report(configured.problems)
    reported = text
  }
}

type ReadText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: Problem }

const readText = async (file: string): Promise<ReadText> => {
  try {
    return { ok: true, text: await readFile(file, 'utf8') }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return {
      ok: false,
      problem: { place: { kind: 'flag', label: '--config', path: [] }, text: `Expected a readable file, got "${file}" (${reason})` },
    }
  }
}
