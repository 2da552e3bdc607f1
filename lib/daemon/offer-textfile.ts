// When are metrics written into a file, and into which?
import type { Config } from '../config/config.ts'
import type { Mistakes } from './mistakes.ts'
import type { Part } from './part.ts'
import type { Textfile, TextfileWish } from './textfile.ts'

/** By then what is healthy is announced, which must not wait for this. */
const beginsAfterMs = 100

/** Follows the configuration that is in force. Where it names no file nothing is loaded. */
export const offerTextfile = (
  config: Config,
  wish: TextfileWish,
  mistake: Mistakes,
): Part & { readonly follow: (config: Config) => void } => {
  let wanted: string | undefined
  let current: Textfile | undefined
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => {
    clearTimeout(timer)
    current?.stop()
  }
  const begin = async (path: string): Promise<void> => {
    const { Textfile } = await import('./textfile.ts')
    await current?.flushed()
    if (wanted === path) current = new Textfile(path, wish)
  }
  const follow = ({ metrics: { textfile } }: Config): void => {
    if (textfile === wanted) return
    stop()
    wanted = textfile
    if (textfile === undefined) return
    timer = setTimeout(() => void begin(textfile).catch((error) => mistake('no metrics are written into a file', error)), beginsAfterMs)
  }
  return {
    start: () => follow(config),
    follow,
    stop: () => {
      wanted = undefined
      stop()
    },
    flushed: async () => current?.flushed(),
  }
}
