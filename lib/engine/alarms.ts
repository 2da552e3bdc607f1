// Which alarms stand, and when is each said again?
import { remembering } from '../values/remembering.ts'
import { after, type Milliseconds, never } from '../values/time.ts'

/**
 * Something that is wrong and does not end by itself. Nobody raises or clears an alarm: `troubles` reads them off the state at every step, each
 * for as long as it is the case. A new sort is a function from the state to alarms, named there. Its line follows by itself: when it begins
 * (unless `told`), after 1, 2, 4, 8, 16, 32 and 64 min, then every hour, and once when it is over, if it was ever said.
 */
export type Alarm = {
  /** One kebab word for machines, such as `unknown`. */
  readonly alarm: string
  /** The service that it is about; absent: it is about all of them. */
  readonly service?: string
  /** Tells apart alarms of one sort, and of one service. */
  readonly subject?: string
  readonly level: 'warn' | 'error'
  /** Whether another line tells of its beginning, so that only its lasting is to be said. */
  readonly told?: boolean
  /** Subject, verb, object, and the effect on the route; asked for only when it is said. */
  readonly what: () => string
}

/** `alarm-over`: it was said, and is not the case any more. */
export type AlarmNews = ({ readonly type: 'alarm' } & Said) | ({ readonly type: 'alarm-over' } & Said)

type Said = Omit<Alarm, 'told' | 'what'> & { readonly what: string; readonly forMs: number }

/** By what tells alarms apart. */
export type Alarms = ReadonlyMap<string, Standing>

/** What tells it apart. */
type Subject = { readonly [Part in 'alarm' | 'service' | 'subject']: Alarm[Part] | undefined }

type Standing = {
  readonly of: Subject
  readonly since: Milliseconds
  readonly againAt: Milliseconds
  readonly said: Said | undefined
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Holds what is wrong now against what was. */
export const remind = (
  before: Alarms,
  now: readonly Alarm[],
  at: Milliseconds,
): { readonly alarms: Alarms; readonly news: readonly AlarmNews[] } => {
  if (isAsIs(before, now, at)) return { alarms: before, news: [] }
  const news: AlarmNews[] = []
  const alarms = new Map<string, Standing>()
  for (const one of now) {
    const key = keyOf(one)
    const standing = before.get(key) ?? begun(one, at)
    const next = at < standing.againAt ? standing : say(one, standing, at)
    if (next !== standing && next.said !== undefined) news.push({ type: 'alarm', ...next.said })
    alarms.set(key, next)
  }
  for (const [key, { since, said }] of before)
    if (said !== undefined && !alarms.has(key)) news.push({ type: 'alarm-over', ...said, forMs: at - since })
  return { alarms, news }
}

// No more of it is kept than that: what it would say holds a whole state.
const begun = ({ alarm, service, subject, told }: Alarm, at: Milliseconds): Standing => ({
  of: { alarm, service, subject },
  since: at,
  againAt: told === true ? after(at, minuteMs) : at,
  said: undefined,
})

// A thousand may stand for hours.
const isAsIs = (before: Alarms, now: readonly Alarm[], at: Milliseconds): boolean => at < remindAt(before) && areSame(before, now)

const areSame = remembering((before: Alarms, now: readonly Alarm[]): boolean => {
  if (before.size !== now.length) return false
  let index = 0
  for (const { of } of before.values()) {
    const one = now[index++]
    if (one === undefined || one.alarm !== of.alarm || one.service !== of.service || one.subject !== of.subject) return false
  }
  return true
})

/** Since when it has been the case; undefined where that has not been noted. */
export const sinceOf = (alarms: Alarms, alarm: Alarm): Milliseconds | undefined => alarms.get(keyOf(alarm))?.since

/** When the next of them is to be said. */
export const remindAt = remembering((alarms: Alarms): Milliseconds => {
  let next = never
  for (const { againAt } of alarms.values()) if (againAt < next) next = againAt
  return next
})

const say = ({ told: _, what, ...one }: Alarm, { of, since }: Standing, at: Milliseconds): Standing => {
  const forMs = at - since
  const againAt = after(at, Math.min(Math.max(minuteMs, forMs), hourMs))
  return { of, since, againAt, said: { ...one, what: what(), forMs } }
}

const keyOf = ({ alarm, service = '', subject = '' }: Alarm): string => `${alarm} ${service} ${subject}`
