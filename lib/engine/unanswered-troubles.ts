// Which edge of ours does not answer, or cannot be offered or read?
import { nameByKey } from '../config/check-names.ts'
import { seconds } from '../values/span.ts'
import type { Alarm } from './alarms.ts'
import type { Asking } from './question.ts'
import type { State } from './state.ts'

/** An edge of ours that misses even its own deadline. */
export const unanswered = ({ watchdog }: State): readonly Alarm[] =>
  [...watchdog.silent].map(([subject, { asking, withinMs }]) => {
    const service = asking.type === 'probe' ? { service: asking.check.service } : {}
    const what = (): string => `${asked(asking)} has not been answered for ${seconds(withinMs)}: ${substitute[asking.type]}`
    return { alarm: 'no-answer', ...service, subject, level: 'error', what }
  })

const asked = (asking: Asking): string => {
  if (asking.type === 'read-statistics') return "the read of HAProxy's statistics"
  if (asking.type === 'find-others') return 'the search for other processes'
  if (asking.type === 'look-for-maintenance') return 'the look at maintenance files'
  if (asking.type === 'change-addresses') return 'the change of VIPs on this machine'
  return `${asking.service.name}: ${nameByKey(asking.service.checks, asking.check.key)}`
}

const substitute: { readonly [Type in Asking['type']]: string } = {
  'read-statistics': 'HAProxy counts as hung: the last results hold for haproxy.stale, then count as down',
  probe: 'that counts as a failed result, and it is asked again',
  'find-others': 'VIPs of an earlier run that are no longer configured may stay announced',
  'change-addresses': 'VIPs that it was to put there are not announced, and it is tried again',
  'look-for-maintenance': 'their last answers hold, and they are looked at again',
}

/** Files that count as they were. */
export const outdated = ({ outdated }: State): readonly Alarm[] =>
  [...outdated].map(([file, reason]) => ({
    alarm: 'outdated',
    subject: file,
    level: 'warn',
    what: () => `${file} cannot be read (${reason}): its former content is used, for 1 h at most`,
  }))

/** Sockets over which nobody can ask this process. */
export const unserved = ({ unserved }: State): readonly Alarm[] =>
  [...unserved].map(([socket, reason]) => ({
    alarm: socket.startsWith('/') ? 'control-socket' : 'status-listener',
    subject: socket,
    level: 'warn',
    what: () =>
      socket.startsWith('/')
        ? `the control socket ${socket} cannot be used (${reason}): status and orders do not reach this process, its routes are not affected`
        : `${socket} is not served (${reason}): nobody can read metrics and status there, routes are not affected; trying again every 60 s`,
  }))
