// What does an exabgp.conf with processes of others become?
import { type Parsed, parsed } from '../values/parsed.ts'
import type { Difference } from './difference.ts'
import { type Conf, readConf } from './exabgp-conf.ts'
import { readFlags } from './flags.ts'
import { type Group, grouped, paths, unheard } from './group.ts'
import { invocationOf } from './invocation.ts'
import { type Moved, moveOne, type Surroundings, stays } from './move.ts'

export type Plan = {
  readonly conf: Conf
  readonly groups: readonly Group[]
  readonly differences: readonly Difference[]
  readonly left: readonly Left[]
}

/** A process that stays as it is, and why; `failed`: not because it is another program, or was not asked for. */
type Left = { readonly process: string; readonly reason: string; readonly failed: boolean }

/** Why a process stays that --process does not name. */
export const notAskedFor = 'not asked for'

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
    const one = only.length > 0 && !only.includes(process.name) ? stays(notAskedFor) : moveOne(process, around, taken)
    if (typeof one === 'string') left.push({ process: process.name, reason: one, failed: true })
    else if ('stays' in one) left.push({ process: process.name, reason: one.stays, failed: false })
    else moved.push(one)
  }
  const groups = grouped(moved, conf.value)
  const differences = [...moved.flatMap((one) => one.differences), ...unheard(moved, conf.value), ...paths(groups)]
  return parsed({ conf: conf.value, groups, differences, left })
}
