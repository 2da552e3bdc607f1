// Who begins to speak in the log?
import packageJson from '../../package.json' with { type: 'json' }
import type { Logger } from '../io/logger.ts'

/** The first line of the log. In a terminal (`standalone`) it says who would hear what stands on stdout. */
export const introduce = (log: Logger, standalone: boolean): void => {
  const { version } = packageJson
  const where = standalone ? ' without ExaBGP: what it would get is printed on stdout, and nothing is announced' : ''
  log({
    level: 'info',
    message: `exabgp-haproxy ${version} runs${where}`,
    fields: { event: 'started', version, node: process.versions.node, standalone },
  })
}
