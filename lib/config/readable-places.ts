// Where does a process keep its state and answer questions, although its configuration cannot be used?
import * as v from 'valibot'
import type { Config } from './config.ts'
import type { FlagValues } from './flags/flags.ts'
import { applied, flagTree } from './flags/tree.ts'
import { controlOf } from './resolve/control.ts'
import { controlEntries, exabgpEntries } from './schema/schema.ts'

type Places = Pick<Config, 'control' | 'stateFile'>

/** As much as flags, and the text of the file where there is one, say of it; the defaults elsewhere. */
export const readablePlaces = async (text: string | undefined, flags: FlagValues): Promise<Places> => {
  const { entries } = flagTree(flags, true)
  const tree = text === undefined ? {} : (await import('./tree/yaml.ts')).readYaml(text).content?.tree
  const { control, exabgp } = v.parse(configuration, applied(tree ?? {}, entries))
  return { control: controlOf(control), stateFile: exabgp['state-file'] ?? 'default' }
}

const readable = <const Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.optional(schema), undefined)

const control = v.object({
  socket: readable(controlEntries.socket),
  group: readable(controlEntries.group),
  mode: readable(controlEntries.mode),
  'read-only': readable(controlEntries['read-only']),
})

const exabgp = v.object({ 'state-file': readable(exabgpEntries['state-file']) })

const configuration = v.fallback(
  v.object({ control: v.optional(v.fallback(control, {}), {}), exabgp: v.optional(v.fallback(exabgp, {}), {}) }),
  { control: {}, exabgp: {} },
)
