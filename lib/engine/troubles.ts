// What is wrong now that lasts until someone mends it?
import { acknowledges, isGreeted } from '../exabgp/phase.ts'
import { remembering } from '../values/remembering.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Alarm } from './alarms.ts'
import type { CheckState } from './check-state.ts'
import { agedEvidence, failingByItself, unknownEvidence } from './evidence-troubles.ts'
import { formerTroubles } from './former.ts'
import { localTroubles } from './local-vips.ts'
import { loopbackTroubles } from './loopback-troubles.ts'
import { maintenanceFiles } from './maintenance-troubles.ts'
import { orderTroubles } from './order-troubles.ts'
import type { ServiceState } from './service-state.ts'
import type { State } from './state.ts'
import { outdated, unanswered, unserved } from './unanswered-troubles.ts'

/** Every alarm that is the case; one line here for each sort. */
export const troubles = (state: State, at: Milliseconds): readonly Alarm[] => {
  const odd = oddAmong(state.services)
  return together(
    unknownEvidence(odd, state),
    failingByItself(odd),
    unanswered(state),
    outdated(state),
    unserved(state),
    maintenanceFiles(odd, at),
    agedEvidence(odd, at),
    noAcknowledgement(state),
    formerTroubles(state),
    orderTroubles(state, at),
    localTroubles(state),
    loopbackTroubles(state),
  )
}

// The same list where most have none and the others are the same.
const together = (...parts: readonly (readonly Alarm[])[]): readonly Alarm[] => {
  const [first = [], ...others] = parts.filter(isSome)
  return others.length === 0 ? first : joined(first, ...others)
}

const joined = remembering((...parts: readonly (readonly Alarm[])[]): readonly Alarm[] => parts.flat())

const isSome = ({ length }: readonly Alarm[]): boolean => length > 0

// Of a thousand services there are few, and nothing above is about any other.
const oddAmong = remembering((services: readonly ServiceState[]) => services.filter(isOdd))

const isOdd = ({ checks, maintenance: { looked, trouble, unansweredSince } }: ServiceState): boolean =>
  !looked || trouble !== undefined || unansweredSince !== undefined || checks.some(isOddCheck)

const isOddCheck = ({ latest, unknownSince }: CheckState): boolean =>
  latest?.kind !== 'measured' || latest.alarm === true || unknownSince !== undefined

const noAcknowledgement = ({ exabgp }: State): readonly Alarm[] =>
  exabgp.settings.ack === 'on' && isGreeted(exabgp.phase) && acknowledges(exabgp.phase) === false
    ? [
        {
          alarm: 'no-acknowledgement',
          level: 'warn',
          what: () =>
            'ExaBGP acknowledges nothing although ack is on: routes are sent, and a refusal is not noticed; set exabgp.api.ack to true, or ack to auto',
        },
      ]
    : []
