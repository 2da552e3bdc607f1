// How does a state go through the events of a record that another configuration has made?
import type { Config } from '../config/config.ts'
import { isStatisticsCheck } from '../config/schema/checks/kinds.ts'
import type { Milliseconds } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import type { CheckRef, Event } from './event.ts'
import { initialState } from './initial-state.ts'
import { located } from './local-vips.ts'
import { changedIn, readingChecks } from './outline-cache.ts'
import { mayJoin } from './schedule.ts'
import type { LocalState, State } from './state.ts'
import { step } from './step.ts'
import type { Step } from './step-result.ts'
import { nothingAsked } from './watchdog.ts'

export { nextTick } from './next-tick.ts'

/** A configuration that begins with nothing settled. As long as the record tells of no maintenance file there is none, and of no addresses, those of `local` are there. */
export const supposed = (config: Config, at: Milliseconds, local: LocalState): State => {
  const state = initialState(config, at, true)
  const services = state.services.map((service) => ({ ...service, maintenance: { ...service.maintenance, looked: true }, missing: [] }))
  return { ...state, local, services: located(services, config, local, at) }
}

/** Takes in an event that says something to it. Nobody answers here: what the record holds are answers to the questions of another state. */
export const suppose = (state: State, event: Event): Step => {
  const next = step(state, event)
  return { ...next, state: { ...next.state, watchdog: nothingAsked } }
}

/** It speaks the grammar of the recorded ExaBGP, unless it is configured; hints are not handed on, and their absence means nothing here. */
export const asHeard = (state: State, { exabgp: { grammar }, haproxy: { hearing } }: State): State => {
  const dialect = state.config.exabgp.dialect === 'auto' ? grammar.dialect : state.exabgp.grammar.dialect
  return {
    ...state,
    haproxy: { ...state.haproxy, hearing },
    exabgp: { ...state.exabgp, grammar: { ...state.exabgp.grammar, dialect } },
  }
}

/** Whether it is the turn of a probe; also where it is not known. */
export const isDue = ({ service, key }: CheckRef, { services }: State, at: Milliseconds): boolean =>
  (services.find((one) => one.service.name === service)?.checks.find((one) => one.key === key)?.dueAt ?? 0) <= at

const statisticsKey = ({ check }: CheckState): string => (isStatisticsCheck(check) ? `${check.kind} ${check.proxy}` : '')

/** The checks that an event answers, by what they ask: those that wait for HAProxy, but for what an outline shows to have changed. */
export const answeredBy = (event: Event, before: State): ReadonlySet<string> => {
  const changed = event.type === 'outline' ? changedIn(event.outline, before, event.at) : new Set()
  if (changed === undefined) return new Set()
  return new Set(
    readingChecks(before.haproxy.waiting)
      .filter(({ check }) => !changed.has(check.proxy))
      .map(statisticsKey),
  )
}

/** Lets the checks wait whose turn it is, for a snapshot that speaks for what was asked. */
export const awaiting = (state: State, asked: ReadonlySet<string>, hinted: boolean, at: Milliseconds): State => ({
  ...state,
  haproxy: {
    ...state.haproxy,
    reading: hinted ? 'hinted' : 'due',
    waiting: joining(state, asked, hinted, at),
    askedAt: at,
    known: undefined,
  },
})

const joining = ({ services }: State, asked: ReadonlySet<string>, hinted: boolean, at: Milliseconds): ReadonlySet<CheckState> =>
  new Set(services.flatMap(({ checks }) => checks.filter((one) => (hinted || mayJoin(one, at)) && asked.has(statisticsKey(one)))))
