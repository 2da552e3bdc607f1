// Who may ask over the network?
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { Answer } from './control-answer.ts'
import { failure } from './control-handlers.ts'
import { readLastingFile } from './lasting-file.ts'

/** `open`: paths for which no token is asked. */
type Rules = { readonly names: readonly string[]; readonly tokenFile?: string; readonly open: readonly string[] }

/** How long the file of the token may take. */
const withinMs = 1000

/**
 * What one hears who may not ask. A name that is not ours may be one that a stranger's page has made to lead here (DNS rebinding), also on loopback; an address
 * cannot be. HTTP/1.0 needs none, as a plain health check of a balancer has none; no browser asks so.
 */
export const refusalOf =
  ({ names, tokenFile, open }: Rules) =>
  async (request: IncomingMessage): Promise<Answer | undefined> => {
    if (!isNameless(request) && !isOurs(request.headers.host, names))
      return failure(421, 'this machine is not known by that name: see status.names')
    if (request.headers['sec-fetch-site'] === 'cross-site' && request.headers['sec-fetch-mode'] !== 'navigate')
      return failure(403, 'pages of other sites may not ask')
    const [path = ''] = (request.url ?? '').split('?')
    return tokenFile === undefined || open.includes(path) ? undefined : refusalOfToken(request.headers.authorization, tokenFile)
  }

const isNameless = ({ httpVersion, headers }: IncomingMessage): boolean => httpVersion === '1.0' && headers.host === undefined

const isOurs = (host: string | undefined, names: readonly string[]): boolean => {
  const [, v6, name = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(host ?? '') ?? []
  if (v6 !== undefined) return isIP(v6) === 6
  const plain = name.toLowerCase().replace(/\.$/, '')
  return isIP(plain) === 4 || plain === 'localhost' || names.includes(plain)
}

const refusalOfToken = async (shown: string | undefined, file: string): Promise<Answer | undefined> => {
  const unauthorized = { ...failure(401, 'Expected the token of status.token-file'), headers: challenge }
  const token = tokenIn(shown)
  if (token === undefined) return unauthorized
  const known = await readLastingFile(file, withinMs).catch(() => '')
  if (known.trim() === '') return failure(503, 'the token of this process cannot be read')
  return timingSafeEqual(digest(token), digest(known.trim())) ? undefined : unauthorized
}

const challenge = { 'www-authenticate': 'Bearer realm="exabgp-haproxy", Basic realm="exabgp-haproxy", charset="UTF-8"' }

// A browser asks a person for a password, and sends it after the name and a colon (RFC 7617).
const tokenIn = (shown = ''): string | undefined => {
  const [, scheme = '', value = ''] = /^(bearer|basic) +(\S+)$/i.exec(shown) ?? []
  if (scheme === '') return undefined
  return scheme.toLowerCase() === 'bearer'
    ? value
    : Buffer.from(value, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '')
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
