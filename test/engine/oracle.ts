// Did every line that was sent have its reason, and was none missing? Judged from outside, by what a reader of the README may expect.
import assert from 'node:assert/strict'
import type { Service } from '../../lib/config/service.ts'
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
  const judge = new Judge(service, good)
  for (const one of happenings) judge.take(one)
}

class Judge {
  readonly #service: Service
  readonly #good: readonly string[]
  readonly #watched: string
  /** Those of its family. */
  readonly #family: readonly string[]
  #evidence: ReturnType<typeof gatesAt>
  #words: string[] = []
  #fileSince: number | undefined
  #handSince: number | undefined
  /** Whether this life has seen that. */
  #handSeen = false
  /** Since when the order had stood that was called off last. */
  #calledOffSince: number | undefined
  #seen: Seen = { kind: 'nothing' }
  /** Whether this life has said where the service stands. */
  #spoken = false
  /** Since the last move: whether an operator had a hand in it. */
  #ordered = false
  #movedAt = Number.NEGATIVE_INFINITY
  #upAt = Number.NEGATIVE_INFINITY
  #saidAt = Number.NEGATIVE_INFINITY

  constructor(service: Service, good: readonly string[]) {
    this.#service = service
    this.#good = good
    const [watched = ''] = good
    this.#watched = watched
    this.#family = good.filter((one) => one.includes(':') === watched.includes(':'))
    this.#evidence = this.#gates()
  }

  take(one: Happening): void {
    switch (one.kind) {
      case 'born':
        this.#bear()
        break
      case 'result':
        this.#hear(one.word, one.at)
        break
      case 'file':
        this.#order(one.present, one.at)
        break
      case 'line':
        this.#read(one.line, one.at)
        break
      case 'look':
        // What is being said takes a line for each family.
        if (one.at > this.#saidAt + promptly) this.#look(one.announced, one.at)
    }
  }

  #bear(): void {
    this.#evidence = this.#gates()
    this.#words = []
    this.#spoken = false
    this.#handSeen = false
  }

