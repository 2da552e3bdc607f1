// How is something offered as the configuration in force wants it, and not loaded where that wants none?
import type { Config } from '../config/config.ts'
import type { Part } from './part.ts'

/** By then what is healthy is announced, which must not wait for this. */
const offeredAfterMs = 100

type Offer<Wish> = {
  /** Undefined: none is wanted. */
  readonly wishOf: (config: Config) => Wish | undefined
  /** What makes it, once what was there before has gone, and only if it is still wanted by then. */
  readonly load: () => Promise<(wish: Wish) => Required<Pick<Part, 'stop' | 'flushed'>>>
  readonly onMistake: (error: unknown) => void
}

/** Follows the configuration that is in force. */
export const offered = <Wish>(
  config: Config,
  { wishOf, load, onMistake }: Offer<Wish>,
): Part & { readonly follow: (config: Config) => void } => {
  let wanted: Wish | undefined
  let current: Required<Pick<Part, 'stop' | 'flushed'>> | undefined
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => {
    clearTimeout(timer)
    current?.stop()
  }
  const begin = async (wish: Wish): Promise<void> => {
    const make = await load()
    await current?.flushed()
    if (wanted === wish) current = make(wish)
  }
  const follow = (next: Config): void => {
    const wish = wishOf(next)
    if (JSON.stringify(wish) === JSON.stringify(wanted)) return
    stop()
    wanted = wish
    if (wish !== undefined) timer = setTimeout(() => void begin(wish).catch(onMistake), offeredAfterMs)
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
