// What is wrong now that lasts until someone mends it?

import { checkName } from '../config/schema/checks/kinds.ts'
import type { Service } from '../config/service.ts'
import { acknowledges, isGreeted } from '../exabgp/phase.ts'
import { said } from '../exabgp/rib.ts'
import type { Verdict } from '../policy/desired.ts'
import { seconds } from '../values/span.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Alarm } from './alarms.ts'
import type { CheckState } from './check-state.ts'
import { localTroubles } from './local-vips.ts'
import { loopbackTroubles } from './loopback-troubles.ts'
import { isUnanswered } from './maintenance.ts'
import { orderTroubles } from './order-troubles.ts'
import type { Asking } from './question.ts'
import type { MaintenanceState, ServiceState } from './service-state.ts'
import type { State } from './state.ts'
import { agedAt } from './target.ts'

/** Every alarm that is the case; one line here for each sort. */
export const troubles = (state: State, at: Milliseconds): readonly Alarm[] => {
  const odd = state.services.filter(isOdd)
  return [
    ...unknownEvidence(odd, state),
    ...failingByItself(odd),
    ...unanswered(state),
    ...outdated(state),
    ...unserved(state),
    ...maintenanceFiles(odd, at),
    ...agedEvidence(odd, at),
    ...noAcknowledgement(state),
    ...orderTroubles(state, at),
    ...localTroubles(state),
    ...loopbackTroubles(state),
  ]
}

// Of a thousand services there are few, and nothing below is about any other.
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

const unknownEvidence = (services: readonly ServiceState[], state: State): readonly Alarm[] =>
  services
    .filter(({ checks }) => checks.some(({ latest }) => latest?.kind === 'unknown'))
    .map((service) => ({
      alarm: 'unknown',
      service: service.service.name,
      level: 'warn',
      told: true,
      what: () => unknownSentence(service, state),
    }))

const unknownSentence = (state: ServiceState, all: State): string => {
  const unknown = state.checks.flatMap(({ name, latest }) => (latest?.kind === 'unknown' ? [`${name}: ${latest.reason}`] : []))
  return `${state.service.name}: ${kept(state, all)}, as evidence is unknown: ${unknown.join('; ')}`
}

// Its beginning is told as evidence.
const failingByItself = (services: readonly ServiceState[]): readonly Alarm[] =>
  services.flatMap(({ service, checks }) =>
    checks.flatMap(({ name, latest }) =>
      latest?.kind === 'measured' && latest.alarm === true
        ? [
            {
              alarm: 'failing-by-itself',
              service: service.name,
              subject: name,
              level: 'warn' as const,
              told: true,
              what: () => `${service.name}: ${name} counts as failing: ${latest.reason}`,
            },
          ]
        : [],
    ),
  )

// An edge of ours that misses even its own deadline.
const unanswered = ({ watchdog }: State): readonly Alarm[] =>
  [...watchdog.silent].map(([subject, { asking, withinMs }]) => {
    const service = asking.type === 'probe' ? { service: asking.check.service } : {}
    const what = (): string => `${asked(asking)} has not been answered for ${seconds(withinMs)}: ${substitute[asking.type]}`
    return { alarm: 'no-answer', ...service, subject, level: 'error', what }
  })

const outdated = ({ outdated }: State): readonly Alarm[] =>
  [...outdated].map(([file, reason]) => ({
    alarm: 'outdated',
    subject: file,
    level: 'warn',
    what: () => `${file} cannot be read (${reason}): its former content is used, for 1 h at most`,
  }))

const unserved = ({ unserved }: State): readonly Alarm[] =>
  [...unserved].map(([socket, reason]) => ({
    alarm: socket.startsWith('/') ? 'control-socket' : 'status-listener',
    subject: socket,
    level: 'warn',
    what: () =>
      socket.startsWith('/')
        ? `the control socket ${socket} cannot be used (${reason}): status and orders do not reach this process, its routes are not affected`
        : `${socket} is not served (${reason}): nobody can read metrics and status there, routes are not affected; trying again every 60 s`,
  }))

const asked = (asking: Asking): string => {
  if (asking.type === 'read-statistics') return "the read of HAProxy's statistics"
  if (asking.type === 'find-others') return 'the look for other processes'
  if (asking.type === 'look-for-maintenance') return 'the look at maintenance files'
  if (asking.type === 'change-addresses') return 'the change of VIPs on this machine'
  return `${asking.service.name}: ${checkName(asking.asks)}`
}

const substitute: { readonly [Type in Asking['type']]: string } = {
  'read-statistics': 'that counts as a HAProxy that hangs: its last results hold for stale, then count as down',
  probe: 'that counts as a failed result, and it is asked again',
  'find-others': 'VIPs of an earlier run that are no longer configured may stay announced',
  'change-addresses': 'VIPs that it was to put there are not announced, and it is tried again',
  'look-for-maintenance': 'their last answers hold, and they are looked at again',
}

const kept = ({ service, verdict, routes }: ServiceState, { exabgp }: State): string => {
  switch (verdict) {
    case 'pending': {
      const left = said(exabgp.announced).some(({ nlri }) => service.vips.some(({ text }) => text === nlri.prefix.text))
      return left ? 'keeping what ExaBGP announces from before' : 'not announcing its VIPs'
    }
    case 'draining':
      return 'draining goes on'
    case 'maintenance':
      return 'staying withdrawn'
    case 'down':
      return routes.length === 0 ? 'staying withdrawn' : 'keeping the last resort'
    default:
      return `keeping tier ${verdict + 1}`
  }
}

const maintenanceFiles = (services: readonly ServiceState[], at: Milliseconds): readonly Alarm[] =>
  services
    .filter(({ maintenance }) => maintenance.trouble !== undefined || !maintenance.looked || isUnanswered(maintenance, at))
    .map(({ service, maintenance, verdict }) => ({
      alarm: 'maintenance-file',
      service: service.name,
      ...(maintenance.trouble === undefined && !isUnanswered(maintenance, at) && { subject: 'unanswered', told: true }),
      level: 'error',
      what: () => maintenanceSentence(service, maintenance, verdict),
    }))

const maintenanceSentence = (
  { name, maintenanceFile }: Service,
  { since, looked, trouble }: MaintenanceState,
  verdict: Verdict,
): string => {
  const answer = since === undefined ? 'it is not there' : 'it is there'
  const effect = looked
    ? `the last answer holds: ${answer}`
    : `until it can be, ${verdict === 'pending' ? 'what ExaBGP announces stays, and nothing else is announced' : 'nothing is announced'}`
  return `${name}: ${maintenanceFile} cannot be looked at (${trouble ?? (looked ? 'no answer' : 'no answer yet')}): ${effect}`
}

const agedEvidence = (services: readonly ServiceState[], at: Milliseconds): readonly Alarm[] =>
  services.flatMap(({ service, checks }) =>
    checks
      .filter((check) => at >= agedAt(check, service))
      .map(({ name }) => ({
        alarm: 'evidence-too-old',
        service: service.name,
        subject: name,
        level: 'warn',
        what: () =>
          `${service.name}: ${name} has been unknown for ${seconds(service.evidenceMaxAgeMs)}: it no longer counts, the other checks decide`,
      })),
  )
