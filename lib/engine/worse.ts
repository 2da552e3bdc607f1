// Which service has become worse since a configuration came into force?
import type { Config } from '../config/config.ts'
import { isOfWithdraw } from '../exabgp/refusals.ts'
import { remembering } from '../values/remembering.ts'
import type { ServiceState } from './service-state.ts'
import type { State } from './state.ts'

/** As part of a sentence, of the services that the configuration changed and that were announced at first; undefined: none. `before`: in force until then. */
export const worsened = (before: Config, atFirst: State, now: State): string | undefined => {
  const [touched, known] = [touchedBy(before, atFirst.config), byName(now.services)]
  for (const first of atFirst.services) {
    if (!touched(first) || first.routes.length === 0) continue
    const found = known.get(first.service.name)
    const how = found && (declined(first, found) ?? refusedOf(found, atFirst, now))
    if (how !== undefined) return `${first.service.name} ${how}`
  }
  return undefined
}

const byName = remembering(
  (services: readonly ServiceState[]): ReadonlyMap<string, ServiceState> => new Map(services.map((one) => [one.service.name, one])),
)

// What holds for all services changes all of them.
const touchedBy = remembering((before: Config, after: Config): ((one: ServiceState) => boolean) => {
  const [{ services: _, ...one }, { services: __, ...other }] = [before, after]
  if (JSON.stringify(one) !== JSON.stringify(other)) return () => true
  const same = new Set(before.services)
  return ({ service }) => !same.has(service)
})

const declined = (first: ServiceState, now: ServiceState): string | undefined => {
  if (now.verdict === 'down' && first.verdict !== 'down') return 'is down'
  if (typeof now.verdict === 'number' && typeof first.verdict === 'number' && now.verdict > first.verdict)
    return `fell from tier ${first.verdict + 1} to ${now.verdict + 1}`
  const known = new Set(first.checks.filter(({ latest }) => latest?.kind === 'unknown').map(({ key }) => key))
  const blind = now.checks.find(({ key, latest }) => latest?.kind === 'unknown' && !known.has(key))
  return blind && `is unknown (${blind.name}: ${blind.latest?.reason})`
}

// A withdraw that is refused takes nothing from anybody.
const refusedOf = ({ service }: ServiceState, atFirst: State, now: State): string | undefined => {
  const vips = new Set(service.vips.map(({ text }) => text))
  const [refused] =
    [...now.exabgp.refused].find(
      ([key, refusal]) => !isOfWithdraw(refusal) && !atFirst.exabgp.refused.has(key) && vips.has(key.split(' ')[0] ?? ''),
    ) ?? []
  return refused === undefined ? undefined : `is refused by ExaBGP (${refused})`
}
