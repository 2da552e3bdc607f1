// What is to be kept in mind when reading what another configuration would have done?
import { essenceOf } from '../config/check-key.ts'
import { checkNames } from '../config/check-names.ts'
import type { Config } from '../config/config.ts'
import { isStatisticsCheck } from '../config/schema/checks/kinds.ts'
import type { Service } from '../config/service.ts'
import type { Header } from '../record/record.ts'
import { sourceOf } from './listeners.ts'

/** Lines for a person; none where there is nothing. */
export const caveats = (config: Config, { state: { config: recorded }, begins }: Header): readonly string[] => [
  ...(begins === 'run' ? [] : ['the record begins in the middle of a run: every check has to settle first']),
  ...config.services.flatMap((service) => caveatsOf(service, recorded)),
  ...recorded.services
    .filter(({ name }) => config.services.every((other) => other.name !== name))
    .map(({ name }) => `${name}: this service of the record is not in this configuration`),
]

const caveatsOf = (service: Service, recorded: Config): readonly string[] => {
  const names = checkNames(service.checks)
  return service.checks.flatMap((check, index) => {
    const source = sourceOf(check, service, recorded)
    if (source === undefined) return [`${service.name}: ${names[index]}: the record has no evidence of it, so it stays unknown`]
    if (isStatisticsCheck(check) || essenceOf(check) === essenceOf(source.check)) return []
    return [`${service.name}: ${names[index]}: it is configured differently than in the record, but the recorded results are used`]
  })
}
