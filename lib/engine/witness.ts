// What shows that HAProxy serves while its statistics do not answer?
import type { Config } from '../config/config.ts'
import { checkKinds } from '../config/schema/checks/kinds.ts'
import type { SnapshotFault } from '../haproxy/snapshot.ts'
import type { CheckState } from './check-state.ts'
import type { HaproxyState } from './haproxy-state.ts'

/** In words: what shows it, or has yet to tell; undefined where nothing does. */
export const witnessOf = (
  { socket, gone }: SnapshotFault,
  checks: readonly CheckState[],
  ring: HaproxyState['ring'],
  haproxy: Config['haproxy'],
): string | undefined => {
  if (gone) return undefined
  const told = checks.map(testimonyOf).find((one) => one !== undefined)
  if (told !== undefined) return told
  if (socket !== 'closed' && isLocalRing(ring, haproxy)) return 'as its events are followed'
  return socket === 'listens' ? 'as it listens all the same' : undefined
}

// If it goes through HAProxy, as it should, it proves that HAProxy serves, even while its statistics do not answer. What all sites ask alike does not.
// One that is new, as after a respawn, is waited for: what is dead has died before, and a deadline ends the wait.
const testimonyOf = ({ check, latest }: CheckState): string | undefined => {
  const witness = check.shared === true ? undefined : checkKinds[check.kind].witness
  if (witness === undefined) return undefined
  if (latest === undefined) return `which ${witness} has yet to tell`
  return latest.kind === 'measured' && latest.measure.capacity > 0 ? `as ${witness} passes` : undefined
}

/** Whether it goes through HAProxy and passes, or has yet to answer for the first time. */
export const mayVouch = (one: CheckState): boolean => testimonyOf(one) !== undefined

// A connection ends with the process, which may wait for that when it has been told to stop; and over TCP it may seem to last when the whole
// machine is gone.
const isLocalRing = ({ live }: HaproxyState['ring'], { stats }: Config['haproxy']): boolean =>
  live && (stats.kind === 'unix' || stats.kind === 'abstract')
