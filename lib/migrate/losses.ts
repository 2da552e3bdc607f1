// What of one `exabgp healthcheck` is not announced as before?
import { parseAddress } from '../bgp/address.ts'
import type { Prefix } from '../bgp/prefix.ts'
import type { Announced, Attributes } from './attributes.ts'
import { type Difference, phases } from './difference.ts'
import type { ByState, Settings } from './settings.ts'

/** Attributes that we cannot read, or never announce, and a next hop of the other family. */
export const unlike = (
  process: string,
  vips: readonly Prefix[],
  announced: ByState<Announced>,
  settings: Settings,
): readonly Difference[] => [
  ...phases.flatMap((phase) =>
    Object.entries(announced[phase].unreadable).map(([key, value]) => ({
      id: 'unreadable',
      process,
      text: `${key} ${[value].flat().join(' ')} is none that we announce, and is left out${phase === 'up' ? '' : ` (${phase})`}`,
      covers: { vips: texts(vips), phases: [phase], keys: [key] },
    })),
  ),
  ...vips.flatMap((vip) => wrongNextHop(process, vip, settings.nextHop)),
]

const texts = (vips: readonly Prefix[]): readonly string[] => vips.map(({ text }) => text)

const wrongNextHop = (process: string, { text, family }: Prefix, written: string | undefined): readonly Difference[] => {
  const address = parseAddress(written ?? '')
  if (!address.ok || address.value.family === family) return []
  return [
    {
      id: 'next-hop',
      process,
      text: `${text}: the next hop ${written} is of the other family; it gets self, the address of the session`,
      covers: { vips: [text], phases, keys: ['next-hop'] },
    },
  ]
}

/** A departure never makes a route more attractive, and never takes a community away. */
export const departing = (process: string, vips: readonly Prefix[], up: Attributes, disabled: Attributes): readonly Difference[] => {
  const keys = [
    ...(Number(disabled.med) < Number(up.med) ? ['med'] : []),
    ...(isLonger(disabled['as-path'], up['as-path']) ? [] : ['as-path']),
    ...([up.community ?? []].flat().every((one) => disabled.community?.includes(one)) ? [] : ['community']),
  ]
  const worse = `while the file is there ${keys.join(', ')} cannot be better than while it is up, and communities add up: as in "drain"`
  return keys.length === 0 ? [] : [{ id: 'departure', process, text: worse, covers: { vips: texts(vips), phases: ['disabled'], keys } }]
}

const isLonger = (path: Attributes[string] | undefined, than: Attributes[string] | undefined): boolean =>
  String(path) === String(than) || (path?.length ?? 1) > (than?.length ?? 1)
