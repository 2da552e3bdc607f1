// Where do HAProxy's statistics answer?
import { isIPv4 } from 'node:net'
import { expected, type Parsed, parsed } from '../../values/parsed.ts'
import { endpointText, parseTcp, parseUnix, type TcpEndpoint, type UnixEndpoint } from './endpoint.ts'
import { parseHttpUrl } from './http-url.ts'

/** A statistics address as one text says it; credentials and TLS options come from their own keys. */
type WrittenStatisticsAddress =
  | UnixEndpoint
  | TcpEndpoint
  | { readonly kind: 'abstract'; readonly name: string }
  | { readonly kind: 'http'; readonly url: string }

/**
 * Reads a unix path, `host:port`, `[v6]:port` or a URL, to which `;csv` is added where it is missing, and which loses what hides rows; and what HAProxy's own "stats socket" lines
 * have: `unix@/path`, `abns@name`, `ipv4@host:port`, `ipv6@v6:port`, with brackets or without, and the same as `tcp4@`, `tcp6@` or
 * `tcp@` (configuration manual, "bind").
 */
export const parseStatisticsAddress = (text: string): Parsed<WrittenStatisticsAddress> => {
  const [, family, rest = ''] = /^(unix|ipv[46]|tcp[46]?)@(.*)$/s.exec(text) ?? []
  if (family === 'unix') return parseUnix(rest)
  if (family === 'tcp') return parseTcp(rest, what)
  if (family === 'ipv4' || family === 'tcp4') return suiting(parseTcp(rest, what), ({ host }) => !host.includes(':'))
  if (family === 'ipv6' || family === 'tcp6') return suiting(parseTcp(bracketed(rest), what), ({ host }) => !isIPv4(host))
  if (text.startsWith('/')) return parseUnix(text)
  if (/^https?:/.test(text)) return parseUrl(text)
  const abstract = /^abns@([!-~]{1,107})$/.exec(text)?.[1]
  return abstract === undefined ? parseTcp(text, what) : parsed({ kind: 'abstract', name: abstract })
}

/** The address as messages name it; without the user of a URL. */
export const statisticsPlace = (address: WrittenStatisticsAddress): string => {
  switch (address.kind) {
    case 'unix':
    case 'tcp':
      return endpointText(address)
    case 'abstract':
      return `abns@${address.name}`
    case 'http':
      return withoutUser(address.url)
  }
}

const what = 'a unix socket path, abns@name, host:port or http://host/haproxy?stats'

const suiting = (address: Parsed<TcpEndpoint>, suits: (address: TcpEndpoint) => boolean): Parsed<TcpEndpoint> =>
  address.ok && !suits(address.value) ? expected(what) : address

const withoutUser = (text: string): string => {
  const { origin, pathname, search } = new URL(text)
  return `${origin}${pathname}${search}`
}

const parseUrl = (text: string): Parsed<WrittenStatisticsAddress> => {
  const url = parseHttpUrl(text)
  return url.ok ? parsed({ kind: 'http', url: withCsv(new URL(text)) }) : url
}

// It belongs behind a path, which may be left out, and behind what follows a question mark.
const withCsv = (url: URL): string => {
  const href = url.href.replace(others, '')
  return /;csv(;|$)/.test(href) ? href : `${href};csv`
}

// What the links of the page add: `up` and `no-maint` hide servers, of which a capacity is a share, and the others are formats that go before `csv`.
const others = /;(up|no-maint|typed|json|json-schema)(?=;|$)/g

// HAProxy takes the last part for the port.
const bracketed = (text: string): string =>
  text.replace(/^([\da-f:.]{2,45}):(\d{1,5})$/i, (whole, host: string, port: string) => (host.includes(':') ? `[${host}]:${port}` : whole))
