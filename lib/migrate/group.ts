// Which processes become one of ours, and what of their AS paths?
import { parseAsn } from '../bgp/as-path.ts'
import type { Difference } from './difference.ts'
import type { Conf, ConfApi } from './exabgp-conf.ts'
import type { Moved } from './move.ts'
import type { Service } from './service.ts'

/** Processes that become one of ours. */
export type Group = { readonly processes: readonly Moved[]; readonly neighbors: readonly string[]; readonly localAs: string | undefined }

/** One process speaks to the same neighbors for all of its services. */
export const grouped = (moved: readonly Moved[], { apis, localAs }: Conf): readonly Group[] => {
  const groups = new Map<string, Moved[]>()
  for (const one of moved) {
    const key = JSON.stringify([[...one.neighbors].sort(), listedBy(one.process.name, apis)])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  const [as, ...others] = localAs
  const only = as !== undefined && others.length === 0 && parseAsn(as).ok ? as : undefined
  return [...groups.values()].map((processes) => ({ processes, neighbors: processes[0]?.neighbors ?? [], localAs: only }))
}

const listedBy = (process: string, apis: readonly ConfApi[]): readonly number[] =>
  apis.flatMap(({ processes }, index) => (processes.includes(process) ? [index] : []))

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
