// How do several follow the configuration that is in force?
import type { Config } from '../config/config.ts'
import type { Mistakes } from './mistakes.ts'

/** One that fails costs none of the others. */
export const followers =
  (all: readonly ((config: Config) => void)[], mistake: Mistakes) =>
  (config: Config): void => {
    for (const follow of all) {
      try {
        follow(config)
      } catch (error) {
        mistake('something goes on as it was configured before', error)
      }
    }
  }
