// How does a piece of news read at 3 a.m.?
import { nlriKey, type Route } from '../bgp/route.ts'
import type { LogLevel } from '../config/values/log-level.ts'
import type { News } from '../engine/effect.ts'
import { type Evidence, everything } from '../health/evidence.ts'
import type { Verdict } from '../policy/desired.ts'
import { announcing } from './announcing.ts'
import { dampingReason, improvement, span } from './damping.ts'
import { ringSentence, silentRing } from './ring.ts'
import { some } from './some.ts'
import { suitability } from './suitability.ts'

/** `fields` say the same to a machine. */
export type LogLine = { readonly level: LogLevel; readonly message: string; readonly fields: Readonly<Record<string, unknown>> }

export const logLine = (news: News): LogLine => {
  const { type: event, ...fields } = news
  const { level, message } = sentence(news)
  return { level, message, fields: { event, ...brief(fields), ...(news.type === 'evidence' ? { evidence: shown(news.evidence) } : {}) } }
}

type Sentence = { readonly level: LogLevel; readonly message: string }

const sentence = (news: News): Sentence => {
  switch (news.type) {
    case 'verdict':
      return { level: typeof news.to === 'number' ? 'info' : 'warn', message: verdictSentence(news) }
    case 'evidence':
      return evidenceSentence(news)
    case 'guarded':
      return { level: 'error', message: `${news.service}: refusing to announce ${news.nlri}: ${news.reason}` }
    case 'held':
      return {
        level: 'info',
        message: `${news.service}: damping holds ${improvement(news)} back: ${dampingReason(news)}, which takes ${span(news.forMs)}`,
      }
    case 'released':
      return {
        level: 'info',
        message: `${news.service}: damping released ${improvement(news)} after ${span(news.afterMs)}: penalty ${Math.ceil(news.penalty)}`,
      }
    case 'worker':
      return { level: 'info', message: `HAProxy was reloaded or restarted: process ${news.previousPid} has been replaced by ${news.pid}` }
    case 'ring':
      return { level: news.kind === 'following' ? 'info' : 'warn', message: ringSentence(news) }
    case 'ring-silent':
      return { level: 'warn', message: silentRing(news) }
    case 'maintenance':
      return {
        level: 'info',
        message: `${news.service}: the maintenance file ${news.present ? 'is there' : 'is gone; coming back through rise'}`,
      }
    case 'stopping':
      return {
        level: 'info',
        message: `stopping on ${news.signal}: ${news.withdrawn.length === 0 ? 'nothing was announced' : `withdrew ${some(news.withdrawn)}`}`,
      }
    case 'exabgp-gone':
      return { level: 'info', message: `ExaBGP is gone (${news.how}): leaving` }
    case 'greeted':
      return {
        level: 'info',
        message: `speaking to ExaBGP ${news.version} in the grammar of ${news.dialect}, ${news.acks ? 'every command is acknowledged' : 'it acknowledges nothing (exabgp.api.ack is false)'}`,
      }
    case 'no-version':
      return {
        level: 'warn',
        message: `ExaBGP has not said its version for ${seconds(news.afterMs)}: announcing without waiting for its answers`,
      }
    case 'inherited':
      return {
        level: 'info',
        message:
          news.nlris.length === 0
            ? 'ExaBGP lists none of our VIPs'
            : `ExaBGP still announces ${some(news.nlris)} from before: kept until there is a verdict`,
      }
    case 'discrepancy':
      return { level: 'warn', message: discrepancy(news) }
    case 'stale-vip':
      return {
        level: news.withdrawn ? 'info' : 'warn',
        message: `${some(news.nlris)}: announced by an earlier run and no longer configured: ${news.withdrawn ? 'withdrawing' : 'left alone'}: ${news.why}`,
      }
    case 'sent':
      return { level: news.refresh ? 'debug' : 'info', message: `${news.refresh ? 'repeated' : 'sent'}: ${news.line}` }
    case 'answered':
      return { level: 'debug', message: `done after ${news.afterMs.toFixed(1)} ms: ${news.line}` }
    case 'refused':
      return {
        level: news.next === 'later' ? 'error' : 'info',
        message: `ExaBGP refused "${news.line}"${news.complaint === undefined ? '' : ` (${news.complaint})`}: ${refusalAdvice(news.next)}`,
      }
    case 'eor-refused':
      return {
        level: 'debug',
        message: `ExaBGP has no session up for "${news.line}": said again when a neighbor comes up, and with every refresh`,
      }
    case 'silent':
      return {
        level: 'warn',
        message: `ExaBGP has not answered for ${seconds(news.afterMs)}, so this may not be carried out yet: ${news.line}`,
      }
    case 'answering':
      return { level: 'info', message: `ExaBGP answers again after ${seconds(news.afterMs)}` }
    case 'unanswered':
      return {
        level: 'error',
        message: `ExaBGP is there but never answered "${news.line}": ${news.next === 'in halves' ? 'trying its prefixes in halves' : 'trying again after a while'}; its log may say why`,
      }
    case 'neighbor':
      return {
        level: news.state === 'down' ? 'warn' : 'info',
        message: `ExaBGP: neighbor ${news.address} is ${neighborStates[news.state]}`,
      }
    case 'alarm':
      return { level: news.level, message: `${news.what}${news.forMs === 0 ? '' : ` (for ${span(news.forMs)} now)`}` }
    case 'alarm-over':
      return { level: 'info', message: `over after ${span(news.forMs)}: ${news.what}` }
    case 'unsuited':
    case 'unreachable':
      return suitability(news)
    case 'no-session':
      return {
        level: 'error',
        message: `no BGP session is up, so nobody hears of ${some(news.nlris)}; what do the neighbors and the log of ExaBGP say?`,
      }
    case 'session-back':
      return { level: 'info', message: 'a BGP session is up again, and what is announced is heard' }
    case 'sessions':
      return {
        level: 'debug',
        message: `ExaBGP has ${news.sessions.length === 0 ? 'no session that it describes' : `the sessions ${news.sessions.join(', ')}`}`,
      }
    case 'sessions-unknown':
      return {
        level: 'debug',
        message: `ExaBGP ${news.outcome === 'error' ? 'refused' : 'never answered'} "${news.line}": nothing is known of its sessions`,
      }
    case 'unsolicited':
      return { level: 'debug', message: `ExaBGP answered a question that nobody asked: ${news.line}` }
  }
}

