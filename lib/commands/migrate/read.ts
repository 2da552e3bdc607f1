// What is there to move, and what does it become on this machine?
import { dirname, join, resolve } from 'node:path'
import { shown } from '../../config/problems/problem.ts'
import { isWritable, written } from '../../exabgp-conf/quoting.ts'
import { loopbackAddresses } from '../../io/source-address.ts'
import { readText } from '../../io/text-file.ts'
import { readConf } from '../../migrate/exabgp-conf.ts'
import type { Group } from '../../migrate/group.ts'
import { configFiles, type Plan, planOf } from '../../migrate/plan.ts'
import { changedConf, nameOf, yamlOf } from '../../migrate/written.ts'
import { whyUnreadable } from '../../values/error-code.ts'
import { expected, type Parsed, parsed } from '../../values/parsed.ts'
import { runCommand } from '../exabgp-conf/run-command.ts'

/** One configuration of ours: where it will stand, what it says, and what it was made from. */
type Configuration = { readonly file: string; readonly yaml: string; readonly group: Group }

export type Migration = {
  /** The exabgp.conf, its text, and the text that it gets. */
  readonly source: string
  readonly text: string
  readonly changed: string
  readonly plan: Plan
  readonly configurations: readonly Configuration[]
}

/** `source` is an absolute path. */
export const readMigration = async (source: string, processes: readonly string[]): Promise<Parsed<Migration>> => {
  const text = await read(source)
  if (!text.ok) return text
  const conf = readConf(text.value)
  if (!conf.ok) return conf
  const files = new Map(
    await Promise.all(configFiles(conf.value).map(async (path) => [path, await read(resolve(dirname(source), path))] as const)),
  )
  const plan = planOf(text.value, { files, loopback: await loopbackAddresses() }, processes)
  if (!plan.ok) return plan
  const fileOf = (name: string): string => join(dirname(source), `${name}.yaml`)
  const wordsOf = (name: string): readonly string[] => runCommand({ file: fileOf(name), flags: {}, problems: [] }).words
  const unwritable = plan.value.groups.flatMap((group) => wordsOf(nameOf(group))).find((word) => !isWritable(word))
  if (unwritable !== undefined) return expected(`paths without quotation marks, which ExaBGP cannot read, got ${shown(unwritable)}`)
  const runs = (name: string): string => wordsOf(name).map(written).join(' ')
  const changed = changedConf(text.value, plan.value, runs)
  if (!changed.ok) return changed
  return parsed({
    source,
    text: text.value,
    changed: changed.value,
    plan: plan.value,
    configurations: plan.value.groups.map((group) => ({ file: fileOf(nameOf(group)), yaml: yamlOf(group, source), group })),
  })
}

const read = async (path: string): Promise<Parsed<string>> => {
  const file = await readText(path)
  if (file.ok) return parsed(file.text)
  return expected(`a readable file${'reason' in file ? ` (${whyUnreadable(file.reason)})` : ' in UTF-8'}`)
}
