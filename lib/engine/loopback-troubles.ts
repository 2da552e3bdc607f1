// Which VIPs could not be put on this machine, or taken away, and what does that do to routes?
import { some } from '../values/some.ts'
import type { Alarm } from './alarms.ts'
import { isAnnounced, isThere } from './loopback-view.ts'
import type { ServiceState } from './service-state.ts'
import type { State } from './state.ts'

/** One alarm a service for what is missing, and one for what stays. */
export const loopbackTroubles = (state: State): readonly Alarm[] => {
  const { failures } = state.loopback
  if (failures.size === 0) return []
  const stays = [...failures].filter(([vip, { change }]) => change === 'remove' && isThere(state, vip) !== false)
  return [
    ...state.services.flatMap((one) => missing(one, state)),
    ...stays.map(([vip, { interface: device, reason }]) => ({
      alarm: 'loopback-remove',
      subject: vip,
      level: 'warn' as const,
      what: () => `${vip} cannot be taken from ${device} (${reason}): it stays there; trying again every 60 s`,
    })),
  ]
}

const missing = ({ service: { name, vips, loopback } }: ServiceState, state: State): readonly Alarm[] => {
  if (loopback === undefined) return []
  const failed = vips
    .map(({ text }) => text)
    .filter((vip) => state.loopback.failures.get(vip)?.change === 'add' && isThere(state, vip) !== true)
  const [first = ''] = failed
  if (failed.length === 0) return []
  const what = (): string => {
    const { reason, interface: device } = state.loopback.failures.get(first) ?? { reason: '', interface: '' }
    const effect = failed.some((vip) => isAnnounced(state, vip))
      ? 'announced all the same, which brings traffic that this machine drops'
      : 'not announced until this machine has it'
    return `${name}: ${some(failed)} cannot be put on ${device} (${reason}): ${effect}; trying again within 60 s`
  }
  return [{ alarm: 'loopback-add', service: name, level: 'error', what }]
}
