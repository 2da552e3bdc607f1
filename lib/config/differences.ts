// In which words do two configurations differ?
import { attributeNames, attributeTable } from '../bgp/attribute-table.ts'
import { type Fields, isFields } from '../values/fields.ts'
import { duration } from '../values/span.ts'
import { type CheckKey, keyed } from './check-key.ts'
import { nameByKey } from './check-names.ts'
import type { Config } from './config.ts'
import { type Hook, hookNames } from './hooks.ts'
import type { Service } from './service.ts'

/** `what`: such as `tier 2 prepend 2 -> 3`. `vip`: one that came or went. */
export type Difference = { readonly what: string; readonly vip?: string }

/** What differs beside the services. */
export const generalDifferences = (before: Config, after: Config): readonly Difference[] => {
  const [{ services: _, hooks: was = [], ...one }, { services: __, hooks: now = [], ...other }] = [before, after]
  const general = compared('', one, other).map((what) => generalNames.reduce((text, [from, to]) => text.replace(from, to), what))
  return [...general, ...hookDifferences(was, now)].map((what) => ({ what }))
}

// A command may hold a secret, and is named by its program.
const hookDifferences = (before: readonly Hook[], after: readonly Hook[]): readonly string[] => {
  const [one, other] = [byName(before), byName(after)]
  return [
    ...[...other].flatMap(([name, hook]) => {
      const known = one.get(name)
      if (known === undefined || hook === undefined) return [`+ hook ${name}`]
      const [{ run: was, ...rest }, { run: now, ...others }] = [known, hook]
      const command = JSON.stringify(was) === JSON.stringify(now) ? [] : [`hook ${name} has another command`]
      return [...command, ...compared(`hook ${name}`, rest, others)]
    }),
    ...[...one.keys()].filter((name) => !other.has(name)).map((name) => `- hook ${name}`),
  ]
}

const byName = (hooks: readonly Hook[]): ReadonlyMap<string, Hook | undefined> =>
  new Map(hookNames(hooks).map((name, index) => [name, hooks[index]]))

// Where a key stands in the file.
const generalNames = [
  [/^(local-as|permit)/, 'bgp $1'],
  [/^exabgp neighbors/, 'bgp neighbors'],
  [/^state-file/, 'exabgp state-file'],
  [/^reload withdraw-share/, 'reload withdraw'],
] as const

export const serviceDifferences = (before: Service, after: Service): readonly Difference[] => [
  ...vipDifferences(before, after),
  ...checkDifferences(before, after),
  ...others(before, after).map((what) => ({ what })),
]

const others = ({ vips: _, checks: __, ...one }: Service, { vips: ___, checks: ____, ...other }: Service): readonly string[] => {
  const all = compared('', { ...one, tiers: undefined, tier: one.tiers }, { ...other, tiers: undefined, tier: other.tiers })
  // What holds for the service holds for its tiers.
  return all.filter((what) => !all.includes(what.replace(/^tier \d+ /, '')) || !/^tier \d+ /.test(what))
}

const vipDifferences = (before: Service, after: Service): readonly Difference[] => {
  const [one, other] = [before, after].map(({ vips }) => new Set(vips.map(({ text }) => text)))
  return [
    ...[...(other ?? [])].filter((vip) => !one?.has(vip)).map((vip) => ({ what: `+ VIP ${vip}`, vip })),
    ...[...(one ?? [])].filter((vip) => !other?.has(vip)).map((vip) => ({ what: `- VIP ${vip}`, vip })),
  ]
}

const checkDifferences = (before: Service, after: Service): readonly Difference[] => {
  const [one, other] = [new Map(keyed(before.checks)), new Map(keyed(after.checks))]
  const name = ({ checks }: Service, key: CheckKey): string => nameByKey(checks, key)
  return [
    ...[...other].flatMap(([key, check]) => {
      const known = one.get(key)
      return known === undefined
        ? [{ what: `+ check ${name(after, key)}` }]
        : compared(`check ${name(after, key)}`, known, check).map((what) => ({ what }))
    }),
    ...[...one].flatMap(([key]) => (other.has(key) ? [] : [{ what: `- check ${name(before, key)}` }])),
  ]
}

// Down to the values that differ, by the names that they have in the file.
const compared = (name: string, before: unknown, after: unknown): readonly string[] => {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (Array.isArray(before) && Array.isArray(after) && isListOfMaps(before) && isListOfMaps(after)) {
    const longer = before.length > after.length ? before : after
    return longer.flatMap((_, index) => compared(`${name} ${index + 1}`, before[index], after[index]))
  }
  if (!isMap(before) || !isMap(after)) return [`${name} ${said(before)} -> ${said(after)}`]
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    compared([name, nameOf(key)].filter((part) => part !== '').join(' '), inUnits(key, before), inUnits(key, after)),
  )
}

const isListOfMaps = (list: readonly unknown[]): boolean => list.every(isMap)

// What has one text, such as a prefix or a threshold, is one value.
const isMap = (value: unknown): value is Fields => isFields(value) && !('text' in value) && !('least' in value)

const nameOf = (key: string): string => {
  const attribute = attributeNames.find((name) => attributeTable[name].field === key)
  if (attribute !== undefined) return attribute
  if (key === 'attributes') return ''
  return key.replace(/Ms$|S$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

const inUnits = (key: string, map: Fields): unknown => {
  const value = map[key]
  return key.endsWith('Ms') && typeof value === 'number' ? duration(value) : value
}

const said = (value: unknown): string => {
  if (value === undefined) return 'none'
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(said).join(' ')
  if ('text' in value) return String(value.text)
  if ('least' in value) return thresholdText(value)
  const parts = Object.entries(value).map(([key, one]) => `${nameOf(key)} ${said(inUnits(key, { [key]: one }))}`.trim())
  return parts.length === 0 ? 'none' : parts.join(' ')
}

const thresholdText = (value: Fields): string => {
  if (value.measure === 'servers') return `${value.least} servers`
  return Number(value.least) === Number.MIN_VALUE ? 'any' : `${Math.round(Number(value.least) * 1e6) / 1e4}%`
}
