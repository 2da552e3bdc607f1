// Which settings of its own does ExaBGP start with, and which line changes one?
import { dropIn, word } from './mend.ts'
import type { Unit } from './unit.ts'

/** `from`: exabgp.env, the unit itself, or a file that its EnvironmentFile= names. */
type Setting = { readonly value: string; readonly from: 'file' | 'unit' | { readonly path: string } }

/** By `section.name`, without "exabgp.". */
export type Settings = { readonly path: string; readonly settings: ReadonlyMap<string, Setting> }

/** exabgp.env, and what the unit puts into the environment, which goes before it. */
export const settingsOf = (path: string, text: string, unit: Unit | undefined): Settings => ({
  path,
  settings: new Map([...settingsIn(text), ...settingsBy(unit)]),
})

const settingsBy = (unit: Unit | undefined): readonly (readonly [string, Setting])[] =>
  [...(unit?.environment ?? [])].flatMap(([variable, value]): readonly (readonly [string, Setting])[] => {
    const [, section, name] = /^exabgp[._]([a-z]+)[._](\w+)$/.exec(variable) ?? []
    const file = unit?.files.findLast((one) => 'assignments' in one && one.assignments.has(variable))
    const from = file === undefined ? 'unit' : { path: file.path }
    return name === undefined ? [] : [[`${section}.${name}`, { value: unquoted(value), from }]]
  })

const settingsIn = (text: string): readonly (readonly [string, Setting])[] => {
  let section = ''
  return text.split('\n').flatMap((line): readonly (readonly [string, Setting])[] => {
    section = /^\[(?:exabgp\.)?(\w+)\]/.exec(line)?.[1] ?? section
    const [, name, value = ''] = /^(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    return name === undefined ? [] : [[`${section}.${name.toLowerCase()}`, { value: unquoted(value), from: 'file' }]]
  })
}

/** Quotation marks mean nothing to it. */
const unquoted = (text: string): string => text.trim().replace(/^['"]|['"]$/g, '')

/** Everything else is false. */
export const isTrue = (value: string): boolean => ['1', 'yes', 'on', 'enable', 'true'].includes(value.toLowerCase())

/** As sed's regular expressions find it, with dots or with underscores. */
const variable = (key: string): string => `exabgp[._]${key.replace('.', '[._]')}`

/** Says which, as a part of a sentence. */
export const where = ({ path, settings }: Settings, key: string): string => {
  const name = key.split('.').at(-1)
  const from = settings.get(key)?.from
  if (typeof from === 'object') return `${from.path}: exabgp.${key}`
  return from === 'unit' ? `the unit of ExaBGP: exabgp.${key}` : `${path}: ${name}`
}

export const set = ({ path, settings }: Settings, key: string, value: string): string => {
  const [section, name] = key.split('.')
  const from = settings.get(key)?.from
  if (typeof from === 'object')
    return `sed -i ${word(`s|^\\( *${variable(key)}\\) *=.*|\\1=${value.replace(/[|&\\]/g, '\\$&')}|`)} ${word(from.path)}`
  if (from === 'unit') return dropIn('Service', `Environment=exabgp_${section}_${name}=${value}`)
  return `sed -i ${word(`/^\\[exabgp\\.${section}\\]/,/^\\[/s|^${name} *=.*|${name} = ${value.replace(/[|&\\]/g, '\\$&')}|`)} ${word(path)}`
}

/** ExaBGP's own default counts again. */
export const unset = ({ path, settings }: Settings, key: string): string => {
  const [section, name] = key.split('.')
  const from = settings.get(key)?.from
  if (typeof from === 'object') return `sed -i ${word(`/^ *${variable(key)} *=/d`)} ${word(from.path)}`
  if (from === 'unit') return dropIn('Service', `UnsetEnvironment=exabgp_${section}_${name} exabgp.${key}`)
  return `sed -i ${word(`/^\\[exabgp\\.${section}\\]/,/^\\[/{/^${name} *=/d}`)} ${word(path)}`
}
