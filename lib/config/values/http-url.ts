// Is this a URL that can be asked as it stands?
import { isIPv4 } from 'node:net'
import { isLinkLocal } from '../../bgp/address.ts'
import { expected, type Parsed, parsed } from '../../values/parsed.ts'

/** Reads an http:// or https:// URL. Refused: user:password, fragments, port 0, spaces, hosts that are no names, and such as `010.0.0.1` that the URL standard reads as another address. */
export const parseHttpUrl = (text: string): Parsed<string> => {
  if (!/^https?:\/\/[^/?#\s]/.test(text) || /\s/.test(text) || !URL.canParse(text))
    return expected('a URL such as http://127.0.0.1/healthz')
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') {
    return expected('a URL without user:password; name where they stand under "credentials", as {env: NAME} or {file: /path}')
  }
  if (!/^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(url.hostname)) return expected('a URL with the name of a host, or its address')
  if (isLinkLocal(url.hostname.replace('[', ''))) return expected('a URL with an address that is not link-local, as it says no interface')
  if (url.port === '0') return expected('a URL with a port from 1 to 65535')
  if (text.includes('#')) return expected('a URL without a fragment')
  if (isIPv4(url.hostname) && writtenHost(text) !== url.hostname) return expected(`a URL with an address written in full (${url.hostname})`)
  return parsed(text)
}

const writtenHost = (url: string): string | undefined => /^https?:\/\/([^/:?]*)/.exec(url)?.[1]
