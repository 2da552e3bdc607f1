// Which addresses has this machine now?
import { networkInterfaces } from 'node:os'
import { type Prefix, parsePrefix } from '../bgp/prefix.ts'

/** Those of all links that are up, loopback among them; undefined where the system does not tell. */
export const ownAddresses = (): readonly Prefix[] | undefined => {
  try {
    const links = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
    return links.map(({ address }) => parsePrefix(address)).flatMap((read) => (read.ok ? [read.value] : []))
  } catch {
    return undefined
  }
}
