// Does ExaBGP announce what this process would announce, if it were not a shadow?
import type { State } from '../engine/state.ts'
import { wanted } from '../engine/wanted.ts'
import { isRoute } from '../exabgp/rib.ts'

/** By VIP: ExaBGP lists no attributes. Services without a verdict are left out. */
export type ShadowSnapshot = {
  /** Commands that were not sent. */
  readonly unsent: number
  /** Milliseconds since 1970 of the last whole list of ExaBGP's; absent before. */
  readonly listedAt?: number
  readonly agreed: number
  /** Would be announced, and ExaBGP does not list it; and the other way round. */
  readonly missing: readonly string[]
  readonly unwanted: readonly string[]
}

type Listed = { readonly unsent: number; readonly listedAt: number | undefined; readonly prefixes: ReadonlySet<string> }

export const shadowIn = (state: State, { unsent, listedAt, prefixes }: Listed): ShadowSnapshot => {
  if (listedAt === undefined) return { unsent, agreed: 0, missing: [], unwanted: [] }
  const routes = new Set([...wanted(state).values()].filter(isRoute).map(({ nlri }) => nlri.prefix.text))
  const judged = state.services.filter(({ verdict }) => verdict !== 'pending').flatMap(({ service }) => service.vips)
  const vips = [...new Set(judged.map(({ text }) => text))]
  return {
    unsent,
    listedAt,
    agreed: vips.filter((vip) => routes.has(vip) === prefixes.has(vip)).length,
    missing: vips.filter((vip) => routes.has(vip) && !prefixes.has(vip)),
    unwanted: vips.filter((vip) => !routes.has(vip) && prefixes.has(vip)),
  }
}
