// What does a process begin with?
import type { Fallback } from '../status/facts.ts'
import type { Valid } from './configure.ts'
import type { ConfigKeeper } from './kept-config.ts'
import type { Log } from './log.ts'

/**
 * A configuration, what logs as it says, what keeps it for a successor, and the text that it was read from; undefined where flags alone configure.
 * `fallback`: why that is not what the file says; undefined where it is.
 */
export type First = Valid & {
  readonly log: Log
  readonly keeper: ConfigKeeper
  readonly text: string | undefined
  readonly fallback: Fallback | undefined
}
