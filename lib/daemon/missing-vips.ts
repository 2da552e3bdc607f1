// Does this machine have the VIPs that it would bring traffic for?
import type { Config } from '../config/config.ts'
import type { Logger } from '../io/logger.ts'
import { ownAddresses } from '../io/own-addresses.ts'
import { elsewhere } from '../log/missing-vips.ts'
import { vipsElsewhere } from '../policy/missing-vips.ts'

/** A sentence for each service with VIPs that are no address of this machine, in the order of the services. */
export const findElsewhere = (config: Config): ReadonlyMap<string, string> => {
  const addresses = ownAddresses()
  const found = addresses === undefined ? [] : vipsElsewhere(config, addresses)
  return new Map(found.map(({ service, vips }) => [service, elsewhere(vips)]))
}

/** Logs them, once. */
export const warnOfElsewhere = (config: Config, log: Logger): void => {
  for (const [service, sentence] of findElsewhere(config))
    log({ level: 'warn', message: `${service}: ${sentence}`, fields: { event: 'no-local-vip', service } })
}
