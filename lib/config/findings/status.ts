// Who could read the status, whom nobody has in mind?
import type { Finding } from '../problems/problem.ts'
import type { Readable } from './readable.ts'

export const statusFindings = ({ status }: Readable): readonly Finding[] => {
  if (!status?.listen || isLoopback(status.listen.host)) return []
  const { listen, tls, 'token-file': token } = status
  const everywhere = /^[0:.]+$/.test(listen.host) ? 'every address of this machine' : `${listen.host}, which is no loopback address`
  if (token === undefined && (tls === undefined || (tls !== null && tls['client-ca'] === undefined)))
    return [warning(`a token-file or a client-ca, as whoever reaches ${everywhere} may read the status`)]
  return tls === undefined ? [warning(`tls, as the token passes in clear text on ${everywhere}`)] : []
}

const warning = (expected: string): Finding => ({ path: ['status', 'listen'], expected, got: undefined, warning: true })

const isLoopback = (host: string): boolean => host.startsWith('127.') || host === '::1'
