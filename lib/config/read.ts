// What is the configuration, or what is wrong with it?
import * as v from 'valibot'
import type { Config, LogConfig } from './config.ts'
import { contradictions } from './findings/consistency.ts'
import { readableParts } from './findings/readable.ts'
import { seldomFindings } from './findings/seldom.ts'
import type { FlagValues } from './flags/flags.ts'
import { applied, flagPlace, flagTree } from './flags/tree.ts'
import { type Finding, formatPath, type Place, type Problem, problemAt, sentence } from './problems/problem.ts'
import { readableLog } from './resolve/log.ts'
import { resolve } from './resolve/resolve.ts'
import { spellingOf } from './resolve/spelling.ts'
import { schema } from './schema/schema.ts'
import { existingPath } from './tree/tree.ts'
import type { Yaml } from './tree/yaml.ts'

type Source = {
  /** `name` is how problems call the file. */
  readonly file?: { readonly name: string; readonly text: string }
  readonly flags: FlagValues
  /** Words of the command line meant nothing: what is missing may be among them, and is no mistake of its own. */
  readonly unread?: boolean
}

export type ReadConfig =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly Problem[] }
  | {
      readonly ok: false
      readonly problems: readonly Problem[]
      /** How to log them, as far as that can be read. */
      readonly log: LogConfig
    }

/** Reads flags and, where there is one, the file below them. All problems and warnings come at once, those of flags first, then by line. */
export const readConfig = async ({ file, flags, unread = false }: Source): Promise<ReadConfig> => {
  // Flags alone must not pay for the YAML library.
  const yaml = file && (await import('./tree/yaml.ts')).readYaml(file.text)
  const { entries, labels, problems, missing } = flagTree(flags, file !== undefined)
  const mistakes = (yaml?.mistakes ?? []).map(({ position, text }) => ({ place: filePlace(file, position), text }))
  if (yaml !== undefined && yaml.content === undefined)
    return { ok: false, problems: [...problems, ...mistakes], log: readableLog(applied({}, entries)) }
  const tree = applied(yaml === undefined ? {} : yaml.content?.tree, entries)
  const result = v.safeParse(schema, tree)
  const parts = readableParts(tree)
  // A --config without its file is a mistake already.
  const excusable = unread || flags.config !== undefined
  const nothing = missing.length > 1
  const excused = excusable || nothing ? missing.map(formatPath) : []
  const findings = [...(await issuesIn(result.issues)), ...contradictions(tree, parts), ...(await seldomFindings(tree, parts))].filter(
    ({ path }) => !excused.includes(formatPath(path)),
  )
  const placed = findings.map((finding) => {
    const path = existingPath(tree, finding.path)
    const place = flagPlace(labels, path) ?? placeInFile(file, yaml, finding, path)
    return { place, text: sentence(finding), ...(finding.warning === true && { warning: true }) }
  })
  const all = inOrder([...(nothing && !excusable ? [noConfiguration] : []), ...problems, ...mistakes, ...placed])
  return result.success && all.every(({ warning }) => warning === true)
    ? { ok: true, config: resolve(result.output, spellingOf(tree)), warnings: all }
    : { ok: false, problems: all, log: readableLog(tree) }
}

// Only a configuration with mistakes pays for the words about them.
const issuesIn = async (issues: readonly v.BaseIssue<unknown>[] | undefined): Promise<readonly Finding[]> =>
  issues === undefined ? [] : (await import('./findings/issues.ts')).findingsOf(issues)

const noConfiguration = problemAt('', {
  path: [],
  expected: '--config FILE, or --vip and a check such as --backend',
  got: 'neither',
})

/** How to log while the file cannot be read. */
export const logByFlags = (flags: FlagValues): LogConfig => readableLog(applied({}, flagTree(flags, true).entries))

const placeInFile = (file: Source['file'], yaml: Yaml | undefined, { key }: Finding, path: Finding['path']): Place =>
  yaml === undefined ? { kind: 'flag', label: '', path } : filePlace(file, yaml.positionOf(path, key === true), path)

const filePlace = (
  file: Source['file'],
  position: { readonly line: number; readonly column: number },
  path: Finding['path'] = [],
): Place => ({
  kind: 'file',
  file: file?.name ?? '',
  ...position,
  path,
})

const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()].sort(
    (one, other) => line(one) - line(other) || column(one) - column(other),
  )

const line = ({ place }: Problem): number => (place.kind === 'file' ? place.line : 0)
const column = ({ place }: Problem): number => (place.kind === 'file' ? place.column : 0)
