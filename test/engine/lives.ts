// What happens, moment by moment, over several lives of the process beside one HAProxy and one ExaBGP?
import type { Config } from '../../lib/config/config.ts'
import { Simulation } from './simulation.ts'
import { fault, snapshot } from './worlds.ts'

export type Script = {
  /** What HAProxy says in each second: four servers, or `unreadable`. */
  readonly words: readonly string[]
  /** Seconds in which the maintenance file appears or goes. */
  readonly toggles: ReadonlySet<number>
  /** Seconds in which the process is killed; the next second has another. */
  readonly kills: ReadonlySet<number>
}

/** `look`: a moment at which everything that happened has had its effect. Times are milliseconds from the beginning. */
export type Happening = { readonly at: number } & (
  | { readonly kind: 'born' }
  | { readonly kind: 'result'; readonly word: string }
  | { readonly kind: 'file'; readonly present: boolean }
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'look'; readonly announced: ReadonlyMap<string, string> }
)

export const prefixesOf = (line: string): readonly string[] => line.match(/[\d.:a-f]+\/\d+/g) ?? []

/** The attributes in a line as they are on the wire, where an origin is IGP by default, whether it names one prefix or many. */
export const attributesIn = (line: string): string => line.replace(/ nlri .*| (route|attributes)| [\d.:a-f]+\/\d+| origin igp/g, '')

/** Keeps what it is told to announce, and notes each line that it is told. */
const exabgpWith =
  (announced: Map<string, string>, note: (line: string, local: number) => void) =>
  (line: string, local: number): readonly string[] => {
    if (line === 'system version') return ['exabgp 4.2.21', 'done']
    if (line === 'show adj-rib out') return [...[...announced.keys()].map(listed), 'done']
    note(line, local)
    for (const one of prefixesOf(line)) {
      if (line.startsWith('withdraw')) announced.delete(one)
      else announced.set(one, attributesIn(line))
    }
    return ['done']
  }

const listed = (prefix: string): string => `neighbor 10.0.0.2 ipv${prefix.includes(':') ? 6 : 4} unicast ${prefix} next-hop self`

/** Plays a script; the last word lasts until the end. */
export const live = (config: Config, { words, toggles, kills }: Script, seconds: number): readonly Happening[] => {
  const happenings: Happening[] = []
  const announced = new Map<string, string>()
  let fileSince: number | undefined
  let drainedSince: number | undefined
  let born = 0

  const statistics = (local: number) => {
    const at = born + local
    const word = words[Math.min(Math.floor(at / 1000), words.length - 1)] ?? ''
    happenings.push({ at, kind: 'result', word })
    if (word === 'unreadable') return fault('unreadable')
    return snapshot(word, 'http_back', 1, 0, word === 'dddd' ? (at - (drainedSince ?? at)) / 1000 : 0)
  }
  const exabgp = exabgpWith(announced, (line, local) => happenings.push({ at: born + local, kind: 'line', line }))
  const file = (at: number) => ({
    type: 'maintenance' as const,
    service: 'web',
    forMs: fileSince === undefined ? undefined : at - fileSince,
  })
  const birth = (at: number): Simulation => {
    born = at
    happenings.push({ at, kind: 'born' })
    return new Simulation(config, { statistics, exabgp }).inject(0, file(at))
  }

  let process = birth(0)
  for (let second = 0; second < seconds; second++) {
    const at = second * 1000
    const word = words[second] ?? 'unreadable'
    if (word !== 'unreadable' && second < words.length) drainedSince = word === 'dddd' ? (drainedSince ?? at) : undefined
    if (toggles.has(second)) {
      process.until(at + 249 - born)
      fileSince = fileSince === undefined ? at + 250 : undefined
      happenings.push({ at: at + 250, kind: 'file', present: fileSince !== undefined })
      process.inject(at + 250 - born, file(at + 250))
    }
    process.until(at + 500 - born)
    happenings.push({ at: at + 500, kind: 'look', announced: new Map(announced) })
    if (kills.has(second)) {
      process.until(at + 700 - born)
      process = birth(at + 1000)
    } else process.until(at + 999 - born)
  }
  return happenings
}
