// What is written: the configuration of a group, and exabgp.conf with it?
import type { Prefix } from '../bgp/prefix.ts'
import { refusal } from '../bgp/prefix-list.ts'
import type { Edit } from './edits.ts'
import type { ConfApi } from './exabgp-conf.ts'
import { type Group, servicesIn } from './group.ts'
import type { Plan } from './plan.ts'
import { type Entry, writeYaml } from './yaml.ts'

/** The name that it goes by in exabgp.conf: that of the first process that it takes the place of. */
export const nameOf = ({ processes: [first] }: Group): string => first?.process.name ?? ''

export const yamlOf = (group: Group, source: string): string => {
  const services = servicesIn(group)
  const permit = permitted(services.flatMap(({ vips }) => vips))
  const bgp: readonly Entry[] = [
    ...(group.localAs === undefined ? [] : [{ key: 'local-as', value: Number(group.localAs) }]),
    ...(group.neighbors.length === 0 ? [] : [{ key: 'neighbors', value: group.neighbors }]),
    ...(permit.length === 0
      ? []
      : [{ key: 'permit', comments: ['Without it, only /29 to /32 and /64 to /128 are announced.'], value: permit }]),
  ]
  const heading = [
    `Made by exabgp-haproxy migrate from ${source}. A comment says where something means something else than before.`,
    ...news,
  ]
  const body: readonly Entry[] = [
    ...(bgp.length === 0 ? [] : [{ key: 'bgp', value: { block: bgp } }]),
    { key: 'services', value: { block: services.map(({ name, entries }) => ({ key: name, value: { block: entries } })) } },
  ]
  return `${heading.map((line) => `# ${line}\n`).join('')}${writeYaml(body)}`
}

/** What had no counterpart. */
const news = ['New, for later: "tiers" by capacity, "unknown", "damping"; see REFERENCE.md.']

// A list judges the families that it has entries of.
const permitted = (vips: readonly Prefix[]): readonly string[] => {
  const wide = new Set(vips.filter((vip) => refusal(vip, []) !== undefined).map(({ family }) => family))
  return [...new Set(vips.filter(({ family }) => wide.has(family)).map(({ text }) => text))]
}

/** `runs`: how each group is started, by its name. */
export const editsOf = (text: string, { conf, groups }: Plan, runs: (name: string) => string): readonly Edit[] =>
  groups.flatMap((group) => {
    const [first, ...others] = group.processes.map(({ process }) => process)
    if (first === undefined) return []
    const names = others.map(({ name }) => name)
    return [
      { ...first.run, text: `run ${runs(first.name)};` },
      ...others.map(({ from, to }) => ({ from, to: to + (text.slice(to).match(/^[ \t]*\n\n?/)?.[0].length ?? 0), text: '' })),
      ...conf.apis.flatMap((api) => apiEdits(text, api, first.name, names)),
    ]
  })

const apiEdits = (text: string, { processes, list, hasChanges }: ConfApi, first: string, gone: readonly string[]): readonly Edit[] => {
  if (list === undefined || !processes.includes(first)) return []
  const stays = processes.filter((name) => !gone.includes(name))
  const line = text.slice(text.lastIndexOf('\n', list.from - 1) + 1, list.from)
  const isAlone = line.trim() === '' && line.length < list.from
  const indent = line.slice(line.trimEnd().length)
  const changes = hasChanges ? '' : isAlone ? `\n${indent}neighbor-changes;` : ' neighbor-changes;'
  if (gone.length === 0 && hasChanges) return []
  const written = gone.length === 0 ? text.slice(list.from, list.to) : `processes [ ${stays.join(', ')} ];`
  return [{ from: list.from, to: list.to, text: `${written}${changes}` }]
}
