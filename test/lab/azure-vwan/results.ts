// Is what was seen what the two-region design promises?
import { atMost, exact, lost, type Result, reported, seconds, withoutNextHop } from '../kit/results.ts'
import { type Calm, expectedPaths, type Incident, type Report } from './scenario.ts'

const north = 'North Europe'
const west = 'West Europe'

/** Every promise of the design, incident by incident. */
export const results = ({ before, half, whole, failure, recovery }: Report): Result[] => [
  ...calm('before', north, expectedPaths.all, before),
  ...calm('half is lost', west, expectedPaths.half, half),
  exact('half is lost', 'sent to ExaBGP', 'announce route 9.9.9.9/32 as-path [ 65010 65010 65010 65010 65010 ]', lines(half)),
  ...figures('half is lost', half),
  lost('half is lost', 1, half),
  ...calm('half is back', north, expectedPaths.all, whole),
  exact('half is back', 'sent to ExaBGP', 'announce route 9.9.9.9/32', lines(whole)),
  ...figures('half is back', whole),
  lost('half is back', 1, whole),
  ...calm('failure', west, expectedPaths.none, failure),
  exact('failure', 'sent to ExaBGP, last', 'withdraw route 9.9.9.9/32', lastLine(failure)),
  atMost('failure', 'sent after', sentWithinMs, failure.sentMs),
  ...figures('failure', failure),
  reported('failure', 'requests lost', `${failure.lost} of ${failure.asked}`),
  ...calm('recovery', north, expectedPaths.all, recovery),
  exact('recovery', 'sent to ExaBGP, last', 'announce route 9.9.9.9/32', lastLine(recovery)),
  ...figures('recovery', recovery),
  lost('recovery', 1, recovery),
]

/** Something has to be sent this soon after a failure, in milliseconds. */
const sentWithinMs = 1500

const calm = (phase: string, title: string, paths: readonly string[], seen: Calm): Result[] => [
  exact(phase, 'client answered by', title, seen.answeredBy),
  exact(phase, 'paths at the edge', count(paths), count(seen.paths)),
]

const figures = (phase: string, { edgeMs, clientMs, answeredBy }: Incident): Result[] => [
  reported(phase, 'edge updated after', seconds(edgeMs)),
  reported(phase, `${answeredBy} answers after`, seconds(clientMs)),
]

// `4: 2 x [65515 65010], 2 x [65515 65010 x3]`
const count = (paths: readonly string[]): string => {
  const kinds = [...new Set(paths)].map((path) => `${paths.filter((it) => it === path).length} x [${abbreviated(path)}]`)
  return `${paths.length}: ${kinds.join(', ')}`
}

const abbreviated = (path: string): string => path.replace(/\b(\d+)( \1\b)+/, (all, as) => `${as} x${all.split(' ').length}`)

const lines = ({ sent }: Incident): string => sent.map((line) => withoutNextHop(line)).join('; ')

const lastLine = ({ sent }: Incident): string => withoutNextHop(sent.at(-1))
