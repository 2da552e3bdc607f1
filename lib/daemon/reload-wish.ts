// What is asked of a reload, what does it need of the process, and what comes of it?
import type { Config } from '../config/config.ts'
import type { State } from '../engine/state.ts'
import type { Logger } from '../io/logger.ts'
import type { Facts, Fallback } from '../status/facts.ts'
import type { Start } from './configure.ts'
import type { ConfigKeeper } from './kept-config.ts'
import type { Happening } from './performers.ts'

/** What reloading needs of the process. */
export type Reloadable = {
  readonly start: Start
  /** What the file said when the configuration that is in force was read; undefined where flags alone configure. */
  readonly text: string | undefined
  /** Why that was not what the file said at the start; undefined where it was. */
  readonly fallback: Fallback | undefined
  readonly keeper: ConfigKeeper
  readonly state: () => State
  readonly dispatch: (happening: Happening) => void
  /** Makes ready what another configuration needs before it is in force. */
  readonly prepare: (config: Config) => Promise<unknown>
  /** Lets all that lives follow the one that is in force now. */
  readonly follow: (config: Config, before: Config) => void
  readonly log: Logger
}

export type ReloadWish = {
  readonly by: string
  readonly dryRun?: boolean
  readonly force?: boolean
  readonly replace?: boolean
  readonly revertInMs?: number
  readonly abortOnWorse?: boolean
}

/**
 * `lines`: what a person is to read. `deadline`: milliseconds since 1970 by which it has to be confirmed. `loadedAt`: when the configuration that
 * is in force now was loaded, in milliseconds since 1970.
 */
export type ReloadResult = {
  readonly outcome: 'reloaded' | 'same' | 'planned' | 'confirmed' | 'undone' | 'broken' | 'refused'
  readonly lines: readonly string[]
  readonly deadline?: number
  readonly loadedAt?: number
}

/** What the snapshot says of it. */
export type ReloadFacts = {
  readonly loadedAt: number
  readonly fileDiffers: boolean | undefined
  readonly confirmDeadline: number | undefined
  readonly last: Facts['lastReload'] | undefined
  /** Why the last good configuration is in force since the start, until a reload succeeds or the file says what runs. */
  readonly fallback: Fallback | undefined
  /** Why the configuration before is about to come back. */
  readonly goesBack: string | undefined
}
