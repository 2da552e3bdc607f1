// When is the status served over the network, and where?
import type { Config, StatusConfig } from '../config/config.ts'
import type { Listener } from '../io/listener.ts'
import type { Mistakes } from './mistakes.ts'
import type { Part } from './part.ts'
import type { Happening } from './perform.ts'
import type { StatusTeller } from './status-handlers.ts'

/** By then what is healthy is announced, which must not wait for this. */
const offeredAfterMs = 100

type Served = StatusTeller & { readonly dispatch: (happening: Happening) => void }

/** Follows the configuration that is in force. Where it names no address nothing is loaded. */
export const offerListener = (config: Config, served: Served, mistake: Mistakes): Part & { readonly follow: (config: Config) => void } => {
  let wanted: StatusConfig | undefined
  let current: Listener | undefined
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => {
    clearTimeout(timer)
    current?.stop()
  }
  const begin = async (status: StatusConfig): Promise<void> => {
    const { makeListener } = await import('./listener.ts')
    await current?.flushed()
    if (wanted !== status) return
    current = makeListener(status, served, mistake)
    current.start()
  }
  const follow = ({ status }: Config): void => {
    if (JSON.stringify(status) === JSON.stringify(wanted)) return
    stop()
    wanted = status
    if (status === undefined) return
    timer = setTimeout(() => void begin(status).catch((error) => mistake('the status is not served', error)), offeredAfterMs)
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
