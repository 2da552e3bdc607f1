// Where is the last good configuration kept for a successor?
import { unsetClock } from '../io/clock.ts'
import type { Logger } from '../io/logger.ts'
import { readStateFile, writeStateFile } from '../io/state-file.ts'
import { uptimeClock } from '../io/uptime.ts'
import { decodeKept, encodeKept, type KeptConfig, stopped } from '../record/kept-config.ts'
import type { Part } from './part.ts'

/** `now`: the clock of its times, which nobody sets. `shown`: one of them by the wall clock. */
export type ConfigKeeper = Part & {
  readonly now: () => number
  readonly shown: (time: number) => number
  readonly kept: KeptConfig
  /** Resolves to why it could not be written, if so. */
  readonly keep: (kept: KeptConfig) => Promise<string | undefined>
}

/** Where nothing outlives the process. */
export const noConfigKeeper = (): ConfigKeeper => {
  const keeper = {
    ...unsetClock(),
    kept: {} as KeptConfig,
    keep: async (kept: KeptConfig): Promise<string | undefined> => {
      keeper.kept = kept
      return 'there is no file for it'
    },
  }
  return keeper
}

/** Whatever cannot be read or written costs the way back, and is said. */
export const recollectConfig = async (path: string, log: Logger): Promise<ConfigKeeper> => {
  const [file, uptime] = await Promise.all([readStateFile(path), uptimeClock()])
  const clock = unsetClock()
  const clocks = () => ({ wall: clock.now(), uptime: uptime() })
  let writing: Promise<string | undefined> = Promise.resolve(undefined)
  let said = ''
  const keeper = {
    ...clock,
    kept: (file.kind === 'text' ? decodeKept(file.text, clocks()) : undefined) ?? {},
    keep: (kept: KeptConfig): Promise<string | undefined> => {
      keeper.kept = kept
      writing = writing.then(async () => {
        const trouble = await writeStateFile(path, encodeKept(kept, clocks()))
        if (trouble !== undefined && trouble !== said)
          log({
            level: 'warn',
            message: `${path} cannot be written (${trouble}): a restarted process would not know the last good configuration`,
            fields: { event: 'reload', file: path },
          })
        said = trouble ?? ''
        return trouble
      })
      return writing
    },
    stop: (): void => {
      if ((keeper.kept.trial?.starts.length ?? 0) > 0) void keeper.keep(stopped(keeper.kept))
    },
    flushed: (): Promise<unknown> => writing,
  }
  return keeper
}

/** By when somebody has to confirm what is on trial, by the wall clock; undefined where nobody has to. */
export const confirmDeadlineOf = ({ kept: { trial }, shown }: ConfigKeeper): number | undefined =>
  trial?.deadline === undefined ? undefined : shown(trial.deadline)
