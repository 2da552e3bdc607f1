// When has something happened that somebody who watches wants to see?
import { setTimeout as delay } from 'node:timers/promises'

/** Counts what was logged or said to ExaBGP; who watches waits for the next. */
export class Changes {
  #count = 0
  #waiting: (() => void)[] = []

  /** How many there were. */
  get count(): number {
    return this.#count
  }

  tell(): void {
    this.#count += 1
    if (this.#waiting.length === 0) return
    for (const wake of this.#waiting) wake()
    this.#waiting = []
  }

  /** What does this and tells of it. */
  telling<Value>(deed: (value: Value) => void): (value: Value) => void {
    return (value) => {
      deed(value)
      this.tell()
    }
  }

  /** Resolves when there were more than `count`, no sooner than `leastMs` from now and no later than `mostMs`. */
  async after(count: number, leastMs: number, mostMs: number): Promise<void> {
    await delay(leastMs)
    if (this.#count > count) return
    await Promise.race([new Promise<void>((wake) => this.#waiting.push(wake)), delay(mostMs - leastMs)])
  }
}
