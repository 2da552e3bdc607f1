// What does the running process answer who asks for its status?
import { now } from '../io/clock.ts'
import { type Asked, failure, type Handlers, type Reply } from '../io/control-handlers.ts'
import { type Snapshot, takingSnapshot } from '../status/snapshot.ts'
import type { Changes } from './changes.ts'
import { tellFacts } from './facts.ts'
import type { Remembered } from './remembered.ts'
import type { Measured } from './tell-metrics.ts'

/** The process as those see it who only look. */
export type StatusTeller = Measured & { readonly changes: Changes; readonly history: Remembered }

/** Who watches is answered so often at the most, and so often at the least. */
const watched = { leastMs: 250, mostMs: 1000 }

/**
 * `GET /v1/status`: the snapshot. It has `change`, a number; with `?after=` that number it is answered after the next change, no sooner than 250 ms and no later
 * than 1 s from then, so that one who asks again at once sees each change without asking in vain: `status --watch`, `--wait`.
 */
export const statusHandlers = ({ name, state, loaded, recordPath, changes }: StatusTeller): Handlers => {
  const facts = tellFacts(name, recordPath)
  return statusRoute(function* () {
    const change = changes.count
    return { ...(yield* takingSnapshot(state(), facts(state().config, loaded()), now())), change }
  }, changes)
}

/** `status` is computed when its turn comes, bit by bit where that takes time. */
export const statusRoute = (status: () => Snapshot | Generator<undefined, Snapshot>, changes: Changes): Handlers => ({
  'GET /v1/status': async ({ query }: Asked): Promise<Reply> => {
    const after = query.get('after')
    if (after === null) return { status: 200, body: status }
    if (!/^\d{1,15}$/.test(after)) return failure(400, 'Expected after to be the number of a change')
    await changes.after(Number(after), watched.leastMs, watched.mostMs)
    return { status: 200, body: status }
  },
})
