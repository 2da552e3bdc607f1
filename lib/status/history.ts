// What has become of each service lately, and why?
import type { News } from '../engine/effect.ts'
import type { Verdict } from '../policy/desired.ts'
import { type StateWord, stateWord } from '../policy/state-word.ts'

/** `removed`: it is not in the configuration any more. */
export type HistoryWord = StateWord | 'removed'

/** A service came to stand otherwise. */
export type Transition = {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly service: string
  readonly from: HistoryWord
  readonly to: HistoryWord
  /** 1 is the best; absent where it stands on none now. */
  readonly tier?: number
  /** What its checks came to, 0 to 1; absent where that was open. */
  readonly capacity?: number
  readonly reason: string
}

/** What `GET /v1/history` answers, the oldest first. */
export type HistoryReply = {
  readonly version: 1
  readonly time: number
  /** Before this moment nothing is known. */
  readonly since: number
  /** What happened before may stand in these files. */
  readonly recordPath?: string
  readonly transitions: readonly Transition[]
}

const mostOfService = 2000
/** Of memory, as far as that can be told. */
const mostBytes = 8_000_000
/** Of a transition without its reason. */
const plainBytes = 250

/** Transitions only, and of these the newest: 2,000 of a service at the most, and 8 MB of all. */
export class History {
  readonly #byService = new Map<string, Transition[]>()
  readonly #stands = new Map<string, HistoryWord>()
  readonly #droppedAt = new Map<string, number>()
  #bytes = 0

  /** Takes in a verdict, or another configuration; any other news is none of it. */
  take(news: News, time: number): void {
    if (news.type === 'verdict') this.#takeVerdict(news, time)
    if (news.type === 'configured') for (const service of news.removed) this.#takeRemoved(service, time)
  }

  #takeVerdict({ service, from, to, warm, routes, capacity, why }: Extract<News, { type: 'verdict' }>, time: number): void {
    const word = wordOf(to, warm, routes.length > 0)
    this.add({
      time,
      service,
      from: this.#stands.get(service) ?? wordOf(from, false, true),
      to: word,
      ...(typeof to === 'number' && { tier: to + 1 }),
      ...(capacity !== undefined && { capacity }),
      reason: why,
    })
    this.#stands.set(service, word)
  }

  #takeRemoved(service: string, time: number): void {
    this.add({ time, service, from: this.#stands.get(service) ?? 'pending', to: 'removed', reason: 'it is no longer in the configuration' })
    this.#stands.set(service, 'removed')
  }

  /** What comes now is of another run. */
  startAnew(): void {
    this.#stands.clear()
  }

  add(transition: Transition): void {
    const own = this.#byService.get(transition.service) ?? []
    this.#byService.set(transition.service, own)
    own.push(transition)
    this.#bytes += bytesOf(transition)
    if (own.length > mostOfService) this.#dropFirst(own)
    while (this.#bytes > mostBytes) this.#dropFirst(this.#longest())
  }

  /** Those of one service, the oldest first. */
  of(service: string): readonly Transition[] {
    return this.#byService.get(service) ?? []
  }

  /** Since when those of a service are whole, where older ones were dropped. */
  wholeSince(service: string): number | undefined {
    return this.#droppedAt.get(service)
  }

  /** The newest end, in the order in which it happened. */
  since(time: number): readonly Transition[] {
    const found = [...this.#byService.values()].flatMap((own) => own.slice(own.findLastIndex((one) => one.time < time) + 1))
    return found.sort((one, other) => one.time - other.time)
  }

  #dropFirst(own: Transition[]): void {
    const gone = own.shift()
    if (gone === undefined) return
    this.#bytes -= bytesOf(gone)
    this.#droppedAt.set(gone.service, gone.time)
  }

  // Whoever changes most loses first.
  #longest(): Transition[] {
    let longest: Transition[] = []
    for (const own of this.#byService.values()) if (own.length > longest.length) longest = own
    return longest
  }
}

const bytesOf = ({ reason }: Transition): number => plainBytes + reason.length

const wordOf = (verdict: Verdict, warm: boolean, announced: boolean): StateWord =>
  stateWord({ down: announced ? {} : 'withdraw' }, verdict, warm)
