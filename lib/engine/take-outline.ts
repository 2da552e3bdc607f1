// What follows from an outline of HAProxy's proxies?
import type { Outline } from '../haproxy/snapshot.ts'
import { unknown } from '../health/evidence.ts'
import type { Milliseconds } from '../values/time.ts'
import { count, type Judged } from './count-results.ts'
import type { Effect } from './effect.ts'
import { looked } from './haproxy-answered.ts'
import { nobody } from './haproxy-state.ts'
import { again, changedIn, evidenceKey, type Reading, readAwaited, readingChecks, without } from './outline-cache.ts'
import { shared } from './snapshot-evidence.ts'
import type { State } from './state.ts'
import { hurriedRound } from './tour.ts'

/**
 * Counts once more what is known of the proxies that are the same in the outline, and looks at the servers of the others now; if the outline
 * does not show what a hint was about, at all servers, one part after another.
 */
export const takeOutline = (state: State, outline: Outline, at: Milliseconds): Judged & { readonly effects: readonly Effect[] } => {
  const { known, reading, askedAt } = state.haproxy
  const changed = changedIn(outline, state, at)
  if (known === undefined || changed === undefined) {
    const haproxy = { ...looked(state.haproxy), known: undefined }
    return { state: { ...state, haproxy }, news: [], effects: [readAwaited(state.config, state.haproxy.waiting, 'both')] }
  }
  const evidenceFor = shared(new Map(), (check) => {
    const { backend, frontend } = outline.proxies.get(check.proxy) ?? {}
    const dated = known.evidence.get(evidenceKey(check))
    if (dated === undefined) return { proxy: check.proxy, servers: 0, evidence: unknown(`HAProxy was not asked about ${check.proxy}`), at }
    return { ...dated, evidence: again(dated, check.kind === 'backend' ? backend : frontend, at) }
  })
  const confirms = ({ check }: Reading): boolean => !changed.has(check.proxy)
  if (changed.size === 0) {
    const explained = reading === 'hinted' ? hurriedRound(known, askedAt) : known
    return {
      ...count(
        state,
        { ...looked(state.haproxy), reading: false, waiting: nobody, acceptedAt: at, stoppingSince: undefined, known: explained },
        evidenceFor,
        at,
        confirms,
      ),
      effects: [],
    }
  }
  const waiting = new Set(readingChecks(state.haproxy.waiting).filter((one) => !confirms(one)))
  const counted = count(state, { ...looked(state.haproxy), waiting, known: without(known, changed) }, evidenceFor, at, confirms)
  return { ...counted, effects: [readAwaited(state.config, waiting, 'both')] }
}
