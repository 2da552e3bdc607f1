// Which servers are up now, of backends whose servers come and go for hours, from spells that nobody notices to minutes?

/** The marks of a backend's four servers, as `snapshot` takes them. Asked with times that never go back. */
export type Flaps = (backend: string, at: number) => string

const shortestMs = 100
const longestMs = 120_000

/** Nothing is up before. */
const firstMs = 5000

/** The same flaps of these backends for the same seed. */
export const flapsOf = (seed: number, names: readonly string[]): Flaps => {
  const backends = new Map(names.map((name, index) => [name, backendOf(firstSeed(seed, index))]))
  return (name, at) => backends.get(name)?.(at) ?? ''
}

/** When a server of one of these backends goes or comes, until `end`. */
export const changesOf = (seed: number, names: readonly string[], name: string, end: number): readonly number[] => {
  const first = firstSeed(seed, names.indexOf(name))
  const times = servers.flatMap((server) => changesUntil(first + server, end))
  return [...new Set(times)].sort((one, other) => one - other)
}

const changesUntil = (seed: number, end: number): readonly number[] => {
  const times: number[] = []
  for (const time of changes(seed)) {
    if (time >= end) break
    times.push(time)
  }
  return times
}

const servers = [0, 1, 2, 3]

const firstSeed = (seed: number, index: number): number => seed * 1000 + index * servers.length

const backendOf = (seed: number): ((at: number) => string) => {
  const up = servers.map((index) => serverOf(seed + index))
  return (at) => up.map((isUp) => (isUp(at) ? '+' : '-')).join('')
}

const serverOf = (seed: number): ((at: number) => boolean) => {
  const times = changes(seed)
  let up = false
  let next = times.next().value
  return (at) => {
    for (; at >= next; up = !up) next = times.next().value
    return up
  }
}

/** The times at which a server comes and goes, in turn. */
function* changes(seed: number): Generator<number, never> {
  const random = randomFrom(seed)
  for (let at = firstMs; ; at += Math.round(shortestMs * (longestMs / shortestMs) ** random())) yield at
}

/** Numbers from 0 to 1 in an order that the seed decides (a linear congruential generator). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed
  const next = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
  // Neighboring seeds begin alike.
  for (let index = 0; index < 10; index++) next()
  return next
}
