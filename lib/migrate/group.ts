// Which processes become one of ours, and what of their AS paths?
import { parseAsn } from '../bgp/as-path.ts'
import type { Difference } from './difference.ts'
import type { Conf } from './exabgp-conf.ts'
import { hears } from './hears.ts'
import type { Moved } from './move.ts'
import type { Service } from './service.ts'

/** Processes that become one of ours. */
export type Group = { readonly processes: readonly Moved[]; readonly neighbors: readonly string[]; readonly localAs: string | undefined }

/** One process speaks to the same neighbors for all of its services. */
export const grouped = (moved: readonly Moved[], { apis, localAs }: Conf): readonly Group[] => {
  const groups = new Map<string, Moved[]>()
  for (const one of moved) {
    const { name } = one.process
    // Where that cannot be told, it stays alone.
    const key = JSON.stringify([[...one.neighbors].sort(), apis.map((api) => hears(api, name) ?? name)])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const [as, ...others] = localAs
  const only = as !== undefined && others.length === 0 && parseAsn(as).ok ? as : undefined
  return [...groups.values()].map((processes) => ({ processes, neighbors: processes[0]?.neighbors ?? [], localAs: only }))
}

/** Where nobody can tell which neighbors hear a process. */
export const unheard = (moved: readonly Moved[], { apis }: Conf): readonly Difference[] =>
  moved.flatMap(({ process: { name } }) => {
    const api = apis.find((one) => hears(one, name) === undefined)
    if (api === undefined) return []
    const text = `whether processes-match [ ${api.matches.join(', ')} ] of ${api.neighbor} means it cannot be told here, so it shares its process with no other: its routes go to the neighbors to which they went`
    return [{ id: 'processes-match', process: name, text }]
  })

/** What differs for a router that checks the first AS of a path. */
export const paths = (groups: readonly Group[]): readonly Difference[] =>
  groups.flatMap(({ processes, localAs }) =>
    processes.flatMap(({ process, given = [] }) => {
      const written = given
        .filter(({ name }) => name.endsWith('as-path'))
        .flatMap(({ value }) => value?.split(/[\s,[\]]+/).find((word) => word !== '') ?? [])
      const strange = written.filter((first) => localAs !== undefined && first !== localAs)
      return strange.length === 0
        ? []
        : [
            {
              id: 'as-path',
              process: process.name,
              text: `an AS path begins with ${strange[0]}, not with local-as ${localAs}: a router that checks the first AS refuses it, as until now`,
            },
          ]
    }),
  )

/** In the order of their processes. */
export const servicesIn = ({ processes }: Group): readonly Service[] => processes.flatMap(({ services }) => services)
