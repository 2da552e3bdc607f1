// How do those who look at the page hear that it has changed?
import { setTimeout as delay } from 'node:timers/promises'
import { failure, type Reply, type Stream, type StreamListener } from '../io/control-handlers.ts'
import type { Changes } from './changes.ts'

const mostListeners = 32

/** At the most so often, and a sign of life at the least. */
const everyMs = { least: 250, most: 15_000 }

/** What is decided, said to ExaBGP and acknowledged within this time of a change is told with it, and waits for nobody who is told. */
const burstMs = 50

/**
 * `GET /events`: the number of the newest change, at first and whenever there is another. What changed is asked for as everything else, so that who does not read it costs nothing. All hear of it at once, after the lines to
 * ExaBGP.
 */
export const eventsHandler = (changes: Changes): (() => Reply | Stream) => {
  const listeners = new Set<StreamListener>()
  let isTelling = false
  const tell = async (): Promise<void> => {
    isTelling = true
    while (listeners.size > 0) await tellNext(changes, listeners)
    isTelling = false
  }
  const follow = (listener: StreamListener): void => {
    listeners.add(listener)
    listener.onEnd(() => listeners.delete(listener))
    listener.send(`retry: 2000\n\n${changeText(changes.count)}`)
    if (!isTelling) void tell()
  }
  return () => (listeners.size < mostListeners ? { follow } : failure(503, `${mostListeners} follow already`))
}

const changeText = (count: number): string => `id: ${count}\nevent: change\ndata: ${count}\n\n`

const tellNext = async (changes: Changes, listeners: ReadonlySet<StreamListener>): Promise<void> => {
  const told = changes.count
  await changes.after(told, everyMs.least, everyMs.most)
  await delay(burstMs)
  const { count } = changes
  const text = count === told ? undefined : changeText(count)
  for (const { send, sign } of listeners) text === undefined ? sign() : send(text)
}
