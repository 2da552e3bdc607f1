// What does an exabgp.conf with processes of others become?
import { parseAddress } from '../bgp/address.ts'
import { parseAsn } from '../bgp/as-path.ts'
import type { Prefix } from '../bgp/prefix.ts'
import { type PrefixRule, refusal } from '../bgp/prefix-list.ts'
import { type Parsed, parsed } from '../values/parsed.ts'
import type { Difference } from './difference.ts'
import { type Conf, type ConfApi, type ConfProcess, readConf } from './exabgp-conf.ts'
import { type Given, readFlags, wordsOfFile } from './flags.ts'
import { habitsOf } from './habits.ts'
import { invocationOf } from './invocation.ts'
import { oberService } from './ober.ts'
import { type Mapped, type Service, servicesOf } from './service.ts'
import { settingsOf } from './settings.ts'
import { type LoopbackAddress, vipsOf } from './vips.ts'

/** What was looked up for it: the texts of files for --config by their paths, and the addresses of `lo`. */
type Surroundings = {
  readonly files: ReadonlyMap<string, Parsed<string>>
  readonly loopback: readonly LoopbackAddress[]
}

/** One process as it was, and what it becomes. `given`: the flags of a healthcheck. */
export type Moved = Mapped & {
  readonly process: ConfProcess
  readonly neighbors: readonly string[]
  readonly given?: readonly Given[]
}

/** Processes that become one of ours. */
export type Group = { readonly processes: readonly Moved[]; readonly neighbors: readonly string[]; readonly localAs: string | undefined }

export type Plan = {
  readonly conf: Conf
  readonly groups: readonly Group[]
  readonly differences: readonly Difference[]
  readonly left: readonly Left[]
}

/** A process that stays as it is, and why; `failed`: not because it is another program, or was not asked for. */
type Left = { readonly process: string; readonly reason: string; readonly failed: boolean }

/** The files for --config that have to be read first. */
export const configFiles = (conf: Conf): readonly string[] =>
  conf.processes.flatMap(({ words }) => {
    const invocation = invocationOf(words)
    if (invocation.kind !== 'healthcheck') return []
    const flags = readFlags(invocation.args)
    return flags.ok ? (flags.value.findLast(({ name }) => name === 'config')?.value ?? []) : []
  })

/** `only`: the processes to move; all where there are none. */
export const planOf = (text: string, around: Surroundings, only: readonly string[]): Parsed<Plan> => {
  const conf = readConf(text)
  if (!conf.ok) return conf
  const moved: Moved[] = []
  const left: Left[] = []
  const taken = new Set<string>()
  for (const process of conf.value.processes) {
    const one = only.length > 0 && !only.includes(process.name) ? stays('not asked for') : moveOne(process, around, taken)
    if (typeof one === 'string') left.push({ process: process.name, reason: one, failed: true })
    else if ('stays' in one) left.push({ process: process.name, reason: one.stays, failed: false })
    else moved.push(one)
  }
  const groups = grouped(moved, conf.value)
  const differences = [...moved.flatMap((one) => one.differences), ...paths(groups)]
  return parsed({ conf: conf.value, groups, differences, left })
}

type Stays = { readonly stays: string }

const stays = (reason: string): Stays => ({ stays: reason })

const moveOne = (process: ConfProcess, around: Surroundings, taken: Set<string>): Moved | string | Stays => {
  const invocation = invocationOf(process.words)
  switch (invocation.kind) {
    case 'ours':
      return stays('it is this program already')
    case 'other':
      return stays(
        `it runs ${invocation.program}, which is not opened: where that starts exabgp healthcheck, put its words into the process block first`,
      )
    case 'ober': {
      const mapped = oberService(process.name, namesFor(process.name, taken)(1)[0] ?? '', invocation.vip)
      return mapped.ok ? { process, neighbors: [], ...mapped.value } : `ober health: Expected ${mapped.expected}`
    }
    case 'healthcheck':
      return moveHealthcheck(process, invocation.args, around, taken)
  }
}

