// How do services begin of which nothing is known?
import { keyed } from '../config/check-key.ts'
import { checkNames } from '../config/check-names.ts'
import { type Check, isProbeCheck } from '../config/schema/checks/kinds.ts'
import type { Service } from '../config/service.ts'
import { unsettled } from '../health/hysteresis.ts'
import { type KeptOrders, noOrders, type Orders, unknownOrders } from '../policy/orders.ts'
import { spotless } from '../policy/penalty.ts'
import { after, type Milliseconds, never } from '../values/time.ts'
import type { CheckState } from './check-state.ts'
import type { ServiceState } from './service-state.ts'
import { untold } from './traffic.ts'

/** Orders of a predecessor. `unread`: why they cannot be read, or those of the services that are kept as not known. */
export type LeftOrders = { readonly kept: readonly KeptOrders[]; readonly unread?: string } | { readonly unread: string }

/**
 * Services of which nothing is known yet. Probes are spread over their interval so that they do not start together; the first starts at once. Checks of
 * statistics share a snapshot.
 */
export const splay = (services: readonly Service[], left: LeftOrders, at: Milliseconds): readonly ServiceState[] => {
  const probes = services.flatMap(({ checks }) => checks).filter(isProbeCheck)
  const offset = new Map<Check, number>(probes.map((check, index) => [check, (index / probes.length) * check.intervalMs]))
  return services.map((service) => ({
    service,
    checks: namedChecks(service).map(({ key, check, name }) => ({
      key,
      check,
      name,
      hysteresis: unsettled,
      latest: undefined,
      latestAt: undefined,
      unknownSince: undefined,
      drainedSince: undefined,
      dueAt: after(at, offset.get(check) ?? 0),
      running: false,
      askedAt: undefined,
      signAt: undefined,
      counts: { results: 0, failures: 0, unknown: 0, durationMs: 0 },
    })),
    maintenance: { since: undefined, looked: service.maintenanceFile === undefined, trouble: undefined, unansweredSince: undefined },
    orders: ordersLeft(service.name, left),
    departure: undefined,
    verdict: 'pending',
    since: at,
    warmUntil: undefined,
    reviewAt: never,
    routes: [],
    outdated: false,
    figure: spotless,
    heldBack: undefined,
    changes: {},
    traffic: untold,
    missing: undefined,
  }))
}

const namedChecks = ({ checks }: Service): readonly Pick<CheckState, 'key' | 'check' | 'name'>[] => {
  const names = checkNames(checks)
  return keyed(checks).map(([key, check], index) => ({ key, check, name: names[index] ?? '' }))
}

const ordersLeft = (name: string, left: LeftOrders): Orders =>
  'kept' in left ? (left.kept.find(({ service }) => service === name)?.orders ?? noOrders) : unknownOrders
