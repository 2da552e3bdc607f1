// Which questions are open, and what if one is never answered?
import { after, type Milliseconds, never } from '../values/time.ts'
import { excuse, patienceFor, type Question } from './answer-deadlines.ts'
import type { Event } from './event.ts'
import { type Asking, isAsking } from './question.ts'
import { type Subject, subjectOfEffect, subjectOfEvent } from './question-subjects.ts'

/**
 * Whoever is asked has a deadline of its own; this one is for those who miss it. Of each subject one question is open at most, the newest. An
 * answer to any other is too late, and says nothing.
 */
export type Watchdog = {
  readonly asked: number
  readonly open: ReadonlyMap<Subject, Question>
  /** Whose last question was given up, and what was asked. */
  readonly silent: ReadonlyMap<Subject, Question>
  /** When we ran last, as far as that matters to a question that is open. */
  readonly ranAt: Milliseconds
}

/** A tick is late by so much only where all of us was paused. */
const pauseMs = 1000
/** A tick is late by so much only where we did not run, be it for want of a CPU. */
const latenessMs = 50
/** While a question is open we look so often whether we run. */
const everyMs = 250

export const nothingAsked: Watchdog = { asked: 0, open: new Map(), silent: new Map(), ranAt: never }

/** Gives each question of these effects a number and a deadline. */
export const ask = <Effect extends { readonly type: string }>(
  watchdog: Watchdog,
  effects: readonly Effect[],
  at: Milliseconds,
): { readonly watchdog: Watchdog; readonly effects: readonly Effect[] } => {
  const open = new Map(watchdog.open)
  let { asked } = watchdog
  const numbered = effects.map((effect) => {
    if (!isAsking(effect)) return effect
    asked += 1
    const withinMs = patienceFor(effect)
    open.set(subjectOfEffect(effect), { id: asked, asking: effect, until: after(at, withinMs), withinMs })
    return { ...effect, question: asked }
  })
  return { watchdog: { ...watchdog, asked, open }, effects: numbered }
}

/** Whether it answers a question that was given up, was answered already, or was asked again. */
export const isTooLate = ({ open }: Watchdog, event: Event): boolean =>
  event.question !== undefined && open.get(subjectOfEvent(event) ?? '')?.id !== event.question

/** What an event answers is open no more. */
export const answered = (watchdog: Watchdog, event: Event): Watchdog => {
  const subject = subjectOfEvent(event)
  if (subject === undefined || !(watchdog.open.has(subject) || watchdog.silent.has(subject))) return watchdog
  return { ...watchdog, open: without(watchdog.open, subject), silent: without(watchdog.silent, subject) }
}

/** Gives up what is overdue; each stands for the answer that a slow one would have given. */
export const giveUp = (watchdog: Watchdog, at: Milliseconds): { readonly watchdog: Watchdog; readonly events: readonly Event[] } => {
  const overdue = [...watchdog.open].filter(([, { until }]) => until <= at)
  if (overdue.length === 0) return { watchdog, events: [] }
  const open = new Map([...watchdog.open].filter(([, { until }]) => until > at))
  return {
    watchdog: { ...watchdog, open, silent: new Map([...watchdog.silent, ...overdue]) },
    events: overdue.map(([, question]) => excuse(question, at)),
  }
}

/** When the first of the open questions is given up, or time may have been lost. */
export const giveUpAt = ({ open, ranAt }: Watchdog): Milliseconds => {
  if (open.size === 0) return never
  let next = after(ranAt, everyMs)
  for (const { until } of open.values()) if (until < next) next = until
  return next
}

/** The same at a moment at which we run. */
export const running = (watchdog: Watchdog, at: Milliseconds): Watchdog =>
  watchdog.open.size === 0 ? watchdog : { ...watchdog, ranAt: at }

/** Whoever is asked gets the time in which we did not run, as what was due at `due` comes to pass only now. */
export const withLostTime = (watchdog: Watchdog, due: Milliseconds, at: Milliseconds): Watchdog => {
  const lostMs = at - due
  if (lostMs <= latenessMs || watchdog.open.size === 0) return watchdog
  const open = [...watchdog.open].map(([subject, question]) => [subject, { ...question, until: after(question.until, lostMs) }] as const)
  return { ...watchdog, open: new Map(open) }
}

/** Whether we did not run, as what was due at `due` comes to pass only now: the machine was paused, or the process stopped. */
export const wasPaused = (due: Milliseconds, at: Milliseconds): boolean => at - due > pauseMs

/** After a pause all who are asked have their time once more. */
export const begunAnew = (watchdog: Watchdog, at: Milliseconds): Watchdog => ({
  ...watchdog,
  open: new Map([...watchdog.open].map(([subject, question]) => [subject, { ...question, until: after(at, question.withinMs) }])),
})

/** Of these questions no answer counts any more, and none is missed. */
export const callOffQuestions = (watchdog: Watchdog, isOff: (asking: Asking) => boolean): Watchdog => ({
  ...watchdog,
  open: new Map([...watchdog.open].filter(([, { asking }]) => !isOff(asking))),
  silent: new Map([...watchdog.silent].filter(([, { asking }]) => !isOff(asking))),
})

const without = <Value>(map: ReadonlyMap<Subject, Value>, subject: Subject): ReadonlyMap<Subject, Value> => {
  if (!map.has(subject)) return map
  const rest = new Map(map)
  rest.delete(subject)
  return rest
}
