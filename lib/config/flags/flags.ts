// Which flags does a command take, and what did the command line and the environment give for each?
import { type AttributeName, attributeNames, attributeTable } from '../../bgp/attribute-table.ts'
import { checkKinds, type KindName, kindNames } from '../schema/checks/kinds.ts'
import { meanings } from '../schema/meanings.ts'
import { asWritten } from './words.ts'

/** Where a flag goes: it names the file, is a key of the one service that flags can describe, one of its checks, or a setting that goes before the file's. */
export type Flag = {
  readonly to: 'file' | 'service' | 'check' | 'setting'
  /** Keys of the tree, below the service for `service` and `check`. */
  readonly path: readonly string[]
  readonly repeatable: boolean
  /** A value may hold spaces; in the environment the values of the others may be separated by them. */
  readonly spaces: boolean
  readonly description: string
}

const flag = (to: Flag['to'], path: readonly string[], description: string, kind?: 'repeatable' | 'repeatable words'): Flag => ({
  to,
  path,
  repeatable: kind !== undefined,
  spaces: kind !== 'repeatable words',
  description,
})

const attributeFlag = (name: AttributeName): Flag => {
  const { meaning, form } = attributeTable[name]
  const both = form.shape === 'families' ? "; for both families 'ipv4=… ipv6=…'" : ''
  return flag('setting', ['bgp', name], `${meaning}${both}`, form.shape === 'list' ? 'repeatable words' : undefined)
}

const attributeFlags = Object.fromEntries(attributeNames.map((name) => [name, attributeFlag(name)])) as Record<AttributeName, Flag>

const checkFlag = (name: KindName): Flag => {
  const { meaning, spaces } = checkKinds[name].flag
  return flag('check', [name], meaning, spaces ? 'repeatable' : 'repeatable words')
}

const checkFlags = Object.fromEntries(kindNames.map((name) => [name, checkFlag(name)])) as Record<KindName, Flag>

/** Every flag that sets something, in the order of `--help`. */
export const flags = {
  config: flag('file', [], 'YAML file with the whole configuration; flags that are no part of a service go before it'),
  vip: flag('service', ['vips'], meanings.vips, 'repeatable words'),
  ...checkFlags,
  require: flag('service', ['require'], meanings.require),
  tier: flag('service', ['tiers'], "one tier, best first, such as 'capacity=25% prepend=2'", 'repeatable'),
  down: flag('service', ['down'], "withdraw (default) or attributes to announce when every tier is missed, such as 'prepend=6'"),
  unknown: flag('service', ['unknown'], meanings.unknown),
  'maintenance-file': flag('service', ['maintenance-file'], meanings.maintenanceFile),
  stats: flag('setting', ['haproxy', 'stats'], meanings.stats),
  events: flag('setting', ['haproxy', 'events'], meanings.events),
  credentials: flag('setting', ['haproxy', 'credentials'], `${meanings.credentials} for --stats: env:NAME or file:/path`),
  'local-as': flag('setting', ['bgp', 'local-as'], meanings.localAs),
  ...attributeFlags,
  neighbor: flag('setting', ['bgp', 'neighbors'], meanings.neighbors, 'repeatable words'),
  peer: flag('setting', ['sessions', 'peers'], `${meanings.peers}, such as 'address=192.0.2.1 as=65515'`, 'repeatable'),
  'router-id': flag('setting', ['sessions', 'router-id'], meanings.routerId),
  permit: flag('setting', ['bgp', 'permit'], meanings.permit, 'repeatable'),
  profile: flag('setting', ['bgp', 'profiles'], meanings.profiles, 'repeatable words'),
  damping: flag('setting', ['bgp', 'damping'], meanings.damping),
  interval: flag('setting', ['defaults', 'interval'], meanings.interval),
  'fast-interval': flag('setting', ['defaults', 'fast-interval'], meanings.fastInterval),
  timeout: flag('setting', ['defaults', 'timeout'], meanings.timeout),
  rise: flag('setting', ['defaults', 'rise'], meanings.rise),
  fall: flag('setting', ['defaults', 'fall'], meanings.fall),
  warmup: flag('setting', ['defaults', 'warmup'], meanings.warmup),
  stale: flag('setting', ['defaults', 'stale'], meanings.stale),
  refresh: flag('setting', ['exabgp', 'refresh'], meanings.refresh),
  dialect: flag('setting', ['exabgp', 'dialect'], meanings.dialect),
  ack: flag('setting', ['exabgp', 'ack'], meanings.ack),
  'end-of-rib': flag('setting', ['exabgp', 'end-of-rib'], meanings.endOfRib),
  'state-file': flag('setting', ['exabgp', 'state-file'], meanings.stateFile),
  'control-socket': flag('setting', ['control', 'socket'], meanings.controlSocket),
  record: flag('setting', ['record', 'file'], meanings.record),
  'record-size': flag('setting', ['record', 'size'], meanings.recordSize),
  'record-files': flag('setting', ['record', 'files'], meanings.recordFiles),
  'log-level': flag('setting', ['log', 'level'], meanings.logLevel),
  'log-format': flag('setting', ['log', 'format'], meanings.logFormat),
} as const satisfies Readonly<Record<string, Flag>>

export type FlagName = keyof typeof flags

/** The values of one flag as they were written; an empty text is a missing value. `label` is the flag or variable to name in a problem. */
export type FlagValue = { readonly label: string; readonly values: readonly string[] }

export type FlagValues = { readonly [Name in FlagName]?: FlagValue }

/** Whether a flag of this name, without its dashes, sets something. */
export const isFlagName = (name: string): name is FlagName => Object.hasOwn(flags, name)

/** The names of all flags, without dashes. */
export const flagNames: readonly FlagName[] = Object.keys(flags).filter(isFlagName)

/** How the words of `run` are read, and those of which nobody knows yet what they ask for. */
export const optionsOfRun = {
  string: [...flagNames],
  boolean: ['help', 'version', 'shadow'],
  alias: { help: ['h'] },
  configuration: asWritten,
}

/** With what the name of every variable begins. */
export const variablePrefix = 'EXABGP_HAPROXY_'

/** The environment variable for a flag: `EXABGP_HAPROXY_LOCAL_AS`. */
export const variableOf = (name: FlagName): string => `${variablePrefix}${name.toUpperCase().replaceAll('-', '_')}`

/** That of the one flag which sets nothing, and of which silence would announce. */
export const shadowVariable = `${variablePrefix}SHADOW`

/** The values that the environment gives; of repeatable flags one value a line, and where a value cannot hold spaces also separated by them. */
export const environmentValues = (environment: Readonly<Record<string, string | undefined>>): FlagValues =>
  Object.fromEntries(
    flagNames.flatMap((name) => {
      const values = separate(flags[name], environment[variableOf(name)] ?? '')
      return values.length === 0 ? [] : [[name, { label: variableOf(name), values }]]
    }),
  )

/** The variables with our prefix that no flag knows. */
export const unknownVariables = (environment: Readonly<Record<string, string | undefined>>): readonly string[] => {
  const known = new Set([...flagNames.map(variableOf), shadowVariable])
  return Object.keys(environment).filter((name) => name.startsWith(variablePrefix) && !known.has(name))
}

const separate = ({ repeatable, spaces }: Flag, text: string): readonly string[] =>
  (repeatable ? text.split(spaces ? '\n' : /\s/) : [text]).map((value) => value.trim()).filter((value) => value !== '')
