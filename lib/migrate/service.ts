// Which services of ours does one `exabgp healthcheck` become, and what is not the same?
import { parseAddress } from '../bgp/address.ts'
import type { Prefix } from '../bgp/prefix.ts'
import { type Announced, type Attributes, announcedIn } from './attributes.ts'
import { type Difference, phases } from './difference.ts'
import { hooksEntry } from './hooks.ts'
import { loopbackEntry } from './loopback.ts'
import { departing, unlike } from './losses.ts'
import type { Settings } from './settings.ts'
import { checkEntry, commandOf } from './timing.ts'
import type { Entry, Value } from './yaml.ts'

export type Service = { readonly name: string; readonly vips: readonly Prefix[]; readonly entries: readonly Entry[] }

export type Mapped = { readonly services: readonly Service[]; readonly differences: readonly Difference[] }

/** Where MED falls from VIP to VIP, each is a service of its own. */
export const servicesOf = (
  process: string,
  nameAll: (count: number) => readonly string[],
  settings: Settings,
  vips: readonly Prefix[],
): Mapped => {
  const isOne = vips.length === 1 || settings.increase >= 0
  const parts = isOne ? [vips] : vips.map((vip) => [vip])
  const names = nameAll(parts.length)
  const mapped = parts.map((own, index) => serviceOf(process, names[index] ?? '', settings, own, index))
  return { services: mapped.map(({ service }) => service), differences: mapped.flatMap(({ differences }) => differences) }
}

const serviceOf = (process: string, name: string, settings: Settings, vips: readonly Prefix[], index: number) => {
  const [up, down, disabled] = phases.map((phase) => announcedIn(settings, phase, index)) as [Announced, Announced, Announced]
  const drains = !settings.withdraws && settings.disable !== undefined
  const levels = levelsOf(up.attributes, settings.withdraws ? undefined : down.attributes)
  const service: Service = {
    name,
    vips,
    entries: [
      { key: 'vips', value: vips.map(({ text }) => text) },
      { key: 'checks', value: checkEntry(settings) },
      ...nextHop(settings),
      ...Object.entries(levels.service).map(([key, value]) => ({ key, value: value as Value })),
      ...(levels.tier === undefined ? [] : [{ key: 'tiers', value: [{ capacity: '1%', ...levels.tier }] }]),
      ...(vips.length > 1 && settings.increase > 0 ? [{ key: 'increase', value: String(settings.increase) }] : []),
      downEntry(levels.down),
      ...unknownEntry(settings),
      ...(settings.disable === undefined ? [] : maintenance(settings.disable)),
      ...(drains ? [drainEntry(changed(disabled.attributes, up.attributes))] : []),
      ...loopbackEntry(settings, vips),
      // It ran them once, however many VIPs it had.
      ...(index === 0 ? hooksEntry(settings) : []),
    ],
  }
  const losses = [
    ...unlike(process, vips, { up, down, disabled }, settings),
    ...(drains ? departing(process, vips, up.attributes, disabled.attributes) : []),
  ]
  return { service, differences: losses }
}

type Levels = { readonly service: Attributes; readonly tier?: Attributes; readonly down: Attributes | undefined }

// A level can replace what stands above it, and not take it away.
const levelsOf = (up: Attributes, down: Attributes | undefined): Levels => {
  if (down === undefined) return { service: up, down }
  if (Object.keys(up).every((key) => key in down)) return { service: up, down: said(changed(down, up), down) }
  const isCommon = ([key, value]: [string, unknown]): boolean => String(down[key]) === String(value)
  const common = Object.fromEntries(Object.entries(up).filter(isCommon))
  return { service: common, tier: changed(up, common), down: said(changed(down, common), down) }
}

// A map has a key at least, be it one that changes nothing.
const said = (changes: Attributes, all: Attributes): Attributes =>
  Object.keys(changes).length > 0 ? changes : Object.fromEntries(Object.entries(all).slice(0, 1))

const changed = (own: Attributes, above: Attributes): Attributes =>
  Object.fromEntries(Object.entries(own).filter(([key, value]) => String(above[key]) !== String(value)))

const downEntry = (down: Attributes | undefined): Entry =>
  down === undefined
    ? { key: 'down', value: 'withdraw' }
    : {
        key: 'down',
        comments: ['Until now never withdrawn, as --withdraw-on-down is not given; "down: withdraw" would withdraw it.'],
        value: down as Value,
      }

// Theirs knows no result that tells nothing.
const unknownEntry = (settings: Settings): readonly Entry[] => {
  if (commandOf(settings) === undefined) return []
  const comments = ['A command that is not there, or may not run (exit status 126, 127), counts as failed, as until now.']
  return [{ key: 'unknown', comments, value: 'down' }]
}

const maintenance = (file: string): readonly Entry[] => [{ key: 'maintenance-file', value: file }]

const drainEntry = (disabled: Attributes): Entry => ({
  key: 'drain',
  comments: [
    'Until now announced like this as long as the file is there; now withdrawn after this time.',
    'It is also how long the command drain takes: give it --for 30s, in leave.conf of systemd too.',
  ],
  value: { for: '24h', ...disabled } as Value,
})

const nextHop = ({ nextHop: written }: Settings): readonly Entry[] => {
  const address = parseAddress(written ?? '')
  return address.ok ? [{ key: 'next-hop', value: address.value.text }] : []
}
