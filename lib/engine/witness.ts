// What shows that HAProxy serves while its statistics do not answer?
import type { Config } from '../config/config.ts'
import { checkKinds } from '../config/schema/checks/kinds.ts'
import type { SnapshotFault } from '../haproxy/snapshot.ts'
import type { CheckState } from './check-state.ts'
import type { HaproxyState } from './haproxy-state.ts'

/** In words; undefined where nothing does. */
export const witnessOf = (
  { socket, gone }: SnapshotFault,
  checks: readonly CheckState[],
  ring: HaproxyState['ring'],
  haproxy: Config['haproxy'],
): string | undefined => {
  if (gone) return undefined
  const passing = checks.map(passingWitness).find((one) => one !== undefined)
  if (passing !== undefined) return `${passing} passes`
  if (socket !== 'closed' && isLocalRing(ring, haproxy)) return 'its events are followed'
  return socket === 'listens' ? 'it listens all the same' : undefined
}

// If it goes through HAProxy, as it should, it proves that HAProxy serves, even while its statistics do not answer. What all sites ask alike does not.
const passingWitness = ({ check, latest }: CheckState): string | undefined =>
  check.shared !== true && latest?.kind === 'measured' && latest.measure.capacity > 0 ? checkKinds[check.kind].witness : undefined

/** Whether it goes through HAProxy and passes. */
export const isPassingWitness = (one: CheckState): boolean => passingWitness(one) !== undefined

// A connection ends with the process, which may wait for that when it has been told to stop; and over TCP it may seem to last when the whole
// machine is gone.
const isLocalRing = ({ live }: HaproxyState['ring'], { stats }: Config['haproxy']): boolean =>
  live && (stats.kind === 'unix' || stats.kind === 'abstract')
