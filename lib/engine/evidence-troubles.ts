// Which evidence is missing, or counts as failing by itself?
import { said } from '../exabgp/rib.ts'
import { seconds } from '../values/span.ts'
import type { Milliseconds } from '../values/time.ts'
import type { Alarm } from './alarms.ts'
import type { ServiceState } from './service-state.ts'
import type { State } from './state.ts'
import { agedAt } from './target.ts'

/** One for each service. */
export const unknownEvidence = (services: readonly ServiceState[], state: State): readonly Alarm[] =>
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

/** Its beginning is told as evidence. */
export const failingByItself = (services: readonly ServiceState[]): readonly Alarm[] =>
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

/** It no longer counts. */
export const agedEvidence = (services: readonly ServiceState[], at: Milliseconds): readonly Alarm[] =>
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
