// How do those who look at the page hear that it has changed?
import { failure, type Reply, type Stream } from '../io/control-handlers.ts'
import type { Changes } from './changes.ts'

const mostListeners = 32

/** At the most so often, and a sign of life at the least. */
const everyMs = { least: 250, most: 15_000 }

/** `GET /events`: the number of the newest change, at first and whenever there is another. What changed is asked for as everything else, so that who does not read it costs nothing. */
export const eventsHandler = (changes: Changes): (() => Reply | Stream) => {
  let listeners = 0
  return () => {
    if (listeners >= mostListeners) return failure(503, `${mostListeners} follow already`)
    listeners += 1
    return {
      follow: ({ send, onEnd }) => {
        let ended = false
        onEnd(() => {
          ended = true
          listeners -= 1
        })
        send('retry: 2000\n\n')
        void tell(changes, send, () => ended)
      },
    }
  }
}

const tell = async (changes: Changes, send: (text: string) => void, isEnded: () => boolean): Promise<void> => {
  let told = -1
  while (!isEnded()) {
    const { count } = changes
    send(count === told ? ':\n\n' : `id: ${count}\nevent: change\ndata: ${count}\n\n`)
    told = count
    await changes.after(told, everyMs.least, everyMs.most)
  }
}
