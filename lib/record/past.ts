// What became of the services, as a record tells it, and when did nobody live who could tell?
import type { Event } from '../engine/event.ts'
import { logLine } from '../log/line.ts'
import { type StateWord, stateWord } from '../policy/state-word.ts'
import type { EarlierService, Point } from '../status/earlier.ts'
import { Feed, type Happened } from '../status/feed.ts'
import { History, type Transition } from '../status/history.ts'
import { UnknownTimes } from '../status/unknown-times.ts'
import type { Header } from './record.ts'
import { beginReplay, type Replay, replay } from './replay.ts'

/** A time without a gap, in milliseconds since 1970, and how the services stood when it began. */
type Life = { readonly from: number; readonly to: number; readonly stood: ReadonlyMap<string, StateWord> }

/** Of older ones nothing is told but the changes. */
const mostLives = 500

/** Takes in what a record holds, in its order, up to a time. */
export class Past {
  readonly #until: number
  readonly #history = new History()
  readonly #unknown = new UnknownTimes()
  readonly #feed = new Feed()
  readonly #lives: Life[] = []
  #replay: Replay | undefined

  constructor(until: number) {
    this.#until = until
  }

  begin(header: Header): void {
    const goesOn = header.begins === 'file' && header.run === this.#replay?.header.run
    this.#replay = beginReplay(header)
    if (goesOn || header.time >= this.#until) return
    this.#history.startAnew()
    this.#unknown.end(this.#lives.at(-1)?.to ?? 0)
    const stood = new Map(
      header.state.services.map(({ service, verdict, warmUntil }) => [service.name, stateWord(service, verdict, warmUntil !== undefined)]),
    )
    this.#lives.push({ from: header.time, to: header.time, stood })
    if (this.#lives.length > mostLives) this.#lives.shift()
  }

  take(event: Event): void {
    if (this.#replay === undefined) return
    const happened = replay(this.#replay, event)
    this.#replay = happened.replay
    const time = Math.round(happened.moment.time)
    if (time >= this.#until) return
    const life = this.#lives.at(-1)
    if (life !== undefined && time > life.to) this.#lives[this.#lives.length - 1] = { ...life, to: time }
    for (const effect of happened.moment.effects) {
      if (effect.type !== 'tell') continue
      this.#history.take(effect.news, time)
      this.#unknown.take(effect.news, time)
      this.#feed.take(logLine(effect.news), time)
    }
  }

  note(): void {}

  /** The oldest first. */
  transitions(from: number): readonly Transition[] {
    return this.#history.since(from)
  }

  /** The newest lines of the log, the newest first. */
  get feed(): readonly Happened[] {
    return this.#feed.newest
  }

  services(): readonly EarlierService[] {
    this.#unknown.end(this.#lives.at(-1)?.to ?? 0)
    const names = new Set(this.#lives.flatMap(({ stood }) => [...stood.keys()]))
    return [...names].map((name) => ({
      name,
      points: this.#pointsOf(name),
      transitions: this.#history.of(name),
      unknown: this.#unknown.of(name, true),
    }))
  }

  // Of what was dropped nothing is known, least of all that it was up.
  #pointsOf(name: string): readonly Point[] {
    const whole = this.#history.wholeSince(name) ?? 0
    const changes = this.#history.of(name)
    const points = this.#lives.flatMap(({ from, to, stood }): Point[] => {
      const word = stood.get(name)
      return [
        ...(word === undefined ? [] : [{ time: from, standing: word }]),
        ...changes
          .filter(({ time }) => time >= from && time <= to)
          .map((one): Point => ({ time: one.time, standing: one.to === 'removed' ? 'no-data' : one.to })),
        { time: to, standing: 'no-data' },
      ]
    })
    return points.filter(({ time }) => time >= whole)
  }
}
