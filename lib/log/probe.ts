// What did one look at every check show, service by service?
import type { ServiceState } from '../engine/service-state.ts'
import { why } from '../engine/verdict.ts'
import { verdictSentence } from './news/service.ts'

/** One service after each of its checks was asked once. */
export type Asked = {
  readonly service: ServiceState
  /** What ExaBGP would get. */
  readonly lines: readonly string[]
}

/** Lines for a person: the verdict, the evidence of each check, the commands. */
export const probeReport = (asked: readonly Asked[]): readonly string[] => asked.flatMap(reportOne)

const reportOne = ({ service, lines }: Asked): readonly string[] => [
  headline(service),
  ...service.checks.map(({ name, latest }) => `  ${name}: ${evidenceText(latest)}`),
  ...(lines.length === 0 ? ['  ExaBGP would get nothing'] : ['  ExaBGP would get:', ...lines.map((line) => `    ${line}`)]),
]

const headline = (state: ServiceState): string => {
  const { service, verdict, routes, warmUntil } = state
  if (verdict === 'pending') return `${service.name}: no verdict yet, nothing would change${maintenanceText(state)}`
  return verdictSentence({
    service: service.name,
    from: 'pending',
    to: verdict,
    warm: warmUntil !== undefined,
    routes,
    why: why(state),
  })
}

const evidenceText = (latest: ServiceState['checks'][number]['latest']): string => {
  if (latest === undefined) return 'not asked'
  return latest.kind === 'measured' ? latest.reason : `${latest.kind === 'unknown' ? 'unknown' : 'not certain yet'}: ${latest.reason}`
}

const maintenanceText = ({ service, maintenance: { trouble } }: ServiceState): string =>
  trouble === undefined ? '' : `: ${service.maintenanceFile} cannot be looked at (${trouble})`
