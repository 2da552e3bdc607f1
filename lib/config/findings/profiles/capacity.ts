// How many routes does a provider take, of which family, and from how many of its peers?
import type { Judge } from './rule.ts'

/** No more VIPs than this; the first one too many is named. */
export const vipsAtMost =
  (most: number, why: string): Judge =>
  ({ vips }) => {
    const first = vips[most]
    return first === undefined ? [] : [{ path: first.path, expected: `at most ${most} VIPs, ${why}`, got: `${vips.length}` }]
  }

/** No IPv6 VIP. */
export const ipv4Vips: Judge = ({ vips }) =>
  vips
    .filter(({ prefix }) => prefix.family === 'ipv6')
    .map(({ path, prefix }) => ({ path, expected: 'an IPv4 VIP, as IPv6 is not supported', got: prefix.text }))

/** No session over IPv6. */
export const ipv4Sessions: Judge = ({ neighbors }) =>
  neighbors
    .filter(({ address }) => address.includes(':'))
    .map(({ path, address }) => ({ path, expected: 'an IPv4 address, as sessions over IPv6 are not supported', got: address, key: true }))

/** Where neighbors are named, more than one of them: `pair` says which two belong together. */
export const bothPeers =
  (pair: string): Judge =>
  ({ neighbors: [only, ...others] }) =>
    only === undefined || others.length > 0
      ? []
      : [{ path: only.path.slice(0, 2), expected: `${pair}, and the same routes to both`, got: `only ${only.address}` }]

/** No neighbor gets other attributes than the others. */
export const sameRoutes: Judge = ({ levels }) =>
  levels.flatMap(({ path, own }) =>
    path[0] === 'services' && path[2] === 'neighbors' && Object.keys(own).length > 0
      ? [
          {
            path,
            expected: 'the same routes with the same attributes to both peers',
            got: `${Object.keys(own).join(', ')} for one`,
            key: true,
          },
        ]
      : [],
  )
