// When are metrics written into a file, and into which?
import type { Config } from '../config/config.ts'
import type { Mistakes } from './mistakes.ts'
import { offered } from './offered.ts'
import type { Part } from './part.ts'
import type { TextfileWish } from './textfile.ts'

/** Where the configuration names no file nothing is loaded. */
export const offerTextfile = (
  config: Config,
  wish: TextfileWish,
  mistake: Mistakes,
): Part & { readonly follow: (config: Config) => void } =>
  offered(config, {
    wishOf: ({ metrics: { textfile } }) => textfile,
    load: async () => {
      const { Textfile } = await import('./textfile.ts')
      return (path) => new Textfile(path, wish)
    },
    onMistake: (error) => mistake('no metrics are written into a file', error),
  })
