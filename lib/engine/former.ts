// What has to be found out, and may be forgotten, about what an earlier run announced and this one would not?
import { mayBeAnnounced, type Others, settleFormer } from '../exabgp/former.ts'
import { after, type Milliseconds, never } from '../values/time.ts'
import type { Alarm } from './alarms.ts'
import { converse } from './converse.ts'
import type { Effect } from './effect.ts'
import type { State } from './state.ts'
import type { Step } from './step-result.ts'

const firstAgainMs = 60_000
const longestAgainMs = 3_600_000

/** Asks who has what was found of it, and remembers only the VIPs that ExaBGP may still announce. */
export const mindFormer = (state: State, at: Milliseconds): { readonly state: State; readonly effects: readonly Effect[] } => {
  const { exabgp, former } = state
  const asks = isUnsettled(state) && at >= (former.unknown?.askAt ?? at)
  const remembered = former.remembered.filter((vip) => mayBeAnnounced(exabgp, vip))
  const forgets = remembered.length < former.remembered.length
  if (!asks && !forgets) return { state, effects: [] }
  return {
    state: { ...state, former: { ...former, remembered: forgets ? remembered : former.remembered, asking: former.asking || asks } },
    effects: [...(asks ? [{ type: 'find-others' as const }] : []), ...(forgets ? [{ type: 'remember' as const, former: remembered }] : [])],
  }
}

/** When it is asked again, where nobody could tell. */
export const formerDueAt = (state: State): Milliseconds => (isUnsettled(state) ? (state.former.unknown?.askAt ?? never) : never)

const isUnsettled = ({ exabgp, former }: State): boolean => !former.asking && exabgp.inherited.size > 0

/** Where nobody can tell that is said once, and asked again ever more rarely. */
export const takeOthers = (state: State, others: Others, at: Milliseconds): Step => {
  const { unknown: before } = state.former
  const afterMs = before === undefined ? firstAgainMs : Math.min(before.afterMs * 2, longestAgainMs)
  const unknown = others.ok ? undefined : { reason: others.reason, afterMs, askAt: after(at, afterMs) }
  return converse({ ...state, former: { ...state.former, asking: false, unknown } }, at, (conversation) => {
    const settled = settleFormer(conversation, others)
    return others.ok || before === undefined ? settled : { ...settled, news: [] }
  })
}

/** Former VIPs of which nobody can tell whose they are. */
export const formerTroubles = ({ exabgp, former: { unknown } }: State): readonly Alarm[] => {
  if (unknown === undefined) return []
  const vips = [...exabgp.inherited.values()].map(({ nlri }) => nlri.prefix.text).filter((vip) => exabgp.settings.former.has(vip))
  if (vips.length === 0) return []
  return [
    {
      alarm: 'stale-vip',
      level: 'warn',
      told: true,
      what: () =>
        `${[...new Set(vips)].join(', ')}: no longer configured, and stays announced while nobody can tell whose it is: ${unknown.reason}`,
    },
  ]
}
