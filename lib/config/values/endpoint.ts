// Where does a server listen?
import { isIPv4 } from 'node:net'
import { isLinkLocal, parseAddress } from '../../bgp/address.ts'
import { expected, type Parsed, parsed, parseUnsigned } from '../../values/parsed.ts'
import { parseSocketPath } from './names.ts'

export type UnixEndpoint = { readonly kind: 'unix'; readonly path: string }
export type TcpEndpoint = { readonly kind: 'tcp'; readonly host: string; readonly port: number }

/** Reads the path of a unix socket. */
export const parseUnix = (text: string): Parsed<UnixEndpoint> => {
  const path = parseSocketPath(text)
  return path.ok ? parsed({ kind: 'unix', path: path.value }) : path
}

/** Reads `host:port` or `[v6]:port`; `what` was expected in its place. */
export const parseTcp = (text: string, what: string): Parsed<TcpEndpoint> => {
  const [, v6, name, portText] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d+)$/i.exec(text) ?? []
  if (v6 !== undefined && isLinkLocal(v6)) return expected('an address that is not link-local, as it says no interface')
  const port = parseUnsigned(portText ?? '', 16, '')
  const host = v6 === undefined ? readHost(name ?? '') : readV6(v6)
  return port.ok && port.value > 0 && host !== undefined ? parsed({ kind: 'tcp', host, port: port.value }) : expected(what)
}

/** The endpoint as it may be written. */
export const endpointText = (endpoint: UnixEndpoint | TcpEndpoint): string => {
  if (endpoint.kind === 'unix') return endpoint.path
  return endpoint.host.includes(':') ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`
}

// A name of digits and dots only is an address or nothing: resolvers read 010.0.0.1 and 10.1 in surprising ways.
const readHost = (name: string): string | undefined => (/^[\d.]*$/.test(name) && !isIPv4(name) ? undefined : name)

const readV6 = (text: string): string | undefined => {
  const address = parseAddress(text)
  return address.ok && address.value.family === 'ipv6' ? address.value.text : undefined
}
