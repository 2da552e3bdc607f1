// In which words is it told what is announced, with which attributes, and to whom?
import { namedAttributes, nlriKey, type PathAttributes, type Route } from '../bgp/route.ts'
import { some } from '../values/some.ts'

/** The rest of a sentence after "announcing"; `role` stands behind the VIPs. Neighbors are named where they get different attributes. */
export const announcing = (routes: readonly Route[], role: string): string =>
  `${some([...new Set(routes.map(({ nlri }) => nlriKey(nlri)))])}${role}${terms(byAudience(routes))}`

type Group = { readonly to: string; readonly nextHops: Set<string>; readonly attributes: PathAttributes }

// All routes to an audience have the same attributes, but for the next hop, of which each family has its own.
const byAudience = (routes: readonly Route[]): readonly Group[] => {
  const groups = new Map<string, Group>()
  for (const { to = [], attributes } of routes) {
    const key = to.join()
    const group = groups.get(key) ?? { to: some(to), nextHops: new Set(), attributes }
    groups.set(key, group)
    group.nextHops.add(attributes.nextHop)
  }
  return [...groups.values()]
}

const terms = (groups: readonly Group[]): string => {
  const nextHop = ({ nextHops }: Group): string => `next-hop ${[...nextHops].join(' and ')}`
  const differ = new Set(groups.map(nextHop)).size > 1
  return groups
    .map((group) => {
      const parts = [...(differ ? [nextHop(group)] : []), ...attributeParts(group.attributes)]
      return `${groups.length > 1 ? ` to ${group.to}` : ''}${parts.length === 0 ? '' : ` with ${parts.join(', ')}`}`
    })
    .join(';')
}

const attributeParts = (attributes: PathAttributes): readonly string[] =>
  namedAttributes(attributes).flatMap(({ name, value }) => {
    const text = [value].flat().join(' ')
    return name === 'next-hop' || text === '' ? [] : [`${name} ${text}`]
  })
