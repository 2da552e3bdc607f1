// What is worth telling about one moment of a replay, and about which service?
import type { Effect, News } from '../engine/effect.ts'
import type { ServiceState } from '../engine/service-state.ts'
import type { State } from '../engine/state.ts'
import { logLine } from '../log/line.ts'
import { withholding } from '../log/withheld.ts'
import type { Moment } from '../record/replay.ts'

/**
 * `seen`: evidence; `waits`: what withholds its effect; `verdict`: where the service stands and why; `sent`: a line to ExaBGP, exactly;
 * `again`: the same line, repeated for neighbors that are new; `note`: whatever else is worth reading.
 */
type EntryKind = 'seen' | 'waits' | 'verdict' | 'sent' | 'again' | 'note'

export type Entry = {
  /** Milliseconds since 1970. */
  readonly time: number
  /** Undefined: it concerns none in particular. */
  readonly service: string | undefined
  readonly kind: EntryKind
  readonly text: string
}

/** What happened at a moment, in the order in which it was decided. */
export const entriesOf = ({ time, before, state, effects }: Moment): readonly Entry[] => {
  const told = effects.flatMap((effect) => (effect.type === 'tell' ? entriesOfNews(effect.news, time) : []))
  const waits = state.services.flatMap((service, index) =>
    newlyWithheld(sameOf(before, service, index), service).map((text) => ({
      time,
      service: service.service.name,
      kind: 'waits' as const,
      text,
    })),
  )
  const [seen, rest] = [told.filter(({ kind }) => kind === 'seen'), told.filter(({ kind }) => kind !== 'seen')]
  return [...seen, ...waits, ...rest, ...effects.flatMap((effect) => entriesOfLine(effect, effects, state, time))]
}

/** What withholds a verdict when the story begins. */
export const standing = ({ services }: State, time: number): readonly Entry[] =>
  services.flatMap((service) => withholding(service).map((text) => ({ time, service: service.service.name, kind: 'waits' as const, text })))

// Another configuration may have others, in another order.
const sameOf = ({ services }: State, { service: { name } }: ServiceState, index: number): ServiceState | undefined =>
  services[index]?.service.name === name ? services[index] : services.find(({ service }) => service.name === name)

const newlyWithheld = (before: ServiceState | undefined, after: ServiceState): readonly string[] => {
  if (before === after) return []
  const known = before === undefined ? [] : withholding(before)
  return withholding(after).filter((text) => !known.includes(text))
}

const entriesOfNews = (news: News, time: number): readonly Entry[] => {
  const { message } = logLine(news)
  const text = (service: string) => message.replace(`${service}: `, '')
  switch (news.type) {
    case 'sent':
    case 'held':
    case 'answered':
    case 'unsolicited':
      return []
    case 'evidence':
      return [{ time, service: news.service, kind: 'seen', text: text(news.service) }]
    case 'verdict':
      return [{ time, service: news.service, kind: 'verdict', text: text(news.service) }]
    case 'order':
    case 'order-over':
      return news.services.map((service) => ({ time, service, kind: 'note', text: message }))
    default: {
      const service = 'service' in news ? news.service : undefined
      return [{ time, service, kind: 'note', text: service === undefined ? message : text(service) }]
    }
  }
}

// A line concerns every service that has one of the prefixes in it.
const entriesOfLine = (effect: Effect, effects: readonly Effect[], state: State, time: number): readonly Entry[] => {
  if (effect.type !== 'write') return []
  const { line } = effect
  const repeated = effects.some((one) => one.type === 'tell' && one.news.type === 'sent' && one.news.refresh && one.news.line === line)
  const words = new Set(line.split(' '))
  const named = state.services.filter(({ service }) => service.vips.some((vip) => words.has(vip.text))).map(({ service }) => service.name)
  const services: readonly (string | undefined)[] = named.length === 0 ? [undefined] : named
  return services.map((service) => ({ time, service, kind: repeated ? 'again' : 'sent', text: line }))
}
