// Who is told that all has been announced?
import type { Family } from '../../bgp/address.ts'
import type { EndOfRib } from '../exabgp.ts'
import type { Sessions } from '../sessions.ts'

/**
 * Peers that were promised a graceful restart wait for it, in each of their families; asked for without any such peer, it is for whoever
 * hears from this process. `neighbors`: those that it speaks to, if not to all. `announced`: the families of all VIPs.
 */
export const endOfRibOf = (
  written: 'on' | 'off' | undefined,
  sessions: Sessions | undefined,
  neighbors: readonly string[],
  announced: ReadonlySet<Family>,
): readonly EndOfRib[] => {
  const graceful = sessions?.peers.filter(({ gracefulRestartS }) => gracefulRestartS !== undefined) ?? []
  if (written === 'off' || (written === undefined && graceful.length === 0)) return []
  if (graceful.length === 0) return both.filter((family) => announced.has(family)).map((family) => ({ family }))
  return both.flatMap((family) => {
    const to = graceful.filter(({ families, address: { text } }) => families.includes(family) && isHeard(text, neighbors))
    return to.length === 0 ? [] : [{ family, to: to.map(({ address }) => address.text) }]
  })
}

const both: readonly Family[] = ['ipv4', 'ipv6']

const isHeard = (address: string, neighbors: readonly string[]): boolean => neighbors.length === 0 || neighbors.includes(address)
