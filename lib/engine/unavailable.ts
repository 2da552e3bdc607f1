// Which files cannot be read, and which sockets cannot be offered?
import type { Event } from './event.ts'
import type { State } from './state.ts'

/** Why not, or that it is over. */
export const noted = (state: State, event: Event & { type: 'outdated' | 'control' }): State =>
  event.type === 'control'
    ? served(state, event.socket, event.trouble)
    : { ...state, outdated: withReason(state.outdated, event.file, event.reason) }

const served = (state: State, socket: string, trouble: string | undefined): State => ({
  ...state,
  unserved: withReason(state.unserved, socket, trouble),
  listenerFailures: state.listenerFailures + (trouble === undefined ? 0 : 1),
})

const withReason = (reasons: ReadonlyMap<string, string>, name: string, reason: string | undefined): ReadonlyMap<string, string> =>
  new Map([...[...reasons].filter(([one]) => one !== name), ...(reason === undefined ? [] : [[name, reason] as const])])
