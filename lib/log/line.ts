// How does a piece of news read at 3 a.m.?
import { nlriKey, type Route } from '../bgp/route.ts'
import type { News } from '../engine/effect.ts'
import { type Evidence, everything } from '../health/evidence.ts'
import { ofConfiguration } from './news/configuration.ts'
import { ofExabgp } from './news/exabgp.ts'
import { ofHaproxy } from './news/haproxy.ts'
import { ofOrders } from './news/orders.ts'
import { ofService } from './news/service.ts'
import { ofSessions } from './news/sessions.ts'
import type { NewsOf, Sentence, Sentences } from './sentence.ts'

/** `fields` say the same to a machine. */
export type LogLine = Sentence & { readonly fields: Readonly<Record<string, unknown>> }

export const logLine = (news: News): LogLine => {
  const { type: event, ...fields } = news
  const evidence = news.type === 'evidence' ? { evidence: shown(news.evidence) } : {}
  return { ...sentence(event, news), fields: { event, ...brief(fields), ...evidence } }
}

const sentences: Sentences = { ...ofService, ...ofConfiguration, ...ofOrders, ...ofHaproxy, ...ofExabgp, ...ofSessions }

const sentence = <Type extends News['type']>(type: Type, news: NewsOf<Type>): Sentence => sentences[type](news)

// Commands, routes and the level stand in the line already, which has a level of its own where an alarm ends. Tiers count from 1, as in the text.
const brief = ({
  command: _,
  routes,
  before: __,
  evidence: ___,
  level: ____,
  ...fields
}: Record<string, unknown>): Record<string, unknown> => ({
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
