// How does the process end?
import { farewell } from '../exabgp/farewell.ts'
import type { Milliseconds } from '../values/time.ts'
import type { State } from './state.ts'
import { type Step, tell } from './step-result.ts'

/** ExaBGP waits 0.1 s for its processes and kills them after 2 s. */
const exitWithinMs = 500

/** ExaBGP is gone, and with it what it announced. */
export const leave = (state: State, how: string): Step => ({
  state: { ...state, stopped: true },
  effects: [...tell([{ type: 'exabgp-gone', how }]), { type: 'exit', withinMs: 0 }],
})

/** Takes back what is announced, and ends. */
export const stop = (state: State, signal: string, at: Milliseconds): Step => {
  const { lines, withdrawn, again } = farewell(state.exabgp, at)
  return {
    state: { ...state, stopped: true },
    effects: [
      ...lines.map((line) => ({ type: 'write' as const, line })),
      ...tell([{ type: 'stopping', signal, withdrawn, again }]),
      { type: 'exit', withinMs: exitWithinMs },
    ],
  }
}
