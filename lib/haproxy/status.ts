// What does HAProxy's word for the status of a server mean?

import { remembering } from '../values/remembering.ts'

type ServerState = 'up' | 'unchecked' | 'stopping' | 'draining' | 'down' | 'maintenance'

const states: ReadonlyMap<string, ServerState> = new Map([
  ['UP', 'up'],
  ['no', 'unchecked'], // no check
  ['NOLB', 'stopping'],
  ['DRAIN', 'draining'],
  ['DOWN', 'down'],
  ['MAINT', 'maintenance'],
])

/** Reads the first word only, mostly the same for one server after another: `UP 1/3`, `MAINT (via b/s1)` and `DOWN (agent)` are UP, MAINT and DOWN. Undefined for a word that HAProxy never had. */
export const serverState = remembering((status: string): ServerState | undefined => states.get(firstWord(status)))

/** Whether HAProxy may send new requests to a server of this status, if its weight is above 0. */
export const takesRequests = (status: string): boolean => {
  const state = serverState(status)
  return state === 'up' || state === 'unchecked'
}

/**
 * Whether the last word of a server's agent was an order or a weight, and none of health. `DRAIN (agent)` does not tell: HAProxy says so of every
 * drained server that has an agent.
 */
export const isAgentsOrder = (agentStatus = ''): boolean => /^(\* )?CHECKED$/.test(agentStatus)

/** Whether an agent has said something at last, and is not one that has yet to (`INI`) or is gone (`L4CON`, `L7TOUT`). */
export const isAgentsWord = (agentStatus: string): boolean => /^(\* )?(CHECKED|L7OK|L7STS)$/.test(agentStatus)

/** Whether it waits for an address (`resolvers`, `init-addr none`): a slot of a template that is to spare, or a name that does not resolve. */
export const isAwaitingName = (status: string): boolean => status === 'MAINT (resolution)'

export const firstWord = (status: string): string => {
  const end = status.indexOf(' ')
  return end === -1 ? status : status.slice(0, end)
}