  #hear(word: string, at: number): void {
    if (word === 'unreadable') return
    this.#words.push(word)
    // Who stops what has been drained does not call it off; only a new process cannot know.
    this.#handSeen ||= word === 'dddd'
    if (word === 'dddd') this.#handSince ??= Math.floor(at / 1000) * 1000
    else if (word !== '----' || this.#words.length === 1) {
      this.#calledOffSince = this.#handSince ?? this.#calledOffSince
      this.#handSince = undefined
    }
    this.#ordered ||= this.#byHand()
    this.#evidence.take([...word].filter((mark) => mark === '+').length / 4)
  }

  #order(present: boolean, at: number): void {
    this.#calledOffSince = this.#fileSince ?? this.#calledOffSince
    this.#fileSince = present ? at : undefined
    this.#ordered = true
    // On the way back every check has to rise again.
    if (!present) this.#evidence = this.#gates()
  }

  #read(line: string, at: number): void {
    this.#saidAt = at
    for (const prefix of prefixesOf(line)) assert.ok(this.#good.includes(prefix), `the guard let ${line} pass`)
    assert.doesNotMatch(line, /65535:666/, 'the guard let a black hole pass')
    if (!prefixesOf(line).includes(this.#watched)) return
    const to = seenIn(line.startsWith('withdraw') ? undefined : attributesIn(line))
    const same = JSON.stringify(to) === JSON.stringify(this.#seen)
    if (!same) this.#move(to, at, line)
    this.#spoken = true
    if (same) return
    if (to.kind === 'tier' && this.#seen.kind === 'tier') assert.deepEqual(prefixesOf(line).toSorted(), this.#family.toSorted(), 'one line')
    if (to.kind === 'tier' && this.#seen.kind !== 'tier') this.#upAt = at
    if (to.kind !== 'tier' || this.#seen.kind !== 'tier' || to.tier !== this.#seen.tier)
      [this.#movedAt, this.#ordered] = [
        at,
        this.#fileSince !== undefined || this.#byHand() || (to.kind === 'nothing' && this.#isOver(this.#calledOffSince, at)),
      ]
    this.#seen = to
  }

  #gates(): ReturnType<typeof gatesAt> {
    const { tiers, checks } = this.#service
    const [{ rise, fall }] = checks
    return gatesAt([...tiers.map(({ enter }) => enter.least), ...tiers.map(({ leave }) => leave.least)], rise, fall)
  }

  #enough(tier: number): boolean {
    return this.#evidence.open()?.[tier] === true
  }

  #sustained(tier: number): boolean {
    return this.#evidence.open()?.[this.#service.tiers.length + tier] === true
  }

  #isDead(): boolean {
    return this.#evidence.open() !== undefined && !this.#service.tiers.some((_, tier) => this.#sustained(tier))
  }

  #byHand(): boolean {
    return this.#handSeen && this.#handSince !== undefined && this.#service.drain !== undefined
  }

  #isOver(since: number | undefined, at: number): boolean {
    return since !== undefined && at >= since + (this.#service.drain?.forMs ?? 0) - 1
  }

  #move(to: Seen, at: number, line: string): void {
    const say = `${at}: ${line}, after ${JSON.stringify(this.#seen)}; enough and sustained: ${this.#evidence.open()}`
    assert.ok(this.#seen.kind !== 'nothing' || at - this.#movedAt > promptly, `a withdraw, only to announce again: ${say}`)
    switch (to.kind) {
      case 'nothing':
        assert.ok(
          this.#isDead() || [this.#fileSince, this.#handSince, this.#calledOffSince].some((since) => this.#isOver(since, at)),
          `withdrawn without a reason: ${say}`,
        )
        break
      case 'draining':
        assert.notEqual(this.#seen.kind, 'nothing', `a drain announces what was not: ${say}`)
        assert.ok(
          this.#service.drain !== undefined && (this.#fileSince !== undefined || this.#byHand()),
          `drained without an order: ${say}`,
        )
        break
      case 'last resort':
        assert.ok(this.#isDead() && this.#fileSince === undefined, `a last resort without need: ${say}`)
        break
      case 'tier':
        assert.equal(this.#fileSince, undefined, `announced during maintenance: ${say}`)
        this.#judgeTier(to, at, say)
    }
  }

  #judgeTier(to: Seen & { kind: 'tier' }, at: number, say: string): void {
    if (this.#seen.kind === 'nothing') assert.equal(to.warm, this.#service.warm !== undefined, `a slow start: ${say}`)
    // Its time runs from the verdict; the line may have waited for the answer to another.
    if (this.#seen.kind === 'tier' && this.#seen.warm && !to.warm && this.#spoken)
      assert.ok(at >= this.#upAt + (this.#service.warm?.forMs ?? 0) - promptly, `warm for too short: ${say}`)
    if (this.#seen.kind === 'tier') assert.ok(this.#seen.warm || !to.warm, `cold and then warm: ${say}`)
    const worse = this.#seen.kind === 'tier' && to.tier > this.#seen.tier && this.#spoken
    assert.ok(!worse || this.#seen.kind !== 'tier' || !this.#sustained(this.#seen.tier), `worse without a reason: ${say}`)
    if (worse || (this.#seen.kind === 'tier' && to.tier === this.#seen.tier)) return
    assert.ok(this.#enough(to.tier), `better before rise: ${say}`)
    if (this.#spoken && !this.#ordered && this.#seen.kind !== 'draining')
      assert.ok(at >= this.#movedAt + this.#service.holdMs - promptly, `better before hold: ${say}`)
    if (this.#seen.kind === 'nothing' && this.#service.damping === undefined)
      assert.ok(!this.#service.tiers.some((_, tier) => tier < to.tier && this.#enough(tier)), `a lower tier: ${say}`)
  }

  #look(announced: ReadonlyMap<string, string>, at: number): void {
    const say = `${at}: ${JSON.stringify(this.#seen)}; enough and sustained: ${this.#evidence.open()}; ${this.#words.slice(-3)}`
    for (const one of this.#good) assert.equal(announced.get(one), announced.get(this.#watched), `together: ${say}`)
    const patient = this.#service.damping === undefined && this.#service.holdMs === 0
    switch (this.#seen.kind) {
      case 'tier': {
        const { tier } = this.#seen
        assert.equal(this.#fileSince, undefined, `still there in maintenance: ${say}`)
        assert.ok(this.#evidence.open() === undefined || this.#sustained(tier), `worse, and it was not said: ${say}`)
        assert.ok(
          !patient || !this.#service.tiers.some((_, better) => better < tier && this.#enough(better)),
          `better, and it was not said: ${say}`,
        )
        break
      }
      case 'draining':
        assert.ok(
          !this.#isDead() || this.#words.slice(-this.#service.checks[0].fall).some((word) => word !== '----'),
          `drained and dead: ${say}`,
        )
        assert.ok(this.#fileSince === undefined || !this.#isOver(this.#fileSince, at - promptly), `drained for too long: ${say}`)
        assert.ok(
          this.#fileSince !== undefined || !this.#byHand() || !this.#isOver(this.#handSince, at - promptly - 1000),
          `drained by hand for too long: ${say}`,
        )
        assert.ok(
          this.#fileSince !== undefined || this.#service.damping !== undefined || !this.#enough(this.#service.tiers.length - 1),
          `a drain that was called off goes on: ${say}`,
        )
        break
      case 'last resort':
        assert.equal(this.#fileSince, undefined, `a last resort in maintenance: ${say}`)
        break
      case 'nothing':
        assert.ok(
          !patient || this.#fileSince !== undefined || !this.#enough(this.#service.tiers.length - 1),
          `up, and it was not said: ${say}`,
        )
        break
    }
  }
}
