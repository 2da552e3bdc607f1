// What does the process know, asked in one go?
import type { State } from '../../lib/engine/state.ts'
import type { Facts } from '../../lib/status/facts.ts'
import { type Snapshot, takingSnapshot } from '../../lib/status/snapshot.ts'
import { atOnce } from '../../lib/values/at-once.ts'
import type { Milliseconds } from '../../lib/values/time.ts'

export const snapshot = (state: State, facts: Facts, at: Milliseconds): Snapshot => atOnce(takingSnapshot(state, facts, at))
