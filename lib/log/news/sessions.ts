// How is it said who hears of what is announced?
import { some } from '../../values/some.ts'
import { debug, error, info, type Sentences, warn } from '../sentence.ts'
import { suitability } from '../suitability.ts'

export const ofSessions = {
  neighbor: ({ state, address }) => (state === 'down' ? warn : info)(`ExaBGP: neighbor ${address} is ${neighborStates[state]}`),
  'no-session': ({ nlris }) =>
    error(
      `no BGP session is up, so no router gets ${some(nlris)} until one is; look at "exabgpcli show neighbor summary" and the log of ExaBGP`,
    ),
  'session-back': () => info('a BGP session is up again: ExaBGP sends our routes there'),
  sessions: ({ sessions }) =>
    debug(`ExaBGP has ${sessions.length === 0 ? 'no session that it describes' : `the sessions ${sessions.join(', ')}`}`),
  'sessions-unknown': ({ outcome, line }) =>
    debug(`ExaBGP ${outcome === 'error' ? 'refused' : 'never answered'} "${line}": nothing is known of its sessions`),
  unsuited: suitability,
  unreachable: suitability,
} satisfies Partial<Sentences>

const neighborStates = { up: 'up', down: 'down, so it gets no routes until it is up again' } as const