/** What became of a service, and why. */
export const verdictSentence = ({ service, from, to, warm, routes, why }: News & { type: 'verdict' }): string =>
  `${service}: ${deed(from, to, warm, routes)}: ${why}`

const deed = (from: Verdict, to: Verdict, warm: boolean, routes: readonly Route[]): string => {
  const standing = `${typeof to === 'number' ? `tier ${to + 1}` : to}${warm ? ' (slow start)' : ''}`
  if (routes.length === 0) return `${standing}, ${from === 'pending' ? 'not announcing' : 'withdrawing'} its VIPs`
  const role = to === 'down' ? ' as a last resort' : ''
  return `${standing}, announcing ${announcing(routes, role)}`
}

const evidenceSentence = ({ service, check, before, evidence }: News & { type: 'evidence' }): Sentence => {
  if (evidence.kind === 'unknown') {
    return { level: 'warn', message: `${service}: ${check} is unknown, so its last result still counts: ${evidence.reason}` }
  }
  if (evidence.kind === 'range')
    return { level: 'info', message: `${service}: ${check} is not certain yet, so its last result still counts: ${evidence.reason}` }
  if (evidence.alarm === true) return { level: 'warn', message: `${service}: ${check} counts as failing: ${evidence.reason}` }
  const turned = before?.kind !== evidence.kind || serves(before) !== serves(evidence)
  return { level: turned ? 'info' : 'debug', message: `${service}: ${check}: ${evidence.reason}` }
}

const serves = (evidence: Evidence): boolean => evidence.kind === 'measured' && evidence.measure.capacity > 0

const refusalAdvice = (next: 'in halves' | 'later'): string =>
  next === 'in halves'
    ? 'trying its prefixes in halves, until what it refuses is alone'
    : 'it may be announced to some neighbors all the same; trying again after a while; does a neighbor list this process under api { processes [ … ]; }, and what does the log of ExaBGP say?'

const neighborStates = { up: 'up', down: 'down, it hears of nothing until it is up again' } as const

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

// Commands and routes stand in the line already. Tiers count from 1, as in the text.
const brief = ({ command: _, routes, before: __, evidence: ___, ...fields }: Record<string, unknown>): Record<string, unknown> => ({
  ...fields,
  ...('from' in fields && { from: tierName(fields.from) }),
  ...('to' in fields && { to: tierName(fields.to) }),
  ...(Array.isArray(routes) ? { vips: [...new Set(routes.map((route: Route) => nlriKey(route.nlri)))] } : {}),
})

const tierName = (verdict: unknown): unknown => (typeof verdict === 'number' ? verdict + 1 : verdict)

// A boolean check that passes has no number of servers.
const shown = (evidence: Evidence): unknown =>
  evidence.kind === 'measured' && evidence.measure.servers === everything.servers
    ? { ...evidence, measure: { capacity: evidence.measure.capacity } }
    : evidence

const discrepancy = ({ unasked, missing }: News & { type: 'discrepancy' }): string =>
  [
    ...(unasked.length === 0
      ? []
      : [`ExaBGP announces ${some(unasked)}, which it was not told to: withdrawing it once, unless it is wanted`]),
    ...(missing.length === 0 ? [] : [`ExaBGP does not announce ${some(missing)}, which it was told to: announcing it again`]),
  ].join('; ')
