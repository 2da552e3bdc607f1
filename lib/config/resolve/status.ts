// Who is served over HTTP, if anybody is?

import type { ListenerTls } from '../access.ts'
import type { Config } from '../config.ts'
import type { Written } from '../schema/schema.ts'

/** Off by default. */
export const statusOf = (written: Written['status']): Pick<Config, 'status'> => {
  if (written === undefined) return {}
  const { listen, names = [], 'token-file': tokenFile, tls } = written
  return { status: { ...listen, names, ...(tokenFile !== undefined && { tokenFile }), ...(tls !== undefined && { tls: tlsOf(tls) }) } }
}

const tlsOf = ({ cert, key, 'client-ca': clientCa }: NonNullable<NonNullable<Written['status']>['tls']>): ListenerTls => ({
  cert,
  key,
  ...(clientCa !== undefined && { clientCa }),
})
