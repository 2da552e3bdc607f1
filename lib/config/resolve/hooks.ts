// Which hooks are there, once every default is filled in?
import type { Config } from '../config.ts'
import type { Hook } from '../hooks.ts'
import type { WrittenHooks } from '../schema/hooks.ts'
import type { Written } from '../schema/schema.ts'
import type { HookEvent } from '../values/hook-events.ts'

/** Wherever a service stands. */
const everyState: readonly HookEvent[] = ['announced', 'degraded', 'warm', 'draining', 'maintenance', 'last-resort', 'down']

const timeoutMs = 10_000

/** Those of all services first. */
export const hooksOf = (outer: WrittenHooks = [], services: Written['services']): Pick<Config, 'hooks'> => {
  const own = Object.entries(services).flatMap(([service, { hooks = [] }]) => hooks.map((one) => ({ service, ...hookOf(one) })))
  const hooks = [...outer.map(hookOf), ...own]
  return hooks.length === 0 ? {} : { hooks }
}

const hookOf = ({ on, run, timeout }: WrittenHooks[number]): Hook => ({ on: on ?? everyState, run, timeoutMs: timeout ?? timeoutMs })
