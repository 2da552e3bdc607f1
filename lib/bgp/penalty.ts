// How much does a receiver that damps routes (RFC 2439) hold against a change?
import { addressedKey, attributesKey, type Route } from './route.ts'

/** For a route that is withdrawn; announcing it again is free, as Cisco and FRR count. */
export const withdrawPenalty = 1000
/** For a route that is announced with other attributes. */
export const changePenalty = 500

/** The penalty for the route that suffers most; undefined where nothing changes. */
export const penaltyOf = (before: readonly Route[], after: readonly Route[]): number | undefined => {
  const kept = new Map(after.map((route) => [addressedKey(route), attributesKey(route.attributes)]))
  const suffered = before.map((route) => penaltyOfOne(attributesKey(route.attributes), kept.get(addressedKey(route))))
  const worst = Math.max(0, ...suffered)
  return worst === 0 && before.length === after.length ? undefined : worst
}

const penaltyOfOne = (before: string, after: string | undefined): number =>
  after === undefined ? withdrawPenalty : after === before ? 0 : changePenalty
