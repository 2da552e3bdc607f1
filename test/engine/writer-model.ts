// In which commands, and when, does ExaBGP hear of what is wished? Withdrawals first, what is alike together, one at a time.
import type { Sent } from './simulation.ts'

/** VIPs in the order of the configuration, each with how often to prepend; undefined: not announced. */
type Wishes = ReadonlyMap<string, number | undefined>

export const modelWriter = (answerTakesMs: number) => {
  const sent: Sent[] = []
  /** In the order in which they came. */
  const announced = new Map<string, number>()
  let freeAt = Number.POSITIVE_INFINITY

  const next = (wishes: Wishes): string | undefined => {
    const gone = [...announced.keys()].filter((vip) => wishes.get(vip) === undefined)
    if (gone.length > 0) {
      for (const vip of gone) announced.delete(vip)
      return gone.length === 1 ? `withdraw route ${gone[0]}` : `withdraw attributes next-hop self nlri ${gone.join(' ')}`
    }
    const changed = [...wishes].flatMap(([vip, prepend]) =>
      prepend === undefined || announced.get(vip) === prepend ? [] : [{ vip, prepend }],
    )
    const [first] = changed
    if (first === undefined) return undefined
    const alike = changed.filter(({ prepend }) => prepend === first.prepend).map(({ vip }) => vip)
    for (const vip of alike) announced.set(vip, first.prepend)
    const attributes = `next-hop self${first.prepend === 0 ? '' : ` as-path [${' 65010'.repeat(first.prepend + 1)} ]`}`
    return alike.length === 1 ? `announce route ${first.vip} ${attributes}` : `announce attributes ${attributes} nlri ${alike.join(' ')}`
  }

  return {
    sent,
    wakeAt: () => freeAt,
    live: (at: number, wishes: Wishes): void => {
      if (freeAt !== Number.POSITIVE_INFINITY && at < freeAt) return
      const line = next(wishes)
      freeAt = line === undefined ? Number.POSITIVE_INFINITY : at + answerTakesMs
      if (line !== undefined) sent.push({ at, line })
    },
  }
}
