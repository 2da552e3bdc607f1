// How is the socket of HAProxy's command line reached?
import type { NetConnectOpts } from 'node:net'
import type { StatisticsAddress } from '../config/config.ts'
import { lookupName } from './lookup.ts'

export type SocketAddress = Exclude<StatisticsAddress, { kind: 'http' }>

/** The size of a unix socket's name, which HAProxy fills with zeros in an abstract one (unix(7), "sun_path"). */
const abstractNameLength = 108

/** What `connect` needs for it. */
export const connectOptions = (address: SocketAddress): NetConnectOpts => {
  switch (address.kind) {
    case 'unix':
      return { path: address.path }
    case 'abstract':
      return { path: `\0${address.name}`.padEnd(abstractNameLength, '\0') }
    case 'tcp':
      return { host: address.host, port: address.port, lookup: lookupName }
  }
}
