// What does the conversation with ExaBGP have to know of a configuration?
import type { Prefix } from '../bgp/prefix.ts'
import { refusal } from '../bgp/prefix-list.ts'
import type { Audience } from '../bgp/route.ts'
import type { Config } from '../config/config.ts'
import type { Service } from '../config/service.ts'
import type { Settings } from '../exabgp/settings.ts'
import { rangeOf } from '../policy/desired.ts'
import { ownersOf } from '../policy/owners.ts'

/** `former`: VIPs of an earlier run that are not configured any more. */
export const settingsOf = (config: Config, former: readonly Prefix[], predecessor: boolean): Settings => ({
  ...config.exabgp,
  vips: new Map(config.services.flatMap(({ vips }) => vips.map((vip) => [vip.text, vip]))),
  former: new Map(former.map((vip) => [vip.text, vip])),
  audiences: new Map(config.services.flatMap(dividedAmong)),
  range: config.services.flatMap(rangeOf).filter(({ nlri }) => refusal(nlri.prefix, config.permit) === undefined),
  owners: ownersOf(config.services),
  predecessor,
})

const dividedAmong = ({ vips, audiences }: Service): readonly (readonly [string, readonly Audience[]])[] => {
  const named = audiences.flatMap(({ to }) => (to === undefined ? [] : [to]))
  return named.length === 0 ? [] : vips.map(({ text }) => [text, named] as const)
}
