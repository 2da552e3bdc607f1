// Which checks does doctor know, in which order?
import type { Check } from './check.ts'
import { bindChecks } from './checks/binds.ts'
import { processChecks } from './checks/exabgp.ts'
import { haproxyChecks } from './checks/haproxy.ts'
import { machineChecks } from './checks/machine.ts'
import { ourChecks } from './checks/ours.ts'
import { routeChecks } from './checks/routes.ts'
import { runningChecks } from './checks/running.ts'
import { sandboxChecks } from './checks/sandbox.ts'
import { sessionChecks } from './checks/sessions.ts'
import { settingChecks } from './checks/settings.ts'
import { surroundingChecks } from './checks/surroundings.ts'
import { transportChecks } from './checks/transport.ts'
import { unitChecks } from './checks/unit.ts'
import { validationChecks } from './checks/validation.ts'
import { vipChecks } from './checks/vips.ts'

const areas = ['program', 'exabgp', 'sessions', 'routes', 'haproxy', 'machine', 'us'] as const

const all = [
  processChecks,
  surroundingChecks,
  settingChecks,
  validationChecks,
  unitChecks,
  sandboxChecks,
  sessionChecks,
  transportChecks,
  haproxyChecks,
  bindChecks,
  ourChecks,
  routeChecks,
  vipChecks,
  runningChecks,
  machineChecks,
].flat()

export const checks: readonly Check[] = areas.flatMap((area) => all.filter((check) => check.area === area))
