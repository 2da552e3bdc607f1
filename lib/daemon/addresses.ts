// When are the addresses of this machine looked at, and when are VIPs put among them?
import type { Config } from '../config/config.ts'
import type { Logger } from '../io/logger.ts'
import type { Loopback } from './loopback.ts'
import type { Mistakes } from './mistakes.ts'
import { watchOwnAddresses } from './own-addresses.ts'
import type { Part } from './part.ts'
import type { Happening, Performers } from './perform.ts'

type Around = {
  /** False in a terminal, for a shadow, and where another process runs with the same state file. */
  readonly manages: boolean
  /** The state file; undefined where none is kept. */
  readonly place: string | undefined
  readonly dispatch: (happening: Happening) => void
  readonly log: Logger
  readonly mistake: Mistakes
}

export type Addresses = Part & {
  readonly manages: boolean
  readonly follow: (config: Config) => void
  readonly performers: Pick<Performers, 'changeAddresses' | 'keepAddresses'>
}

/** They are looked at always; where no service wants VIPs to be put there nothing else is loaded. */
export const followAddresses = (config: Config, { manages, place, dispatch, log, mistake }: Around): Addresses => {
  const watch = watchOwnAddresses(dispatch)
  let loading: Promise<Loopback> | undefined
  const load = async (): Promise<Loopback> => {
    const { Loopback: Made } = await import('./loopback.ts')
    return new Made(place, log)
  }
  const loaded = (): Promise<Loopback> => {
    loading ??= load()
    return loading
  }
  const begin = async (): Promise<void> => dispatch({ type: 'addresses-left', kept: await (await loaded()).left() })
  const follow = ({ services }: Config): void => {
    if (!manages || loading !== undefined || services.every(({ loopback }) => loopback === undefined)) return
    void begin().catch((error) => mistake('no VIP is put on this machine', error))
  }
  return {
    start: () => {
      watch.start()
      follow(config)
    },
    follow,
    manages,
    performers: {
      changeAddresses: async (change) => {
        const outcome = await (await loaded()).change(change)
        watch.look()
        return outcome
      },
      keepAddresses: (ours) => void loaded().then((loopback) => loopback.keep(ours)),
    },
    stop: watch.stop,
    flushed: async () => (await loading)?.flushed(),
  }
}
