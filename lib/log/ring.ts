// What became of following HAProxy's events, and what would help?
import type { News } from '../engine/effect.ts'
import type { RingOutcome, RingTrouble } from '../haproxy/ring.ts'

/** Of a process that goes on without them. */
export const ringSentence = (report: RingOutcome): string =>
  report.kind === 'following'
    ? `following the events of HAProxy, process ${report.pid}`
    : `no events from HAProxy, asking it every fast-interval instead: ${trouble(report)}`

/** For a person who asks beforehand. */
export const ringProbe = (report: RingOutcome, ring: string): string =>
  report.kind === 'following'
    ? `ring ${ring}: its events arrive, for every proxy with the line "log ring@${ring} local0 notice"`
    : `ring ${ring}: no events arrive: ${trouble(report)}`

/** Of a backend whose events are missing. */
export const silentRing = ({ ring, backend, server }: News & { type: 'ring-silent' }): string =>
  `backend ${backend}: server ${server} went down, but ring ${ring} did not report it: routes follow this backend at the next interval, not at once; add "log ring@${ring} local0 notice" to backend ${backend} if it is missing`

const trouble = (report: RingTrouble): string =>
  report.kind === 'lost' ? report.reason : `${report.reason}; add to haproxy.cfg: ${report.remedy}`
