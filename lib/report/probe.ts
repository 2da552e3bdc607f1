// What did one look at every check show, service by service?
import type { News } from '../engine/effect.ts'
import type { ServiceState } from '../engine/state.ts'
import { verdictSentence } from './line.ts'

/** One service after each of its checks was asked once. */
export type Asked = {
  readonly service: ServiceState
  /** What ExaBGP would get. */
  readonly lines: readonly string[]
  readonly news: readonly News[]
}

/** Lines for a person: the verdict, the evidence of each check, the commands. */
export const probeReport = (asked: readonly Asked[]): readonly string[] => asked.flatMap(reportOne)

const reportOne = ({ service, lines, news }: Asked): readonly string[] => {
  const verdict = news.find((one): one is News & { type: 'verdict' } => one.type === 'verdict' && one.service === service.service.name)
  return [
    verdict === undefined ? `${service.service.name}: no verdict, nothing would change` : verdictSentence(verdict),
    ...service.checks.map(({ name, latest }) => `  ${name}: ${evidenceText(latest)}`),
    ...(lines.length === 0 ? ['  ExaBGP would get nothing'] : ['  ExaBGP would get:', ...lines.map((line) => `    ${line}`)]),
  ]
}

const evidenceText = (latest: ServiceState['checks'][number]['latest']): string => {
  if (latest === undefined) return 'not asked'
  return latest.kind === 'unknown' ? `unknown: ${latest.reason}` : latest.reason
}
