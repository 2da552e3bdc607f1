// What do checks take it for that HAProxy's statistics gave nothing?
import type { Config } from '../config/config.ts'
import type { SnapshotFault } from '../haproxy/snapshot.ts'
import { type Evidence, failing, unknown } from '../health/evidence.ts'
import { seconds } from '../values/span.ts'
import { earliest, type Milliseconds } from '../values/time.ts'
import type { HaproxyState } from './haproxy-state.ts'
import { isReading } from './outline-cache.ts'
import type { EvidenceFor } from './snapshot-evidence.ts'
import type { State } from './state.ts'
import { mayVouch, witnessOf } from './witness.ts'

/** What each of them takes from the failure. */
export const excuses =
  (fault: SnapshotFault, { acceptedAt, ring, stoppingSince }: HaproxyState, { haproxy }: Config, at: Milliseconds): EvidenceFor =>
  (_, { checks }) => {
    switch (fault.kind) {
      case 'refused': {
        const witness = witnessOf(fault, checks, ring, haproxy)
        return witness === undefined || fault.gone
          ? failing(fault.reason)
          : unknown(`${fault.reason}, or serves without that socket, ${witness}`)
      }
      case 'unreadable':
        return unknown(fault.reason)
      case 'hung':
        return at - acceptedAt >= haproxy.staleMs && !checks.some(mayVouch)
          ? failing(`${fault.reason}, for more than ${seconds(haproxy.staleMs)}`)
          : unknown(fault.reason)
      case 'stopping':
        return stoppingSince === undefined || at - stoppingSince < handoverMs ? unknown(fault.reason) : leaving((at - stoppingSince) / 1000)
    }
  }

// A reload is over by then; one question alone takes half of it. What stops is drained as if by hand.
const handoverMs = 500

const leaving = (drainedSeconds: number): Evidence => ({
  ...failing('HAProxy is stopping and no other process takes over'),
  drainedSeconds,
})

/** Whether something else may show that HAProxy serves all the same. */
export const isVouchedFor = ({ kind }: SnapshotFault): boolean => kind === 'refused' || kind === 'hung'

/** What vouches for a HAProxy that cannot be asked is asked now: it may know more than when it passed. */
export const questioned = (state: State, at: Milliseconds): State => ({
  ...state,
  services: state.services.map((service) =>
    service.checks.some(isReading)
      ? { ...service, checks: service.checks.map((one) => (mayVouch(one) ? { ...one, dueAt: earliest(one.dueAt, at) } : one)) }
      : service,
  ),
})
