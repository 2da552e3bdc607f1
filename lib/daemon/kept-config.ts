// Where is the last good configuration kept for a successor?
import type { Logger } from '../io/logger.ts'
import { readStateFile, writeStateFile } from '../io/state-file.ts'
import { decodeKept, encodeKept, type KeptConfig, stopped } from '../record/kept-config.ts'
import type { Part } from './part.ts'

export type ConfigKeeper = Part & {
  readonly kept: KeptConfig
  /** Resolves to why it could not be written, if so. */
  readonly keep: (kept: KeptConfig) => Promise<string | undefined>
}

/** Where nothing outlives the process. */
export const noConfigKeeper = (): ConfigKeeper => {
  const keeper = {
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
  const file = await readStateFile(path)
  let writing: Promise<string | undefined> = Promise.resolve(undefined)
  let said = ''
  const keeper = {
    kept: (file.kind === 'text' ? decodeKept(file.text) : undefined) ?? {},
    keep: (kept: KeptConfig): Promise<string | undefined> => {
      keeper.kept = kept
      writing = writing.then(async () => {
        const trouble = await writeStateFile(path, encodeKept(kept))
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
