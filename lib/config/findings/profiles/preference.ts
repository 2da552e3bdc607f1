// By which attributes does a provider choose between routes, and which of them does it not look at?
import type { Finding } from '../../problems/problem.ts'
import type { Judge, Level } from './rule.ts'

/** No MED, whose effect nothing promises. */
export const noMed: Judge = ({ levels }) =>
  eachWritten(levels, 'med', 'no med, whose effect is not documented; prepend is what ranks paths')

/** No LOCAL_PREF: it is not sent over eBGP (RFC 4271, 5.1.5), and there are no other sessions. */
export const noLocalPreference: Judge = ({ levels }) =>
  eachWritten(levels, 'local-preference', 'no local-preference, which is not sent over eBGP; prepend is what ranks paths')

/** The address of the session as next hop. Whether a written address is just that cannot be known here. */
export const ownNextHop: Judge = ({ levels }) =>
  levels.flatMap(({ path, own }) => {
    const address = own['next-hop']?.ipv4
    return address === undefined || address === 'self'
      ? []
      : [{ path: [...path, 'next-hop'], expected: 'self, as the next hop has to be the address of the peer itself', got: address }]
  })

/** MED beside every longer path, where the length of the path alone decides little. */
export const medBesidePrepend: Judge = ({ levels }) =>
  levels.flatMap((level) =>
    level.own.med === undefined
      ? longerPath(
          level,
          'med beside it: in the default (legacy) path selection, the length of the AS path does not count between tasks of Cloud Router',
        )
      : [],
  )

/** The same path on every tier, without which a node takes no part in ECMP. */
export const samePathOnTiers: Judge = ({ levels }) =>
  levels.flatMap((level) =>
    level.path[2] === 'tiers'
      ? longerPath(level, 'the same AS path on every tier: a node on another tier takes no part in ECMP, which needs identical AS paths')
      : [],
  )

const eachWritten = (levels: readonly Level[], key: 'med' | 'local-preference', expected: string): readonly Finding[] =>
  levels.flatMap(({ path, own }) => (own[key] === undefined ? [] : [{ path: [...path, key], expected, got: `${own[key]}` }]))

const longerPath = ({ path, own }: Level, expected: string): readonly Finding[] => [
  ...((own.prepend ?? 0) > 0 ? [{ path: [...path, 'prepend'], expected, got: `prepend ${own.prepend}` }] : []),
  ...((own['as-path']?.length ?? 0) > 1 ? [{ path: [...path, 'as-path'], expected, got: `as-path ${own['as-path']?.join(' ')}` }] : []),
]
