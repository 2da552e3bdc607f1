// What does a record come to, once all of its lines have been taken in?
import type { Config } from '../config/config.ts'
import type { Event } from '../engine/event.ts'
import type { ServiceState } from '../engine/service-state.ts'
import type { State } from '../engine/state.ts'
import type { Header } from '../record/record.ts'
import { beginReplay, linesOf, type Moment, type Replay, replay } from '../record/replay.ts'
import { caveats } from './caveats.ts'
import type { Change } from './chart.ts'
import type { Story } from './explanation.ts'
import { announcedIn, sameSample, sampleOf } from './sample.ts'
import { type Entry, entriesOf, standing } from './timeline.ts'
import { beginWhatIf, supposing, type WhatIf } from './what-if.ts'

/** Listens to a record, piece by piece and event by event in the order of time, and keeps what is worth telling. */
export class Narrator {
  /** Every line that was sent, or would have been under another configuration. */
  readonly lines: string[] = []
  readonly #version: string
  readonly #config: Config | undefined
  readonly #preface: string[] = []
  readonly #entries: Entry[] = []
  readonly #told = new Courses()
  readonly #recorded = new Courses()
  #replay: Replay | undefined
  #whatIf: WhatIf | undefined
  #end = 0

  /** `version` is that of this program; with a `config` the story is what that would have done. */
  constructor(version: string, config: Config | undefined) {
    this.#version = version
    this.#config = config
  }

  /** A piece of the record begins. */
  begin(header: Header): void {
    const before = this.#replay?.header
    if (before === undefined) this.#introduce(header)
    if (before?.run !== header.run) for (const courses of [this.#told, this.#recorded]) courses.end(this.#end)
    this.note(header.time, opening(header, before))
    this.#replay = beginReplay(header)
    this.#whatIf = this.#config && beginWhatIf(this.#config, header, this.#whatIf)
    this.#end = header.time
    const state = this.#whatIf?.state ?? header.state
    if (before?.run !== header.run) this.#entries.push(...standing(state, header.time))
    this.#told.take(header.time, state)
    this.#recorded.take(header.time, header.state)
  }

  /** The next event of the piece. */
  take(event: Event): void {
    if (this.#replay === undefined) throw new Error('a record begins with its header')
    const happened = replay(this.#replay, event)
    this.#replay = happened.replay
    this.#recorded.take(happened.moment.time, happened.moment.state)
    this.#end = happened.moment.time
    const supposed = this.#whatIf && supposing(this.#whatIf, event)
    this.#whatIf = supposed?.whatIf
    for (const moment of supposed?.moments ?? [happened.moment]) this.#keep(moment)
  }

  /** Something about the record itself. */
  note(time: number | undefined, text: string | undefined): void {
    if (text !== undefined) this.#entries.push({ time: time ?? this.#end, service: undefined, kind: 'note', text })
  }

  /** What was heard so far; of these services, or of all. */
  story(services: readonly string[]): Story {
    return {
      preface: this.#preface,
      entries: this.#entries,
      end: this.#end,
      services: this.#told.services
        .filter(({ name }) => services.length === 0 || services.includes(name))
        .map((service) => ({ ...service, recorded: this.#config && this.#recorded.of(service.name) })),
    }
  }

  #introduce(header: Header): void {
    this.#preface.push(`recorded by exabgp-haproxy ${header.version}${header.standalone ? ' in a terminal, without ExaBGP' : ''}`)
    if (header.version !== this.#version)
      this.#preface.push(`this is ${this.#version}, which may decide otherwise; what was sent is told exactly by ${header.version}`)
    if (this.#config === undefined) return
    this.#preface.push(
      'what the configuration given now would have done, if ExaBGP had announced nothing at first and carried out every line at once:',
      ...caveats(this.#config, header).map((text) => `  ${text}`),
    )
  }

  #keep(moment: Moment): void {
    this.lines.push(...linesOf(moment))
    this.#entries.push(...entriesOf(moment))
    this.#told.take(moment.time, moment.state)
  }
}

const opening = (header: Header, before: Header | undefined): string | undefined => {
  if (before?.run !== header.run) return header.begins === 'run' ? 'the process starts' : 'the record begins here, in the middle of a run'
  if (header.begins === 'gap') return 'events are missing before this: they could not be written'
  return header.piece === before.piece + 1 ? undefined : 'events are missing before this: a file of the record is not here'
}

// Services that another configuration has not.
const goneSince = (before: State, after: State): readonly string[] => {
  if (before.config === after.config) return []
  const names = new Set(after.config.services.map(({ name }) => name))
  return before.config.services.flatMap(({ name }) => (names.has(name) ? [] : [name]))
}

type Course = { readonly vips: readonly string[]; readonly changes: Change[] }

/** How services stood over time. */
class Courses {
  readonly #courses = new Map<string, Course>()
  #last: State | undefined

  get services() {
    return [...this.#courses].map(([name, course]) => ({ name, ...course }))
  }

  of(name: string): readonly Change[] {
    return this.#courses.get(name)?.changes ?? []
  }

  take(time: number, state: State): void {
    const before = this.#last
    const sameRoutes = before?.exabgp.announced === state.exabgp.announced
    this.#last = state
    if (sameRoutes && before?.services === state.services) return
    const announced = announcedIn(state)
    for (const gone of before === undefined ? [] : goneSince(before, state))
      this.#courses.get(gone)?.changes.push({ time, sample: undefined })
    for (const [index, service] of state.services.entries()) {
      if (sameRoutes && before?.services[index] === service) continue
      const { changes } = this.#courseOf(service)
      const sample = sampleOf(service, announced)
      if (changes.length === 0 || !sameSample(changes.at(-1)?.sample, sample)) changes.push({ time, sample })
    }
  }

  /** From now on nothing is known. */
  end(time: number): void {
    this.#last = undefined
    for (const { changes } of this.#courses.values()) changes.push({ time, sample: undefined })
  }

  #courseOf({ service: { name, vips } }: ServiceState): Course {
    const course = this.#courses.get(name) ?? { vips: vips.map(({ text }) => text), changes: [] }
    this.#courses.set(name, course)
    return course
  }
}
