// Who takes what comes in before there is a loop?
import { read } from '../exabgp/answer.ts'
import { leave } from '../io/leave.ts'
import { printUnwritable } from '../io/print.ts'
import type { Loop } from './loop.ts'
import type { Happening } from './performers.ts'

/** Takes what comes in from the first moment on, and leaves by itself when there is no loop yet to decide. */
export class Receiver {
  #loop: Loop | undefined
  /** What was found out before, and is said once. */
  readonly #early: Happening[] = []
  readonly #leave: (withinMs: number) => void

  constructor(leave: (withinMs: number) => void) {
    this.#leave = leave
  }

  connect(loop: Loop): void {
    this.#loop = loop
  }

  readonly dispatch = (happening: Happening): void => {
    if (this.#loop !== undefined) this.#loop.dispatch(happening)
    else if (happening.type === 'closed' || happening.type === 'stop') this.#leave(0)
    else if (happening.type === 'heard' && read(happening.line).kind === 'shutdown') this.#leave(0)
    else if (happening.type !== 'heard' && happening.type !== 'flushed') this.#early.push(happening)
  }

  /** Once there is a loop that decides. */
  handOn(): void {
    for (const happening of this.#early.splice(0)) this.dispatch(happening)
  }

  onLine = (line: string): void => this.dispatch({ type: 'heard', line })
  onFlushed = (): void => this.dispatch({ type: 'flushed' })
  onClosed = (): void => this.dispatch({ type: 'closed' })
  onUnwritable = (reason: string): void => void printUnwritable(reason).then(leave)
}
