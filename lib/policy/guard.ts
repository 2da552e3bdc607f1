// May this route leave the process? The last door before ExaBGP, whatever was decided before it.
import { type PrefixRule, refusal } from '../bgp/prefix-list.ts'
import type { Route } from '../bgp/route.ts'

type Refused = { readonly route: Route; readonly reason: string }

/** Splits routes into those that may be announced and those that may not, each with the reason. */
export const guard = (
  routes: readonly Route[],
  permit: readonly PrefixRule[],
): { readonly allowed: readonly Route[]; readonly refused: readonly Refused[] } => {
  const judged = routes.map((route) => ({ route, reason: objection(route, permit) }))
  return {
    allowed: judged.filter(({ reason }) => reason === undefined).map(({ route }) => route),
    refused: judged.flatMap(({ route, reason }) => (reason === undefined ? [] : [{ route, reason }])),
  }
}

const objection = ({ nlri, attributes }: Route, permit: readonly PrefixRule[]): string | undefined =>
  refusal(nlri.prefix, permit) ??
  (attributes.communities?.some((community) => community === '65535:666')
    ? 'community 65535:666 (BLACKHOLE, RFC 7999) would drop the traffic'
    : undefined)
