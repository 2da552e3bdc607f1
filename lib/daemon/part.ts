// What lives in the process, and how does all of it end?
import { setTimeout as delay } from 'node:timers/promises'

/** Something with a life of its own. */
export type Part = {
  /** Begins; absent where it lives as soon as it is made. */
  readonly start?: () => void
  /** Begins nothing any more, and ends what it can. */
  readonly stop?: () => void
  /** Resolves when what was given to it has left the process, which may be never. */
  readonly flushed?: () => Promise<unknown>
}

/** How long the last words may take at the least, and how long everything at the most. */
const patience = { leastMs: 100, mostMs: 300 }

/** All that lives, in the order in which it came to life. */
export class Parts {
  readonly #parts: Part[] = []

  add<One extends Part>(part: One): One {
    this.#parts.push(part)
    part.start?.()
    return part
  }

  /** Stops all of them, the youngest first, whatever one of them throws; resolves when they have flushed, or will not soon. */
  async end(withinMs: number): Promise<void> {
    for (const part of this.#parts.toReversed()) attempt(() => part.stop?.())
    const patienceMs = Math.min(Math.max(withinMs, patience.leastMs), patience.mostMs)
    await Promise.race([Promise.allSettled(this.#parts.map(async (part) => part.flushed?.())), delay(patienceMs)])
  }
}

// A part that cannot be stopped must not keep the process from ending.
const attempt = (stop: () => void): void => {
  try {
    stop()
  } catch {}
}
