// What has to be found out, and may be forgotten, about what an earlier run announced and this one would not?
import { mayBeAnnounced, type Others, settleFormer } from '../exabgp/former.ts'
import type { Milliseconds } from '../values/time.ts'
import { converse } from './converse.ts'
import type { Effect } from './effect.ts'
import type { State } from './state.ts'
import type { Step } from './step-result.ts'

/** Asks who has what was found of it, and remembers only the VIPs that ExaBGP may still announce. */
export const mindFormer = (state: State): { readonly state: State; readonly effects: readonly Effect[] } => {
  const { exabgp, former } = state
  const asks = !former.asking && exabgp.inherited.size > 0
  const remembered = former.remembered.filter((vip) => mayBeAnnounced(exabgp, vip))
  const forgets = remembered.length < former.remembered.length
  if (!asks && !forgets) return { state, effects: [] }
  return {
    state: { ...state, former: { remembered: forgets ? remembered : former.remembered, asking: former.asking || asks } },
    effects: [...(asks ? [{ type: 'find-others' as const }] : []), ...(forgets ? [{ type: 'remember' as const, former: remembered }] : [])],
  }
}

/** Nobody is asked again in vain. */
export const takeOthers = (state: State, others: Others, at: Milliseconds): Step =>
  converse({ ...state, former: { ...state.former, asking: !others.ok } }, at, (conversation) => settleFormer(conversation, others))
