// Which faults are there?
import { exabgpFaults } from './exabgp.ts'
import type { Fault } from './fault.ts'
import { haproxyFaults } from './haproxy.ts'
import { orderFaults } from './orders.ts'
import { ourFaults } from './ours.ts'
import { routerFaults } from './routers.ts'
import { serverFaults } from './servers.ts'

/** By the name that the schedule and the report give them. */
export const faults: Readonly<Record<string, Fault>> = {
  ...serverFaults,
  ...haproxyFaults,
  ...orderFaults,
  ...ourFaults,
  ...exabgpFaults,
  ...routerFaults,
}
