// What became of the services before the running process began, as far as its record tells?
import type { Event } from '../../engine/event.ts'
import type { Header } from '../../record/record.ts'
import { beginReplay, type Replay, replay } from '../../record/replay.ts'
import { History, type Transition } from '../../status/history.ts'
import { filesOf } from '../find-record.ts'
import { readRecord } from '../read-record.ts'

/** From one moment to another, in milliseconds since 1970; `problem`: why there may be more. */
export const recordedTransitions = async (
  record: string,
  from: number,
  to: number,
): Promise<{ readonly transitions: readonly Transition[]; readonly problem?: string }> => {
  const found = await filesOf(record)
  if (!found.ok) return { transitions: [], problem: found.problem }
  const listener = new Listener()
  const problem = await readRecord(found.files, listener, { from, to })
  const transitions = listener.history.since(from).filter(({ time }) => time < to)
  return { transitions, ...(problem !== undefined && { problem }) }
}

/** Takes in what a record holds, and keeps the changes. */
class Listener {
  readonly history = new History()
  #replay: Replay | undefined

  begin(header: Header): void {
    this.#replay = beginReplay(header)
  }

  take(event: Event): void {
    if (this.#replay === undefined) return
    const happened = replay(this.#replay, event)
    this.#replay = happened.replay
    const { effects, time } = happened.moment
    for (const effect of effects) if (effect.type === 'tell') this.history.take(effect.news, Math.round(time))
  }

  note(): void {}
}
