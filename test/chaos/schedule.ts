// Which faults strike when? The same for the same seed.
import { between, pick, type Random, seeded, some } from './random.ts'

/** What the schedule has to know of a fault. */
export type Kind = {
  readonly name: string
  readonly weight: number
  readonly lasts: readonly [number, number]
  readonly targets: readonly string[]
}

/** `at` counts from the beginning of the storm, or of the calm. */
export type Entry = { readonly at: number; readonly kind: string; readonly target: string; readonly forMs: number }

/** A storm of faults that overlap, all of them over at its end; then a calm, in which only what `stands` does. */
export type Round = { readonly storm: readonly Entry[]; readonly stormMs: number; readonly stands: readonly Entry[] }

/** One after the other, without end. */
export function* rounds(seed: number, kinds: readonly Kind[]): Generator<Round, never> {
  const random = seeded(seed)
  for (;;) yield round(random, kinds)
}

const round = (random: Random, kinds: readonly Kind[]): Round => {
  const stormMs = between(random, [12_000, 40_000])
  // Not every storm has everything in it, nor strikes everyone: what always comes together hides what each would show.
  const chosen = spared(random, some(random, kinds, 0.5))
  const pauseMs = between(random, [100, 1000])
  const storm: Entry[] = []
  for (let at = 0; at < stormMs - 200; at += between(random, [pauseMs / 4, pauseMs * 4]))
    storm.push(entry(random, chosen, at, stormMs - at))
  return { storm, stormMs, stands: standing(random, kinds) }
}

/** The kinds, with about half of the targets left in peace by all of them. */
const spared = (random: Random, kinds: readonly Kind[]): readonly Kind[] => {
  const struck = some(random, [...new Set(kinds.flatMap(({ targets }) => targets))], 0.5)
  const left = kinds.map((kind) => ({ ...kind, targets: kind.targets.filter((it) => it === '' || struck.includes(it)) }))
  return left.filter(({ targets }) => targets.length > 0)
}

const entry = (random: Random, kinds: readonly Kind[], at: number, leftMs: number): Entry => {
  const kind = pick(random, kinds, ({ weight }) => weight)
  return { at, kind: kind.name, target: pick(random, kind.targets), forMs: Math.min(between(random, kind.lasts), leftMs) }
}

/** What does not disturb: there is a truth, and all that is needed to know it and to tell it. */
const lasting = [
  'server gone',
  'server ill',
  'server drained',
  'backend drained',
  'backend in maintenance',
  'command fails',
  'maintenance file',
]

const standing = (random: Random, kinds: readonly Kind[]): readonly Entry[] => {
  const possible = kinds.filter(({ name }) => lasting.includes(name))
  if (possible.length === 0) return []
  const drawn = Array.from({ length: Math.floor(random() * 6) }, () => entry(random, possible, 0, Number.POSITIVE_INFINITY))
  // Two that concern the same server would each end the other.
  return drawn.filter((it, index) => drawn.findIndex(({ target }) => target === it.target) === index)
}
