// Is what was seen what the route server design promises?
import { exact, lost, type Result, reported, seconds, withoutNextHop } from '../kit/results.ts'
import type { Incident } from './incident.ts'
import { type Report, routesTo } from './scenario.ts'

/** Every promise of the design, incident by incident. */
export const results = ({ before, half, whole, failure, recovery, mistake, death, move }: Report): Result[] => [
  ...calm('before', 'preferred', routesTo.preferred, before),
  exact('before', 'without the password', 'no answer', before.withoutPassword),
  ...calm('half is lost', 'standby', routesTo.standby, half),
  ...sent('half is lost', 'local-preference 50', half),
  ...figures('half is lost', half),
  ...calm('half is back', 'preferred', routesTo.preferred, whole),
  ...sent('half is back', 'local-preference 200', whole),
  ...figures('half is back', whole),
  ...calm('failure', 'standby', routesTo.standby, failure),
  exact('failure', 'sent to ExaBGP, last', 'withdraw route 2001:db8:113:10::/64', withoutNextHop(failure.sent.at(-1))),
  reported('failure', 'standby answers after', seconds(failure.clientMs)),
  reported('failure', 'requests lost', `${failure.lost} of ${failure.asked}`),
  ...calm('recovery', 'preferred', routesTo.preferred, recovery),
  ...figures('recovery', recovery),
  ...['198.51.100.10/32', '2001:db8:113:20::1/128'].map((prefix, index) =>
    exact('a mistake', 'said', `${prefix}: no entry of permit matches it`, mistake.said[index] ?? 'nothing'),
  ),
  exact('a mistake', 'arrived at route servers', '0', String(mistake.guarded.arrived)),
  exact('no permit', 'arrived at route servers', '4', String(mistake.unguarded.arrived)),
  exact('no permit', 'taken by them', '0', String(mistake.unguarded.taken)),
  ...calm('rs1 dies', 'preferred', routesTo.preferred, death),
  exact('rs1 dies', 'sessions at rs2', '4', String(death.sessions)),
  reported('rs1 dies', 'all there after', seconds(death.sessionMs)),
  lost('rs1 dies', 0, death),
  ...calm('the move', 'preferred', routesTo.moved, move),
  exact('the move', 'exabgp.conf', 'the same but for its addresses', move.configuration),
  lost('the move', 2, move),
]

const calm = (phase: string, name: string, routes: string, seen: Pick<Incident, 'answeredBy' | 'routes'>): Result[] => [
  exact(phase, 'client answered by', name, seen.answeredBy),
  exact(phase, 'next hops (preference)', routes, seen.routes),
]

// One line for each family, and no other.
const sent = (phase: string, attributes: string, seen: Incident): Result[] => {
  const [line, ...others] = seen.sent.map((it) => withoutNextHop(it))
  return [
    exact(phase, 'sent to ExaBGP', `announce route 203.0.113.10/32 ${attributes}`, line ?? 'nothing'),
    exact(phase, '', `announce route 2001:db8:113:10::/64 ${attributes}`, others.join('; ')),
  ]
}

const figures = (phase: string, seen: Incident): Result[] => [
  reported(phase, `${seen.answeredBy} answers after`, seconds(seen.clientMs)),
  lost(phase, 1, seen),
]
