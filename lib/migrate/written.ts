// What is written: the configuration of a group, and exabgp.conf with it?
import type { Prefix } from '../bgp/prefix.ts'
import { refusal } from '../bgp/prefix-list.ts'
import { expected, type Parsed, parsed } from '../values/parsed.ts'
import { type Edit, edited } from './edits.ts'
import { type Conf, type ConfApi, type ConfProcess, type Place, readConf } from './exabgp-conf.ts'
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

/** The text of exabgp.conf with all that changes. `runs`: how each group is started, by its name. */
export const changedConf = (text: string, plan: Plan, runs: (name: string) => string): Parsed<string> => {
  const changed = edited(text, editsOf(text, plan, runs))
  const conf = readConf(changed)
  if (!conf.ok) return expected(`an exabgp.conf that can be changed, got one that could not be read any more: ${conf.expected}`)
  const nameless = namelessIn(conf.value)
  return nameless === undefined
    ? parsed(changed)
    : expected(`a block "process ${nameless.process}", as the api of "${nameless.neighbor}" names it: ExaBGP does not start without`)
}

/** The first process that an api names and that is not there. */
const namelessIn = ({ processes, apis }: Conf): { readonly process: string; readonly neighbor: string } | undefined =>
  apis
    .flatMap((api) => api.processes.map((process) => ({ process, neighbor: api.neighbor })))
    .find(({ process }) => processes.every(({ name }) => name !== process))

const editsOf = (text: string, { conf, groups }: Plan, runs: (name: string) => string): readonly Edit[] => {
  const firsts = groups.map(nameOf)
  const gone = groups.flatMap(({ processes }) => processes.slice(1).map(({ process }) => process.name))
  return [
    ...groups.flatMap(({ processes }) => processes.flatMap(({ process }, index) => processEdits(text, process, index, runs))),
    ...conf.apis.flatMap((api) => apiEdit(text, api, firsts, gone)),
  ]
}

// The first of a group stands for all of it.
const processEdits = (
  text: string,
  { name, run, from, to, unread }: ConfProcess,
  index: number,
  runs: (name: string) => string,
): readonly Edit[] =>
  index === 0
    ? [...unread.map((place) => removed(text, place, /^[ \t]*\n?/)), { ...run, text: `run ${runs(name)};` }]
    : [removed(text, { from, to }, /^[ \t]*\n\n?/)]

/** `more`: what goes with it of what follows. */
const removed = (text: string, { from, to }: Place, more: RegExp): Edit => {
  const [rest = ''] = more.exec(text.slice(to)) ?? []
  const before = text.slice(text.lastIndexOf('\n', from - 1) + 1, from)
  const isAlone = before.trim() === '' && rest.includes('\n')
  return { from: isAlone ? from - before.length : from, to: to + rest.length, text: '' }
}

/** One for the list, however many groups are in it. */
const apiEdit = (
  text: string,
  { processes, list, hasChanges }: ConfApi,
  firsts: readonly string[],
  gone: readonly string[],
): readonly Edit[] => {
  if (list === undefined || !processes.some((name) => firsts.includes(name))) return []
  const stays = processes.filter((name) => !gone.includes(name))
  const line = text.slice(text.lastIndexOf('\n', list.from - 1) + 1, list.from)
  const isAlone = line.trim() === '' && line.length < list.from
  const indent = line.slice(line.trimEnd().length)
  const changes = hasChanges ? '' : isAlone ? `\n${indent}neighbor-changes;` : ' neighbor-changes;'
  if (stays.length === processes.length && hasChanges) return []
  const written = stays.length === processes.length ? text.slice(list.from, list.to) : `processes [ ${stays.join(', ')} ];`
  return [{ from: list.from, to: list.to, text: `${written}${changes}` }]
}
