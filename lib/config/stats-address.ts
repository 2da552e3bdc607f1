// Where do HAProxy's statistics answer?
import { isIPv4 } from 'node:net'
import { parseAddress } from '../bgp/address.ts'
import { expected, type Parsed, parsed, parseUnsigned } from '../bgp/parsed.ts'
import type { StatisticsAddress } from './config.ts'
import { parseHttpUrl } from './http-url.ts'
import { parseSocketPath } from './names.ts'

/** A statistics address as one text says it; credentials and TLS options come from their own keys. */
export type WrittenStatisticsAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'abstract'; readonly name: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'http'; readonly url: string }

/**
 * Reads a unix path, `host:port`, `[v6]:port` or a URL, to which `;csv` is added where it is missing; and what HAProxy's own "stats socket" lines
 * have: `unix@/path`, `abns@name`, `ipv4@host:port`, `ipv6@v6:port`, with brackets or without (configuration manual, "bind").
 */
export const parseStatisticsAddress = (text: string): Parsed<WrittenStatisticsAddress> => {
  const [, family, rest = ''] = /^(unix|ipv[46])@(.*)$/s.exec(text) ?? []
  if (family === 'unix') return parseUnix(rest)
  if (family === 'ipv4') return parseTcp(rest, ({ host }) => !host.includes(':'))
  if (family === 'ipv6') return parseTcp(bracketed(rest), ({ host }) => !isIPv4(host))
  if (text.startsWith('/')) return parseUnix(text)
  if (/^https?:/.test(text)) return parseUrl(text)
  const abstract = /^abns@([!-~]{1,107})$/.exec(text)?.[1]
  return abstract === undefined ? parseTcp(text) : parsed({ kind: 'abstract', name: abstract })
}

/** The address as messages name it; without the user of a URL. */
export const statisticsPlace = (address: StatisticsAddress): string => {
  switch (address.kind) {
    case 'unix':
      return address.path
    case 'abstract':
      return `abns@${address.name}`
    case 'tcp':
      return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`
    case 'http':
      return withoutUser(address.url)
  }
}

const withoutUser = (text: string): string => {
  const { origin, pathname, search } = new URL(text)
  return `${origin}${pathname}${search}`
}

const parseUnix = (text: string): Parsed<WrittenStatisticsAddress> => {
  const path = parseSocketPath(text)
  return path.ok ? parsed({ kind: 'unix', path: path.value }) : path
}

const parseUrl = (text: string): Parsed<WrittenStatisticsAddress> => {
  const url = parseHttpUrl(text)
  return url.ok ? parsed({ kind: 'http', url: withCsv(new URL(text)) }) : url
}

// It belongs behind a path, which may be left out, and behind what follows a question mark.
const withCsv = ({ href }: URL): string => (/;csv(;|$)/.test(href) ? href : `${href};csv`)

// HAProxy takes the last part for the port.
const bracketed = (text: string): string =>
  text.replace(/^([\da-f:.]{2,45}):(\d{1,5})$/i, (whole, host: string, port: string) => (host.includes(':') ? `[${host}]:${port}` : whole))

type Tcp = Extract<WrittenStatisticsAddress, { kind: 'tcp' }>

const parseTcp = (text: string, suits: (address: Tcp) => boolean = () => true): Parsed<WrittenStatisticsAddress> => {
  const [, v6, name, portText] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d+)$/i.exec(text) ?? []
  const port = parseUnsigned(portText ?? '', 16, '')
  const host = v6 === undefined ? readHost(name ?? '') : readV6(v6)
  const address = port.ok && port.value > 0 && host !== undefined ? { kind: 'tcp' as const, host, port: port.value } : undefined
  return address !== undefined && suits(address)
    ? parsed(address)
    : expected('a unix socket path, abns@name, host:port or http://host/haproxy?stats')
}

// A name of digits and dots only is an address or nothing: resolvers read 010.0.0.1 and 10.1 in surprising ways.
const readHost = (name: string): string | undefined => (/^[\d.]*$/.test(name) && !isIPv4(name) ? undefined : name)

const readV6 = (text: string): string | undefined => {
  const address = parseAddress(text)
  return address.ok && address.value.family === 'ipv6' ? address.value.text : undefined
}
