// When is the status served over the network, and where?
import type { Config } from '../config/config.ts'
import type { Logger } from '../io/logger.ts'
import type { Mistakes } from './mistakes.ts'
import { offered } from './offered.ts'
import type { Part } from './part.ts'
import type { Happening } from './performers.ts'
import type { StatusTeller } from './status-handlers.ts'

type Served = StatusTeller & { readonly dispatch: (happening: Happening) => void; readonly log: Logger }

/** Where the configuration names no address nothing is loaded. */
export const offerListener = (config: Config, served: Served, mistake: Mistakes): Part & { readonly follow: (config: Config) => void } => {
  let isPastRead = false
  return offered(config, {
    wishOf: ({ status }) => status,
    load: async () => {
      const [{ makeListener }, { readPast }] = await Promise.all([import('./listener.ts'), import('./read-past.ts')])
      if (!isPastRead) readPast(served)
      isPastRead = true
      return (status) => {
        const listener = makeListener(status, served, mistake)
        listener.start()
        return listener
      }
    },
    onMistake: (error) => mistake('the status is not served', error),
  })
}
