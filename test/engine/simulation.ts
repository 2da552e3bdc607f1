// How does the core behave in a world whose clock, HAProxy and ExaBGP are scripted?
import type { Prefix } from '../../lib/bgp/prefix.ts'
import type { Config } from '../../lib/config/config.ts'
import type { Effect, News } from '../../lib/engine/effect.ts'
import type { CheckRef, Event } from '../../lib/engine/event.ts'
import type { LeftOrders } from '../../lib/engine/initial-services.ts'
import { initialState } from '../../lib/engine/initial-state.ts'
import type { AddressChange } from '../../lib/engine/loopback-state.ts'
import { nextTick } from '../../lib/engine/next-tick.ts'
import type { Asking } from '../../lib/engine/question.ts'
import type { State } from '../../lib/engine/state.ts'
import { step } from '../../lib/engine/step.ts'
import type { Others } from '../../lib/exabgp/former.ts'
import type { Look, Watch } from '../../lib/haproxy/request.ts'
import type { SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import type { Evidence } from '../../lib/health/evidence.ts'
import type { PutVip } from '../../lib/policy/managed-vips.ts'
import type { KeptOrders } from '../../lib/policy/orders.ts'
import { reads } from '../../lib/values/time.ts'

export type World = {
  /** What a snapshot begun now will say, and after how long. */
  readonly statistics?: (at: number, watch: Watch) => SnapshotResult
  readonly probe?: (at: number, check: CheckRef) => Evidence
  /** The lines with which ExaBGP answers a command; none for silence. */
  readonly exabgp?: (line: string, at: number) => readonly string[]
  readonly standalone?: boolean
  /** The machine, where VIPs may be put on it. */
  readonly machine?: Machine
  /** VIPs of an earlier run that are not configured any more. */
  readonly former?: readonly Prefix[]
  readonly predecessor?: boolean
  /** What it was ordered, as far as that can be read. */
  readonly left?: LeftOrders
  /** What other processes have, when it is asked for. */
  readonly others?: (at: number) => Others
  /** Whether the first look at a maintenance file says that it is not there, which is so unless it is said otherwise. */
  readonly maintenanceLooks?: boolean
  /** The services whose maintenance file does not answer when it is looked at. */
  readonly unanswered?: (at: number) => readonly string[]
  readonly probeTakesMs?: number
  /** After how long each copy of an answer about HAProxy, of a probe or of maintenance files comes; by default one does, after `probeTakesMs`. */
  readonly delays?: (at: number, asking: Asking) => readonly number[]
  readonly answerTakesMs?: number
}

/** What the machine does when VIPs are put there, or taken away: when it answers, and what; undefined for silence. */
export type Machine = {
  readonly change: (asking: AddressChange, at: number) => { readonly afterMs: number; readonly events: readonly EventKind[] } | undefined
  readonly keep: (ours: readonly PutVip[], at: number) => void
}

export type Sent = { readonly at: number; readonly line: string }

export type EventKind = Event extends infer One ? (One extends Event ? Omit<One, 'at'> : never) : never
type Future = { readonly at: number; readonly event: EventKind; readonly order: number }

/** Runs `step` in virtual time. Times are milliseconds from 0. */
export class Simulation {
  readonly sent: Sent[] = []
  /** What was said once more in case it was not sent as it was acknowledged. */
  readonly healed: Sent[] = []
  /** Every line, those that only say something once more among them. */
  readonly written: string[] = []
  readonly news: News[] = []
  /** Of the former VIPs, those that may still be announced, whenever they have become fewer. */
  readonly remembered: (readonly string[])[] = []
  /** What a successor has to know of orders, whenever that has changed. */
  readonly kept: (readonly KeptOrders[])[] = []
  /** When the event ring was to be followed anew. */
  readonly renewals: number[] = []
  /** When maintenance files were to be looked at. */
  readonly maintenanceLooks: number[] = []
  /** How closely HAProxy was looked at, at what, and when. */
  readonly looks: { readonly at: number; readonly look: Look; readonly watch: Watch }[] = []
  /** Every event, and the state that it met. */
  readonly taken: { readonly event: Event; readonly before: State }[] = []
  readonly #world: World
  #state: State
  #now = 0
  #order = 0
  #future: Future[] = []
  exited = false

  constructor(config: Config, world: World) {
    this.#world = world
    this.#state = initialState(
      config,
      reads(0),
      world.standalone ?? false,
      world.former,
      world.predecessor,
      world.left,
      world.machine !== undefined,
    )
    this.inject(0, { type: 'tick' })
    if (world.maintenanceLooks !== false)
      for (const { name, maintenanceFile } of config.services)
        if (maintenanceFile !== undefined) this.inject(0, { type: 'maintenance', service: name, forMs: undefined })
  }

  get state(): State {
    return this.#state
  }

  /** Lets something happen at a time to come. */
  inject(at: number, event: EventKind): this {
    this.#future.push({ at, event, order: this.#order++ })
    return this
  }

  hears(at: number, line: string): this {
    return this.inject(at, { type: 'heard', line })
  }

  /** Runs until the time, and everything due by then. */
  until(end: number): this {
    for (;;) {
      const next = this.#takeNext(end)
      if (next === undefined) break
      this.#now = Math.max(this.#now, next.at)
      this.#step(next.event)
    }
    this.#now = end
    return this
  }

  /** Nothing runs for so long; what was to happen meanwhile happens afterwards. */
  pause(ms: number): this {
    this.#now += ms
    this.#future = this.#future.map((one) => ({ ...one, at: Math.max(one.at, this.#now + 1) }))
    return this
  }

  /** Forgets what it has noted, so that it can go on for long. */
  forget(): this {
    for (const notes of [
      this.sent,
      this.written,
      this.healed,
      this.news,
      this.remembered,
      this.kept,
      this.renewals,
      this.maintenanceLooks,
      this.looks,
      this.taken,
    ])
      notes.length = 0
    return this
  }

  /** The lines so far that are about routes. */
  get routeLines(): readonly string[] {
    return this.sent.map(({ line }) => line).filter((line) => /announce|withdraw/.test(line))
  }

  #moveToHealed(line: string): void {
    const last = this.sent.pop()
    if (last?.line !== line) throw new Error(`not the last line: ${line}`)
    this.healed.push(last)
  }

  #takeNext(end: number): Future | undefined {
    const tick: Future = {
      at: Math.max(this.#now, nextTick(this.#state)),
      event: { type: 'tick' as const },
      order: Number.POSITIVE_INFINITY,
    }
    const queued = this.#future.reduce(
      (best, one) => (one.at < best.at || (one.at === best.at && one.order < best.order) ? one : best),
      tick,
    )
    if (queued.at > end || this.exited) return undefined
    this.#future = this.#future.filter((one) => one !== queued)
    return queued
  }

  #step(event: EventKind): void {
    const happened = { ...event, at: this.#now } as Event
    this.taken.push({ event: happened, before: this.#state })
    const { state, effects } = step(this.#state, happened)
    this.#state = state
    for (const effect of effects) this.#perform(effect)
  }

  #write(line: string): void {
    this.written.push(line)
    this.sent.push({ at: this.#now, line })
    this.inject(this.#now, { type: 'flushed' })
    for (const answer of this.#world.exabgp?.(line, this.#now) ?? []) this.hears(this.#now + (this.#world.answerTakesMs ?? 1), answer)
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'write':
        this.#write(effect.line)
        break
      case 'read-statistics': {
        const result = this.#world.statistics?.(this.#now, effect.watch)
        this.looks.push({ at: this.#now, look: effect.look, watch: effect.watch })
        if (result !== undefined) this.#answer(effect, seen(result, effect.look))
        break
      }
      case 'probe': {
        const evidence = this.#world.probe?.(this.#now, effect.check)
        if (evidence !== undefined) this.#answer(effect, { type: 'probed', check: effect.check, evidence })
        break
      }
      case 'find-others': {
        const others = this.#world.others?.(this.#now)
        if (others !== undefined) this.inject(this.#now + 5000, { type: 'others', others, ...numberOf(effect) })
        break
      }
      case 'look-for-maintenance':
        this.maintenanceLooks.push(this.#now)
        this.#answer(effect, { type: 'maintenance-looked', unanswered: this.#world.unanswered?.(this.#now) ?? [] })
        break
      case 'remember':
        this.remembered.push(effect.former)
        break
      case 'change-addresses':
      case 'keep-addresses':
        this.#changeMachine(effect)
        break
      case 'keep-orders':
        this.kept.push(effect.kept)
        break
      case 'follow-ring':
        this.renewals.push(this.#now)
        break
      case 'tell':
        this.news.push(effect.news)
        if (effect.news.type === 'sent' && effect.news.healing) this.#moveToHealed(effect.news.line)
        break
      case 'exit':
        this.exited = true
    }
  }

  #changeMachine(asking: Extract<Effect, { readonly type: 'change-addresses' | 'keep-addresses' }>): void {
    if (asking.type === 'keep-addresses') {
      this.#world.machine?.keep(asking.ours, this.#now)
      return
    }
    const { afterMs = 0, events = [] } = this.#world.machine?.change(asking, this.#now) ?? {}
    for (const event of events)
      this.inject(this.#now + afterMs, event.type === 'addresses-changed' ? { ...event, ...numberOf(asking) } : event)
  }

  #answer(asking: Asking, event: EventKind): void {
    const delays = this.#world.delays?.(this.#now, asking) ?? [this.#world.probeTakesMs ?? 1]
    for (const ms of delays) this.inject(this.#now + ms, { ...event, ...numberOf(asking) })
  }
}

const numberOf = ({ question }: { readonly question?: number }) => (question === undefined ? {} : { question })

const seen = (result: SnapshotResult, look: Look): EventKind => {
  if (!result.ok || look === 'servers') return { type: 'statistics', result }
  const { pid = 0, proxies } = result.snapshot
  const outline = { pid, proxies: new Map([...proxies].map(([name, { servers: _, ...rest }]) => [name, rest])) }
  return look === 'outline'
    ? { type: 'outline', outline }
    : { type: 'statistics', result: { ok: true, snapshot: { ...result.snapshot, outline } } }
}
