// Which hooks does a piece of news call, and what are they told?
import type { Config } from '../config/config.ts'
import { vipsVariable } from '../config/findings/command-environment.ts'
import type { Hook } from '../config/hooks.ts'
import type { HookEvent } from '../config/values/hook-events.ts'
import type { News } from '../engine/effect.ts'
import { stateWord } from '../policy/state-word.ts'

/** What a hook reads as JSON. Tiers count from 1, capacity goes from 0 to 1, `since` is as in ISO 8601. */
export type HookCall = {
  readonly event: HookEvent
  readonly node: string
  readonly since: string
  readonly service?: string
  readonly vips?: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly tier?: number
  readonly capacity?: number
  readonly neighbor?: string
  readonly reason?: string
}

/** Undefined where no hook can be about it; nothing is said of a service before it has a first verdict. */
export const hookCall = (news: News, { services }: Config, around: Pick<HookCall, 'node' | 'since'>): HookCall | undefined => {
  switch (news.type) {
    case 'verdict': {
      const service = services.find(({ name }) => name === news.service)
      if (service === undefined || news.to === 'pending') return undefined
      const to = stateWord(service, news.to, news.warm)
      if (to === 'pending') return undefined
      return {
        event: to,
        ...around,
        service: news.service,
        vips: service.vips.map(({ text }) => text),
        from: stateWord(service, news.from, false),
        to,
        ...(typeof news.to === 'number' && { tier: news.to + 1 }),
        ...(news.capacity !== undefined && { capacity: news.capacity }),
        reason: news.why,
      }
    }
    case 'alarm': {
      const vips = services.find(({ name }) => name === news.service)?.vips.map(({ text }) => text)
      if (news.alarm !== 'unknown' || news.service === undefined || vips === undefined) return undefined
      return { event: 'unknown', ...around, service: news.service, vips, reason: news.what }
    }
    case 'neighbor':
      return { event: 'neighbor', ...around, neighbor: news.address, to: news.state }
    case 'configured':
      return { event: 'reload', ...around, reason: reloaded(news) }
    default:
      return undefined
  }
}

const reloaded = ({ added, changed, removed }: Extract<News, { type: 'configured' }>): string =>
  [`services added: ${added.length}`, `changed: ${changed.length}`, `removed: ${removed.length}`].join(', ')

/** A hook of a service is about that one alone. */
export const concerns = ({ on, service }: Hook, call: HookCall): boolean =>
  on.includes(call.event) && (service === undefined || service === call.service || call.service === undefined)

/** The longest text in a variable; on stdin it is whole. */
const longestText = 1000

/** Every variable is set, to nothing where there is nothing to say. */
export const environmentOf = ({ vips = [], ...call }: HookCall): Readonly<Record<string, string>> => ({
  RHI_EVENT: call.event,
  RHI_NODE: call.node,
  RHI_SINCE: call.since,
  RHI_SERVICE: call.service ?? '',
  RHI_VIPS: vipsVariable(vips) ?? '',
  RHI_FROM: call.from ?? '',
  RHI_TO: call.to ?? '',
  RHI_TIER: `${call.tier ?? ''}`,
  RHI_CAPACITY: `${call.capacity ?? ''}`,
  RHI_NEIGHBOR: call.neighbor ?? '',
  RHI_REASON: (call.reason ?? '').replaceAll('\0', '').slice(0, longestText),
})
