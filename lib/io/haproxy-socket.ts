// How is the socket of HAProxy's command line reached?
import type { NetConnectOpts, Socket } from 'node:net'
import type { StatisticsAddress } from '../config/haproxy.ts'
import { errorCode } from '../values/error-code.ts'
import { type Failure, readFailure } from './failure.ts'
import { lookupWithin } from './lookup.ts'

export type SocketAddress = Exclude<StatisticsAddress, { kind: 'http' }>

/** The size of a unix socket's name, which HAProxy fills with zeros in an abstract one (unix(7), "sun_path"). */
const abstractNameLength = 108

/** What `connect` needs for it, where all may take `timeoutMs`. */
export const connectOptions = (address: SocketAddress, timeoutMs: number): NetConnectOpts => {
  switch (address.kind) {
    case 'unix':
      return { path: address.path }
    case 'abstract':
      return { path: `\0${address.name}`.padEnd(abstractNameLength, '\0') }
    case 'tcp':
      return { host: address.host, port: address.port, lookup: lookupWithin(timeoutMs) }
  }
}

/**
 * Whether a connection ends at itself: nobody listens on the port, and it is the one from which the kernel let us come (RFC 9293, 3.5, "simultaneous connection
 * synchronization"). So a port among those for clients, such as 40000, seems to listen once in some ten thousand tries.
 */
export const leadsToItself = ({ localAddress, localPort, remoteAddress, remotePort }: Socket): boolean =>
  localPort !== undefined && localPort === remotePort && localAddress === remoteAddress

/** Why it could not be reached. libuv 1.48 to 1.50, as in Debian 13, takes no name with zeros in it, and fills none up itself. */
export const connectFailure = (error: unknown, address: SocketAddress): Failure => {
  const refused = address.kind === 'abstract' && errorCode(error) === 'EINVAL'
  return refused ? { kind: 'other', reason: noAbstractNames } : readFailure(error)
}

const noAbstractNames = `libuv ${process.versions.uv} of this Node cannot reach an abstract socket of HAProxy: give "stats socket" a path`
