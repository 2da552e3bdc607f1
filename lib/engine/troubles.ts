// What is wrong now that lasts until someone mends it?
import type { Alarm } from './alarms.ts'
import type { ServiceState, State } from './state.ts'

/** Every alarm that is the case; one line here for each sort. */
export const troubles = (state: State): readonly Alarm[] => [...unknownEvidence(state), ...failingByItself(state)]

const unknownEvidence = (state: State): readonly Alarm[] =>
  state.services
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
const failingByItself = ({ services }: State): readonly Alarm[] =>
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

const kept = ({ service, verdict, routes }: ServiceState, { exabgp }: State): string => {
  switch (verdict) {
    case 'pending': {
      const left = [...exabgp.announced.values()].some(({ nlri }) => service.vips.some(({ text }) => text === nlri.prefix.text))
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
