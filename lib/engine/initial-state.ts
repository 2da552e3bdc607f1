// What is known before anything was asked?
import type { Prefix } from '../bgp/prefix.ts'
import type { Config } from '../config/config.ts'
import { begin } from '../exabgp/begin.ts'
import { type Milliseconds, never } from '../values/time.ts'
import { settingsOf } from './exabgp-settings.ts'
import { unasked } from './haproxy-state.ts'
import { type LeftOrders, splay } from './initial-services.ts'
import { nothingPut } from './loopback-state.ts'
import { noReactions } from './reactions.ts'
import type { State } from './state.ts'
import { nothingAsked } from './watchdog.ts'

/**
 * `standalone`: no ExaBGP answers, as in a terminal. `former`: VIPs of an earlier run that are not configured any more; `predecessor`: whether there
 * may have been one; `left`: what it was ordered. `manages`: VIPs may be put on this machine.
 */
export const initialState = (
  config: Config,
  at: Milliseconds,
  standalone: boolean,
  former: readonly Prefix[] = [],
  predecessor = false,
  left: LeftOrders = { kept: [] },
  manages = false,
): State => ({
  config,
  haproxy: unasked(config.haproxy, at),
  services: splay(config.services, left, at),
  exabgp: begin(settingsOf(config, former, predecessor), at, standalone),
  maintenanceDueAt: config.services.some(({ maintenanceFile }) => maintenanceFile !== undefined) ? at : never,
  desired: new Map(),
  warned: new Set(),
  former: { remembered: former.map(({ text }) => text), asking: false, unknown: undefined },
  local: { addresses: undefined, trouble: undefined },
  loopback: nothingPut(manages),
  alarms: new Map(),
  keeping: { unread: left.unread, unkept: undefined, gone: [] },
  outdated: new Map(),
  unserved: new Map(),
  listenerFailures: 0,
  reactions: noReactions,
  watchdog: nothingAsked,
  stopped: false,
})
