// Are the VIPs of one `exabgp healthcheck` put on the machine by it, and so by us?
import { hostLength, type Prefix } from '../bgp/prefix.ts'
import type { Difference } from './difference.ts'
import type { Settings } from './settings.ts'
import type { Entry } from './yaml.ts'

/** Whether it puts them there: it does, unless it is told otherwise, and when it is up with --dynamic-ip-setup all the same; those that it finds there are there already. */
export const putsVips = ({ ips, given }: Pick<Settings, 'ips' | 'given'>): boolean =>
  ips.length > 0 && (!given.has('no-ip-setup') || given.has('dynamic-ip-setup'))

// We put no networks there.
const isManaged = (vips: readonly Prefix[]): boolean => vips.every(({ family, length }) => length === hostLength(family))

/** It takes them away when it ends, and ours never does that; with `--dynamic-ip-setup` also while it is down. */
export const loopbackEntry = (settings: Settings, vips: readonly Prefix[]): readonly Entry[] => {
  if (!putsVips(settings) || !isManaged(vips)) return []
  const removes = settings.given.has('dynamic-ip-setup')
  return [
    {
      key: 'loopback',
      comments: [
        'Until now it put the VIPs on the loopback interface, and took them away when it ended; now they stay then.',
        'It needs CAP_NET_ADMIN, as contrib/systemd/loopback.conf gives it, or a user of ExaBGP who has it.',
      ],
      value: removes ? { manage: 'on', remove: 'withdrawn', linger: '10s' } : { manage: 'on' },
    },
  ]
}

/** What becomes of them otherwise than before. */
export const loopbackLosses = (process: string, settings: Settings, vips: readonly Prefix[]): readonly Difference[] => {
  if (!putsVips(settings)) return []
  const isDynamic = settings.given.has('dynamic-ip-setup')
  const [when, gone] = isDynamic ? ['when it was up', 'while it was not and when it ended'] : ['at its start', 'when it ended']
  const before = `it put the VIPs on the loopback interface ${when}, and took them away ${gone}`
  const now = isManaged(vips)
    ? '"loopback" puts them there before they are announced, and leaves them when it ends'
    : 'a service with a network among its VIPs gets no "loopback", so have systemd-networkd or ifupdown put them there, before the switch'
  return [
    { id: 'loopback', process, text: `${before}: ${now}` },
    ...(isDynamic && isManaged(vips) ? [{ id: 'loopback-removed', process, text: removal(settings) }] : []),
  ]
}

const removal = ({ withdraws, disable }: Settings): string =>
  withdraws
    ? '--dynamic-ip-setup took the VIPs away as soon as it was down: now 10 s after ExaBGP has acknowledged the withdrawal (loopback.linger)'
    : `--dynamic-ip-setup took the VIPs away while they were announced, as nothing is withdrawn without --withdraw-on-down: now they stay as long as they are announced${disable === undefined ? '' : ', with the file of --disable for 24 hours (drain.for)'}`
