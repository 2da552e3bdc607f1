// What became of following HAProxy's events, and what would help?
import type { News } from '../engine/effect.ts'
import type { RingOutcome, RingTrouble } from '../haproxy/ring.ts'

/** Of a process that goes on without them. */
export const ringSentence = (report: RingOutcome): string =>
  report.kind === 'following'
    ? `the events of HAProxy reach us, from process ${report.pid}`
    : `the events of HAProxy do not reach us, asking it every fast-interval: ${trouble(report)}`

/** For a person who asks beforehand. */
export const ringProbe = (report: RingOutcome, ring: string): string =>
  report.kind === 'following'
    ? `ring ${ring}: its events reach us, those of every proxy with the line "log ring@${ring} local0 notice"`
    : `ring ${ring}: its events do not reach us: ${trouble(report)}`

/** Of a backend whose events are missing. */
export const silentRing = ({ ring, backend, server }: News & { type: 'ring-silent' }): string =>
  `${backend}: server ${server} went down and ring ${ring} did not tell, so what happens there is seen within interval only; add "log ring@${ring} local0 notice" to backend ${backend} if it is missing`

const trouble = (report: RingTrouble): string => (report.kind === 'lost' ? report.reason : `${report.reason}; use ${report.remedy}`)
