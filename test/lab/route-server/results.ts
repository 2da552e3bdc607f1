// Is what was seen what the route server design promises?
import { exact, type Result, reported, seconds } from '../kit/results.ts'
import { foreignPrefix, type Incident, type Report, routeTo } from './scenario.ts'

/** Every promise of the design, incident by incident. */
export const results = ({ before, half, whole, failure, recovery, mistake, death, move }: Report): Result[] => [
  exact('before', 'client answered by', 'preferred', before.answeredBy),
  exact('before', "the fabric's route", routeTo.preferred, before.route),
  exact('before', 'a connection without password', 'no answer', before.withoutPassword),
  ...moved('half is lost', 'standby', routeTo.standby, half),
  sent('half is lost', 'announce route 203.0.113.10/32 next-hop self local-preference 50', half),
  exact('half is lost', 'requests lost', '0', String(half.lost)),
  ...moved('half is back', 'preferred', routeTo.preferred, whole),
  sent('half is back', 'announce route 203.0.113.10/32 next-hop self local-preference 200', whole),
  exact('half is back', 'requests lost', '0', String(whole.lost)),
  ...moved('failure', 'standby', routeTo.standby, failure),
  exact('failure', 'sent to ExaBGP, last', 'withdraw route 203.0.113.10/32', failure.sent.at(-1) ?? ''),
  reported('failure', 'requests lost', `${failure.lost} of ${failure.asked}`),
  ...moved('recovery', 'preferred', routeTo.preferred, recovery),
  exact('recovery', 'requests lost', '0', String(recovery.lost)),
  exact('a mistake', 'said', `${foreignPrefix}: no entry of permit matches it`, mistake.said),
  exact('a mistake', 'arrived at route servers', '0', String(mistake.guarded.arrived)),
  exact('no permit', 'arrived at route servers', '2', String(mistake.unguarded.arrived)),
  exact('no permit', 'taken by them', '0', String(mistake.unguarded.taken)),
  exact('rs1 dies', 'client answered by', 'preferred', death.answeredBy),
  exact('rs1 dies', 'requests lost', '0', String(death.lost)),
  exact('rs1 dies', 'appliances at rs2', '2', String(death.sessions)),
  reported('rs1 dies', 'sessions at rs2 after', seconds(death.sessionMs)),
  exact('the move', 'client answered by', 'preferred', move.answeredBy),
  exact('the move', "the fabric's route", routeTo.moved, move.route),
  exact('the move', 'exabgp.conf', 'as before, with 10.2.0.9 for 10.1.0.7', move.configuration),
  exact('the move', 'requests lost', '0', String(move.lost)),
]

const moved = (phase: string, name: string, route: string, seen: Incident): Result[] => [
  exact(phase, 'client answered by', name, seen.answeredBy),
  exact(phase, "the fabric's route", route, seen.route),
  reported(phase, `${name} answers after`, seconds(seen.clientMs)),
]

const sent = (phase: string, line: string, seen: Incident): Result => exact(phase, 'sent to ExaBGP', line, seen.sent.join('; '))
