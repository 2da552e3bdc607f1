// Which probes of another configuration listen to which of a record?
import { keyed } from '../config/check-key.ts'
import type { Config } from '../config/config.ts'
import { type Check, checkTitle, isProbeCheck } from '../config/schema/checks/kinds.ts'
import type { Service } from '../config/service.ts'
import type { CheckRef } from '../engine/event.ts'

/** Probes of the other configuration, by the probe of the record that they listen to. */
export type Listeners = ReadonlyMap<string, readonly CheckRef[]>

type Source = CheckRef & { readonly check: Check }

/** The same check of the same service, else of any. */
export const sourceOf = (check: Check, service: Service, recorded: Config): Source | undefined => {
  const name = checkTitle(check)
  const sources = recorded.services.flatMap((one) => keyed(one.checks).map(([key, other]) => ({ service: one.name, key, check: other })))
  const named = sources.filter((one) => checkTitle(one.check) === name)
  return named.find((one) => one.service === service.name) ?? named[0]
}

/** Those of each probe that the record has. */
export const listenersOf = (config: Config, recorded: Config): Listeners => {
  const listeners = new Map<string, CheckRef[]>()
  for (const service of config.services) {
    for (const [own, check] of keyed(service.checks)) {
      const source = isProbeCheck(check) ? sourceOf(check, service, recorded) : undefined
      if (source === undefined) continue
      const key = refKey(source)
      listeners.set(key, [...(listeners.get(key) ?? []), { service: service.name, key: own }])
    }
  }
  return listeners
}

/** By which a probe of the record is found. */
export const refKey = ({ service, key }: CheckRef): string => `${service} ${key}`
