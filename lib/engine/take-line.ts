// What does a line of ExaBGP say?
import { type Heard, read } from '../exabgp/answer.ts'
import { hear } from '../exabgp/hear.ts'
import type { Milliseconds } from '../values/time.ts'
import { converse } from './converse.ts'
import { leave } from './leave.ts'
import type { State } from './state.ts'
import type { Step } from './step-result.ts'

/** A line in the middle of a listing is noted; whatever follows waits for the end, so that a long one costs no more than its length. */
export const isPart = ({ kind }: Heard): boolean => kind === 'routes'

/** It may say that ExaBGP leaves. */
export const takeLine = (state: State, line: string, at: Milliseconds): Step => {
  const heard = read(line)
  if (heard.kind === 'shutdown') return leave(state, 'it is shutting down')
  return converse(state, at, (conversation) => hear(conversation, heard, line, at))
}
