// How is chance had again: the same numbers for the same seed?

/** A number from 0 to 1, as `Math.random` gives them. */
export type Random = () => number

/** Mulberry32, which needs one state of 32 bits and passes the usual tests of chance. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    const once = Math.imul(state ^ (state >>> 15), state | 1)
    const twice = once ^ (once + Math.imul(once ^ (once >>> 7), once | 61))
    return ((twice ^ (twice >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of several, each as likely as its weight says. */
export const pick = <It>(random: Random, all: readonly It[], weight: (it: It) => number = () => 1): It => {
  let left = random() * all.reduce((sum, it) => sum + weight(it), 0)
  const found = all.find((it) => {
    left -= weight(it)
    return left < 0
  })
  const chosen = found ?? all.at(-1)
  if (chosen === undefined) throw new Error('Expected something to choose from')
  return chosen
}

/** Some of several, at least one, in their order. */
export const some = <It>(random: Random, all: readonly It[], share: number): readonly It[] => {
  const chosen = all.filter(() => random() < share)
  return chosen.length > 0 ? chosen : [pick(random, all)]
}

/** Short ones as often as long ones: even on a logarithmic scale. */
export const between = (random: Random, [least, most]: readonly [number, number]): number => Math.round(least * (most / least) ** random())
