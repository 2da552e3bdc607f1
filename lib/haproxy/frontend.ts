// Does a frontend accept connections?
import { type Evidence, failing, passing, unknown } from '../health/evidence.ts'
import { disabled, type Snapshot, stopped } from './snapshot.ts'

/** Judges the frontend `proxy`: `OPEN` passes; `PAUSED` (disable frontend) and `STOP` fail (management manual 9.1, "status"). */
export const frontendEvidence = (proxy: string, snapshot: Snapshot): Evidence => {
  const row = snapshot.proxies.get(proxy)?.frontend
  if (row === undefined) return unknown(`HAProxy has no frontend ${proxy}`)
  const { status, sessions, sessionsTotal } = row
  const counts = { sessions, ...(sessionsTotal !== undefined && { sessionsTotal }) }
  switch (status) {
    case 'OPEN':
      return { ...passing(status), ...counts }
    case 'PAUSED':
    case stopped:
    case disabled:
      return { ...failing(status), ...counts }
    default:
      return unknown(`frontend ${proxy} has a status that is not known: ${status}`)
  }
}
