// How is it said what becomes of a service?
import type { Route } from '../../bgp/route.ts'
import type { Evidence } from '../../health/evidence.ts'
import type { Verdict } from '../../policy/desired.ts'
import { some } from '../../values/some.ts'
import { span } from '../../values/span.ts'
import { announcing } from '../announcing.ts'
import { dampingReason, improvement } from '../damping.ts'
import { debug, error, info, type NewsOf, type Sentence, type Sentences, warn } from '../sentence.ts'
import { trafficSentence } from '../traffic.ts'

export const ofService = {
  verdict: (news) => (typeof news.to === 'number' ? info : warn)(verdictSentence(news)),
  evidence: (news) => evidenceSentence(news),
  guarded: ({ service, nlri, reason }) => error(`${service}: refusing to announce ${nlri}: ${reason}`),
  held: (news) =>
    info(
      `${news.service}: damping holds ${improvement(news)} back for ${span(news.forMs)} (now ${standing(news.from)}): ${dampingReason(news)}`,
    ),
  released: (news) =>
    info(`${news.service}: damping released ${improvement(news)} after ${span(news.afterMs)}: penalty ${Math.ceil(news.penalty)}`),
  maintenance: ({ service, present }) =>
    info(`${service}: the maintenance file ${present ? 'is there' : 'is gone: the VIPs come back after rise good results'}`),
  alarm: ({ level, what, forMs }) => ({ level, message: `${what}${forMs === 0 ? '' : ` (for ${span(forMs)} now)`}` }),
  'alarm-over': ({ what, forMs }) => info(`alarm over after ${span(forMs)}: ${what}`),
  loopback: (news) => (news.change === 'left' ? warn : info)(loopbackSentence(news)),
  traffic: (news) =>
    news.sign === 'over'
      ? info(`${news.service}: ${trafficOver[news.was]}`)
      : (news.sign === 'no-sessions' ? info : warn)(`${news.service}: ${trafficSentence(news.sign, news.sessions)}`),
} satisfies Partial<Sentences>

const loopbackSentence = ({ change, interface: device, vips, why }: NewsOf<'loopback'>): string => {
  const [are, they] = vips.length === 1 ? ['is', 'it'] : ['are', 'they']
  switch (change) {
    case 'added':
      return `${some(vips)} ${are} on ${device} now`
    case 'removed':
      return `${some(vips)} ${are} taken from ${device}`
    case 'spared':
      return `${some(vips)} ${are} withdrawn, and not taken from ${device}: ${why}`
    case 'left':
      return `${some(vips)} ${are} no VIP any more, and ${they === 'it' ? 'stays' : 'stay'} on ${device}, as loopback.remove is never: ip address del ${vips[0]} dev ${device}`
  }
}

const trafficOver = {
  'no-sessions': 'it has sessions again, or is not announced any more',
  'still-sessions': 'no new sessions any more, or it is announced again',
} as const

/** What became of a service, and why. */
export const verdictSentence = ({ service, from, to, warm, routes, why }: Omit<NewsOf<'verdict'>, 'type' | 'capacity'>): string =>
  `${service}: ${deed(from, to, warm, routes)}: ${why}`

const deed = (from: Verdict, to: Verdict, warm: boolean, routes: readonly Route[]): string => {
  const where = `${standing(to)}${warm ? ' (slow start)' : ''}`
  if (routes.length === 0) return `${where}, ${from === 'pending' || typeof to === 'number' ? 'not announcing' : 'withdrawing'} its VIPs`
  const role = to === 'down' ? ' as a last resort' : ''
  return `${where}, announcing ${announcing(routes, role)}`
}

const standing = (verdict: Verdict): string => (typeof verdict === 'number' ? `tier ${verdict + 1}` : verdict)

const evidenceSentence = ({ service, check, before, evidence }: NewsOf<'evidence'>): Sentence => {
  if (evidence.kind === 'unknown') return warn(`${service}: ${check} is unknown, so its last result still counts: ${evidence.reason}`)
  if (evidence.kind === 'range') return info(`${service}: ${check} is not certain yet, so its last result still counts: ${evidence.reason}`)
  if (evidence.alarm === true) return warn(`${service}: ${check} counts as failing: ${evidence.reason}`)
  const turned = before?.kind !== evidence.kind || serves(before) !== serves(evidence)
  return (turned ? info : debug)(`${service}: ${check}: ${evidence.reason}`)
}

const serves = (evidence: Evidence): boolean => evidence.kind === 'measured' && evidence.measure.capacity > 0
