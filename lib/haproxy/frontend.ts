// Does a frontend accept connections?
import { type Evidence, failing, passing, unknown } from '../health/evidence.ts'
import { disabled, noConnections, type Snapshot, stopped } from './snapshot.ts'

/** Judges the frontend `proxy`: `OPEN` passes; `PAUSED` (disable frontend), `STOP` and `maxconn 0` fail (management manual 9.1, "status"). */
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
    case noConnections:
      return { ...failing(status), ...counts }
    default:
      return unknown(`frontend ${proxy} has a status that is not known: ${status}`)
  }
}
