// When are the addresses of this machine looked at, and when are VIPs put among them?
import type { Config } from '../config/config.ts'
import type { Logger } from '../io/logger.ts'
import type { PutVip } from '../policy/managed-vips.ts'
import type { Loopback } from './loopback.ts'
import type { Mistakes } from './mistakes.ts'
import { watchOwnAddresses } from './own-addresses.ts'
import type { Part } from './part.ts'
import type { Happening, Performers } from './performers.ts'

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

type Load = (place: string | undefined, log: Logger) => Promise<Loopback>

const loadLoopback: Load = async (place, log) => {
  const { Loopback: Made } = await import('./loopback.ts')
  return new Made(place, log)
}

/** They are looked at always; where no service wants VIPs to be put there nothing else is loaded. */
export const followAddresses = (config: Config, around: Around, load = loadLoopback): Addresses => {
  const { manages, place, dispatch, log, mistake } = around
  const watch = watchOwnAddresses(dispatch)
  let loading: Promise<Loopback> | undefined
  const loaded = (): Promise<Loopback> => {
    loading ??= load(place, log)
    return loading
  }
  const left = async (): Promise<readonly PutVip[]> => (await loaded()).left()
  const follow = ({ services }: Config): void => {
    if (!manages || loading !== undefined || services.every(({ loopback }) => loopback === undefined)) return
    // Who knows nothing of what an earlier run has put there takes nothing away, and says of each VIP that it is missing.
    const unknown = (error: unknown): readonly PutVip[] => {
      mistake('no VIP is put on this machine', error)
      return []
    }
    void left()
      .catch(unknown)
      .then((kept) => dispatch({ type: 'addresses-left', kept }))
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
      keepAddresses: (ours) =>
        void loaded()
          .then((loopback) => loopback.keep(ours))
          .catch((error) => mistake('a successor will not know which VIPs are ours', error)),
    },
    stop: watch.stop,
    flushed: async () => (await loading?.catch(() => undefined))?.flushed(),
  }
}
