// What does one process of an exabgp.conf become?
import { parseAddress } from '../bgp/address.ts'
import type { Prefix } from '../bgp/prefix.ts'
import { type PrefixRule, refusal } from '../bgp/prefix-list.ts'
import type { Parsed } from '../values/parsed.ts'
import type { Difference } from './difference.ts'
import type { ConfProcess } from './exabgp-conf.ts'
import { type Given, readFlags, wordsOfFile } from './flags.ts'
import { habitsOf } from './habits.ts'
import { invocationOf } from './invocation.ts'
import { launcherOf } from './launcher.ts'
import { loopbackLosses } from './loopback.ts'
import { oberService } from './ober.ts'
import { type Mapped, servicesOf } from './service.ts'
import { settingsOf } from './settings.ts'
import { type LoopbackAddress, vipsOf } from './vips.ts'

/** What was looked up for it: the texts of files for --config by their paths, and the addresses of `lo`. */
export type Surroundings = {
  readonly files: ReadonlyMap<string, Parsed<string>>
  readonly loopback: readonly LoopbackAddress[]
}

/** One process as it was, and what it becomes. `given`: the flags of a healthcheck. */
export type Moved = Mapped & {
  readonly process: ConfProcess
  readonly neighbors: readonly string[]
  readonly given?: readonly Given[]
}

type Stays = { readonly stays: string }

/** Why it is not moved. */
export const stays = (reason: string): Stays => ({ stays: reason })

/** `taken`: names of services that are given; a text says why it cannot be moved. */
export const moveOne = (process: ConfProcess, around: Surroundings, taken: Set<string>): Moved | string | Stays => {
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
      return moveHealthcheck(process, invocation, around, taken)
  }
}

type Healthcheck = { readonly before: readonly string[]; readonly args: readonly string[] }

const moveHealthcheck = (process: ConfProcess, { before, args }: Healthcheck, around: Surroundings, taken: Set<string>): Moved | string => {
  const { environment, lost, elsewhere } = launcherOf(before)
  if (elsewhere !== undefined) return `it is started by "${elsewhere}": ${byHand}`
  const given = allFlags(args, around)
  if (!given.ok) return `Expected ${given.expected}`
  const settings = settingsOf(given.value, environment)
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
    differences: [
      ...habitsOf(process.name, settings),
      ...loopbackLosses(process.name, settings, vips.value),
      ...left(process.name, lost),
      ...checks,
      ...mapped.differences,
    ],
  }
}

const byHand =
  'its check may find something else without that, so decide by hand: take it out of the process block, or put it before what stands in --command'

const left = (process: string, lost: readonly string[]): readonly Difference[] => {
  const text = `"${lost.join(' ')}" before exabgp healthcheck is left out: its check goes without it, so see that it finds the same`
  return lost.length === 0 ? [] : [{ id: 'launcher', process, text }]
}

const exactly = (vip: Prefix): PrefixRule => ({ within: vip, from: vip.length, to: vip.length, text: vip.text })

const manyChecks = (process: string, count: number): Difference => ({
  id: 'increase',
  process,
  text: `MED falls from VIP to VIP (--increase), so each is a service of its own, ${count} of them, and each runs the command${count > 50 ? ': that is much for one machine; --increase 0 would make it one' : ''}`,
})

const allFlags = (args: readonly string[], { files }: Surroundings): Parsed<readonly Given[]> => {
  const own = readFlags(args)
  const path = own.ok ? own.value.findLast(({ name }) => name === 'config')?.value : undefined
  if (!own.ok || path === undefined) return own
  const file = files.get(path)
  if (file === undefined || !file.ok)
    return { ok: false, expected: `${file?.ok === false ? file.expected : 'a readable file'} for --config, got ${path}` }
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
