// Which routes of this process may another one announce as well?
import { type Audience, type NlriKey, nlriKey } from '../bgp/route.ts'
import type { Config } from '../config/config.ts'
import { rangeOf } from './desired.ts'

/** What a process may ever announce, and to whom; without an audience to every neighbor of ExaBGP. */
export type Claim = { readonly nlri: NlriKey; readonly to?: Audience }

export const claimsOf = ({ services, exabgp: { neighbors } }: Pick<Config, 'services' | 'exabgp'>): readonly Claim[] =>
  services.flatMap(rangeOf).map(({ nlri, to = neighbors }) => ({ nlri: nlriKey(nlri), ...(to.length > 0 && { to }) }))

/** What both may announce to the same neighbor, each NLRI once. */
export const sharedBy = (own: readonly Claim[], others: readonly Claim[]): readonly NlriKey[] => {
  const byNlri = new Map<NlriKey, Claim[]>()
  for (const claim of own) byNlri.set(claim.nlri, [...(byNlri.get(claim.nlri) ?? []), claim])
  const shared = others.filter(({ nlri, to }) => byNlri.get(nlri)?.some((claim) => meet(claim.to, to)))
  return [...new Set(shared.map(({ nlri }) => nlri))]
}

const meet = (one: Audience | undefined, other: Audience | undefined): boolean =>
  one === undefined || other === undefined || one.some((address) => other.includes(address))