const moveHealthcheck = (process: ConfProcess, args: readonly string[], around: Surroundings, taken: Set<string>): Moved | string => {
  const given = allFlags(args, around)
  if (!given.ok) return `Expected ${given.expected}`
  const settings = settingsOf(given.value)
  const vips = vipsOf(settings, around.loopback)
  if (!vips.ok) return `--ip: Expected ${vips.expected}`
  const refused = vips.value.map((vip) => ({ vip, reason: refusal(vip, [exactly(vip)]) })).find(({ reason }) => reason !== undefined)
  if (refused !== undefined) return `${refused.vip.text}: ${refused.reason}`
  const neighbors = [...new Set(settings.neighbors.includes('*') ? [] : settings.neighbors)]
  const wrong = neighbors.find((neighbor) => !parseAddress(neighbor).ok)
  if (wrong !== undefined) return `--neighbor: Expected an address or *, got "${wrong}"`
  const mapped = servicesOf(process.name, namesFor(settings.name ?? process.name, taken), settings, vips.value)
  const checks = mapped.services.length > 1 ? [manyChecks(process.name, mapped.services.length)] : []
  return {
    ...mapped,
    process,
    neighbors,
    given: given.value,
    differences: [...habitsOf(process.name, settings), ...checks, ...mapped.differences],
  }
}

const exactly = (vip: Prefix): PrefixRule => ({ within: vip, from: vip.length, to: vip.length, text: vip.text })

const manyChecks = (process: string, count: number): Difference => ({
  id: 'increase',
  process,
  text: `MED grows from VIP to VIP (--increase), so each is a service of its own, ${count} of them, and each runs the command${count > 50 ? ': that is much for one machine; --increase 0 would make it one' : ''}`,
})

const allFlags = (args: readonly string[], { files }: Surroundings): Parsed<readonly Given[]> => {
  const own = readFlags(args)
  const path = own.ok ? own.value.findLast(({ name }) => name === 'config')?.value : undefined
  if (!own.ok || path === undefined) return own
  const file = files.get(path)
  if (file === undefined || !file.ok)
    return { ok: false, expected: `a readable file for --config, got ${path}${file?.ok === false ? ` (${file.expected})` : ''}` }
  if (file.value.split('\n').some((line) => line.trimStart().startsWith('[')))
    return {
      ok: false,
      expected: `lines such as "name = web" in ${path}, got sections: some documents of ExaBGP tell of [check] with type=http, which never existed`,
    }
  return readFlags([...wordsOfFile(file.value), ...args])
}

// Names of ours for so many services, each given once.
const namesFor =
  (written: string, taken: Set<string>) =>
  (count: number): readonly string[] => {
    const base =
      written
        .replaceAll(/[^\w.-]/g, '-')
        .replace(/^[^A-Za-z\d]+/, '')
        .slice(0, 52) || 'service'
    for (let attempt = 1; ; attempt++) {
      const name = attempt === 1 ? base : `${base}.${attempt}`
      const names = count === 1 ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`)
      if (names.some((one) => taken.has(one))) continue
      for (const one of names) taken.add(one)
      return names
    }
  }

// One process speaks to the same neighbors for all of its services.
const grouped = (moved: readonly Moved[], { apis, localAs }: Conf): readonly Group[] => {
  const groups = new Map<string, Moved[]>()
  for (const one of moved) {
    const key = JSON.stringify([[...one.neighbors].sort(), listedBy(one.process.name, apis)])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const [as, ...others] = localAs
  const only = as !== undefined && others.length === 0 && parseAsn(as).ok ? as : undefined
  return [...groups.values()].map((processes) => ({ processes, neighbors: processes[0]?.neighbors ?? [], localAs: only }))
}

const listedBy = (process: string, apis: readonly ConfApi[]): readonly number[] =>
  apis.flatMap(({ processes }, index) => (processes.includes(process) ? [index] : []))

const paths = (groups: readonly Group[]): readonly Difference[] =>
  groups.flatMap(({ processes, localAs }) =>
    processes.flatMap(({ process, given = [] }) => {
      const written = given
        .filter(({ name }) => name.endsWith('as-path'))
        .flatMap(({ value }) => value?.split(/[\s,[\]]+/).find((word) => word !== '') ?? [])
      const strange = written.filter((first) => localAs !== undefined && first !== localAs)
      return strange.length === 0
        ? []
        : [
            {
              id: 'as-path',
              process: process.name,
              text: `an AS path begins with ${strange[0]}, not with local-as ${localAs}: a router that checks the first AS refuses it, as until now`,
            },
          ]
    }),
  )

export const servicesIn = ({ processes }: Group): readonly Service[] => processes.flatMap(({ services }) => services)
