// Did every line that was sent have its reason, and was none missing? Judged from outside, by what a reader of the README may expect.
import assert from 'node:assert/strict'
import type { Service } from '../../lib/config/config.ts'
import { gatesAt } from './gates.ts'
import { attributesIn, type Happening, prefixesOf } from './lives.ts'

/** What a receiver sees: tiers are told by their prepends, warming by 50 as MED, a last resort by 900, a drain by its community. */
type Seen =
  | { readonly kind: 'nothing' | 'draining' | 'last resort' }
  | { readonly kind: 'tier'; readonly tier: number; readonly warm: boolean }

const seenIn = (attributes: string | undefined): Seen => {
  if (attributes === undefined) return { kind: 'nothing' }
  if (attributes.includes('65535:0')) return { kind: 'draining' }
  if (attributes.includes('med 900')) return { kind: 'last resort' }
  const path = /as-path \[ (.*?) \]/.exec(attributes)?.[1]?.split(' ') ?? ['']
  return { kind: 'tier', tier: path.length - 1, warm: attributes.includes('med 50') }
}

/** How long anything may take to have its effect, without `fall` and `rise`. */
const promptly = 100

/** Walks through what happened and fails where something was sent without a reason, or was not sent in time. `good`: the VIPs that may be announced. */
export const judgeHappenings = (service: Service, good: readonly string[], happenings: readonly Happening[]): void => {
  const { tiers, drain, warm, holdMs, damping } = service
  const [{ rise, fall } = { rise: 1, fall: 1 }] = service.checks
  const [watched = ''] = good
  const family = good.filter((one) => one.includes(':') === watched.includes(':'))
  const gates = () => gatesAt([...tiers.map(({ enter }) => enter.least), ...tiers.map(({ leave }) => leave.least)], rise, fall)
  let evidence = gates()
  let words: string[] = []
  let fileSince: number | undefined
  let handSince: number | undefined
  /** Whether this life has seen that. */
  let handSeen = false
  /** Since when the order had stood that was called off last. */
  let calledOffSince: number | undefined
  let seen: Seen = { kind: 'nothing' }
  /** Whether this life has said where the service stands. */
  let spoken = false
  /** Since the last move: whether an operator had a hand in it. */
  let ordered = false
  let movedAt = Number.NEGATIVE_INFINITY
  let upAt = Number.NEGATIVE_INFINITY
  let saidAt = Number.NEGATIVE_INFINITY

  const enough = (tier: number) => evidence.open()?.[tier] === true
  const sustained = (tier: number) => evidence.open()?.[tiers.length + tier] === true
  const isDead = () => evidence.open() !== undefined && !tiers.some((_, tier) => sustained(tier))
  const byHand = () => handSeen && handSince !== undefined && drain !== undefined
  const isOver = (since: number | undefined, at: number) => since !== undefined && at >= since + (drain?.forMs ?? 0) - 1

  const move = (to: Seen, at: number, line: string): void => {
    const say = `${at}: ${line}, after ${JSON.stringify(seen)}; enough and sustained: ${evidence.open()}`
    assert.ok(seen.kind !== 'nothing' || at - movedAt > promptly, `a withdraw, only to announce again: ${say}`)
    switch (to.kind) {
      case 'nothing':
        assert.ok(
          isDead() || [fileSince, handSince, calledOffSince].some((since) => isOver(since, at)),
          `withdrawn without a reason: ${say}`,
        )
        break
      case 'draining':
        assert.notEqual(seen.kind, 'nothing', `a drain announces what was not: ${say}`)
        assert.ok(drain !== undefined && (fileSince !== undefined || byHand()), `drained without an order: ${say}`)
        break
      case 'last resort':
        assert.ok(isDead() && fileSince === undefined, `a last resort without need: ${say}`)
        break
      case 'tier':
        assert.equal(fileSince, undefined, `announced during maintenance: ${say}`)
        judgeTier(to, at, say)
    }
  }

  const judgeTier = (to: Seen & { kind: 'tier' }, at: number, say: string): void => {
    if (seen.kind === 'nothing') assert.equal(to.warm, warm !== undefined, `a slow start: ${say}`)
    // Its time runs from the verdict; the line may have waited for the answer to another.
    if (seen.kind === 'tier' && seen.warm && !to.warm && spoken)
      assert.ok(at >= upAt + (warm?.forMs ?? 0) - promptly, `warm for too short: ${say}`)
    if (seen.kind === 'tier') assert.ok(seen.warm || !to.warm, `cold and then warm: ${say}`)
    const worse = seen.kind === 'tier' && to.tier > seen.tier && spoken
    assert.ok(!worse || seen.kind !== 'tier' || !sustained(seen.tier), `worse without a reason: ${say}`)
    if (worse || (seen.kind === 'tier' && to.tier === seen.tier)) return
    assert.ok(enough(to.tier), `better before rise: ${say}`)
    if (spoken && !ordered && seen.kind !== 'draining') assert.ok(at >= movedAt + holdMs - promptly, `better before hold: ${say}`)
    if (seen.kind === 'nothing' && damping === undefined)
      assert.ok(!tiers.some((_, tier) => tier < to.tier && enough(tier)), `a lower tier: ${say}`)
  }

  const look = (announced: ReadonlyMap<string, string>, at: number): void => {
    const say = `${at}: ${JSON.stringify(seen)}; enough and sustained: ${evidence.open()}; ${words.slice(-3)}`
    for (const one of good) assert.equal(announced.get(one), announced.get(watched), `together: ${say}`)
    const patient = damping === undefined && holdMs === 0
    switch (seen.kind) {
      case 'tier': {
        const { tier } = seen
        assert.equal(fileSince, undefined, `still there in maintenance: ${say}`)
        assert.ok(evidence.open() === undefined || sustained(tier), `worse, and it was not said: ${say}`)
        assert.ok(!patient || !tiers.some((_, better) => better < tier && enough(better)), `better, and it was not said: ${say}`)
        break
      }
      case 'draining':
        assert.ok(!isDead() || words.slice(-fall).some((word) => word !== '----'), `drained and dead: ${say}`)
        assert.ok(fileSince === undefined || !isOver(fileSince, at - promptly), `drained for too long: ${say}`)
        assert.ok(fileSince !== undefined || !byHand() || !isOver(handSince, at - promptly - 1000), `drained by hand for too long: ${say}`)
        assert.ok(
          fileSince !== undefined || damping !== undefined || !enough(tiers.length - 1),
          `a drain that was called off goes on: ${say}`,
        )
        break
      case 'last resort':
        assert.equal(fileSince, undefined, `a last resort in maintenance: ${say}`)
        break
      case 'nothing':
        assert.ok(!patient || fileSince !== undefined || !enough(tiers.length - 1), `up, and it was not said: ${say}`)
        break
    }
  }

  for (const one of happenings) {
    switch (one.kind) {
      case 'born':
        evidence = gates()
        words = []
        spoken = false
        handSeen = false
        break
      case 'result':
        if (one.word === 'unreadable') break
        words.push(one.word)
        // Who stops what has been drained does not call it off; only a new process cannot know.
        handSeen ||= one.word === 'dddd'
        if (one.word === 'dddd') handSince ??= Math.floor(one.at / 1000) * 1000
        else if (one.word !== '----' || words.length === 1) {
          calledOffSince = handSince ?? calledOffSince
          handSince = undefined
        }
        ordered ||= byHand()
        evidence.take([...one.word].filter((mark) => mark === '+').length / 4)
        break
      case 'file':
        calledOffSince = fileSince ?? calledOffSince
        fileSince = one.present ? one.at : undefined
        ordered = true
        // On the way back every check has to rise again.
        if (!one.present) evidence = gates()
        break
      case 'line': {
        saidAt = one.at
        for (const prefix of prefixesOf(one.line)) assert.ok(good.includes(prefix), `the guard let ${one.line} pass`)
        assert.doesNotMatch(one.line, /65535:666/, 'the guard let a black hole pass')
        if (!prefixesOf(one.line).includes(watched)) break
        const to = seenIn(one.line.startsWith('withdraw') ? undefined : attributesIn(one.line))
        const same = JSON.stringify(to) === JSON.stringify(seen)
        if (!same) move(to, one.at, one.line)
        spoken = true
        if (same) break
        if (to.kind === 'tier' && seen.kind === 'tier') assert.deepEqual(prefixesOf(one.line).toSorted(), family.toSorted(), 'one line')
        if (to.kind === 'tier' && seen.kind !== 'tier') upAt = one.at
        if (to.kind !== 'tier' || seen.kind !== 'tier' || to.tier !== seen.tier)
          [movedAt, ordered] = [one.at, fileSince !== undefined || byHand() || (to.kind === 'nothing' && isOver(calledOffSince, one.at))]
        seen = to
        break
      }
      case 'look':
        // What is being said takes a line for each family.
        if (one.at > saidAt + promptly) look(one.announced, one.at)
    }
  }
}
