// Which servers are up now, of backends whose servers come and go for hours, from spells that nobody notices to minutes?

/** The marks of a backend's four servers, as `snapshot` takes them. Asked with times that never go back. */
export type Flaps = (backend: string, at: number) => string

const shortestMs = 100
const longestMs = 120_000

/** Nothing is up before. */
const firstMs = 5000

/** The same flaps of these backends for the same seed. */
export const flapsOf = (seed: number, names: readonly string[]): Flaps => {
  const backends = new Map(names.map((name, index) => [name, backendOf(seed * 1000 + index * 4)]))
  return (name, at) => backends.get(name)?.(at) ?? ''
}

const backendOf = (seed: number): ((at: number) => string) => {
  const servers = [0, 1, 2, 3].map((index) => serverOf(seed + index))
  return (at) => servers.map((isUp) => (isUp(at) ? '+' : '-')).join('')
}

const serverOf = (seed: number): ((at: number) => boolean) => {
  const random = randomFrom(seed)
  let up = false
  let until = firstMs
  return (at) => {
    for (; at >= until; up = !up) until += Math.round(shortestMs * (longestMs / shortestMs) ** random())
    return up
  }
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
