// How does a process judge and tell, and change nothing in ExaBGP?
import type { State } from '../engine/state.ts'
import { read } from '../exabgp/answer.ts'
import { acknowledges } from '../exabgp/phase.ts'
import { isListingQuestion, isReadOnly } from '../exabgp/shadow.ts'
import type { Logger } from '../io/logger.ts'
import { type ShadowSnapshot, shadowIn } from '../status/shadow.ts'
import type { Happening, Performers } from './performers.ts'

type Receiver = { readonly dispatch: (happening: Happening) => void }

/** Stands before ExaBGP's pipe: questions pass, everything else is taken as done at once. */
export class Shadow {
  readonly #receiver: Receiver
  readonly #write: Performers['write']
  #state: (() => State) | undefined
  #unsent = 0
  #listing: Set<string> | undefined
  #listed: { readonly at: number; readonly prefixes: ReadonlySet<string> } | undefined

  constructor(receiver: Receiver, write: Performers['write']) {
    this.#receiver = receiver
    this.#write = write
  }

  /** From now on it is known how ExaBGP answers. */
  connect(state: () => State): void {
    this.#state = state
  }

  readonly write = (line: string): void => {
    if (isListingQuestion(line)) this.#listing = new Set()
    if (isReadOnly(line)) this.#write(line)
    else this.#keep()
  }

  /** Notes what ExaBGP lists, whoever asked for it. */
  heard(line: string): void {
    if (this.#listing === undefined) return
    const heard = read(line)
    if (heard.kind === 'routes') for (const { prefix } of heard.routes) this.#listing.add(prefix)
    if (heard.kind !== 'done') return
    this.#listed = { at: Date.now(), prefixes: this.#listing }
    this.#listing = undefined
  }

  facts(): { readonly shadow?: ShadowSnapshot } {
    const state = this.#state?.()
    if (state === undefined) return {}
    return { shadow: shadowIn(state, { unsent: this.#unsent, listedAt: this.#listed?.at, prefixes: this.#listed?.prefixes ?? new Set() }) }
  }

  /** Nobody who reads the log takes it for what was done. */
  telling(log: Logger): Logger {
    return (line) => log({ ...line, message: `shadow: ${line.message.replace(/^(sent|repeated): /, 'would send: ')}` })
  }

  #keep(): void {
    this.#unsent += 1
    setImmediate(() => {
      this.#receiver.dispatch({ type: 'flushed' })
      const state = this.#state?.()
      if (state !== undefined && acknowledges(state.exabgp.phase) === true) this.#receiver.dispatch({ type: 'heard', line: 'done' })
    })
  }
}
