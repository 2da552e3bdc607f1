// Which checks does doctor know, in which order?
import type { Check } from './check.ts'
import { processChecks } from './checks/exabgp.ts'
import { haproxyChecks } from './checks/haproxy.ts'
import { machineChecks } from './checks/machine.ts'
import { ourChecks } from './checks/ours.ts'
import { runningChecks } from './checks/running.ts'
import { sessionChecks } from './checks/sessions.ts'
import { surroundingChecks } from './checks/surroundings.ts'

const areas = ['program', 'exabgp', 'sessions', 'routes', 'haproxy', 'machine', 'us'] as const

export const checks: readonly Check[] = areas.flatMap((area) =>
  [...processChecks, ...surroundingChecks, ...sessionChecks, ...haproxyChecks, ...ourChecks, ...runningChecks, ...machineChecks].filter(
    (check) => check.area === area,
  ),
)
