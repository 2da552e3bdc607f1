// Are the VIPs of one `exabgp healthcheck` put on the machine by it, and so by us?
import { hostLength, type Prefix } from '../bgp/prefix.ts'
import type { Settings } from './settings.ts'
import type { Entry } from './yaml.ts'

/** Whether it puts them there: it does, unless it is told otherwise; those that it finds there are there already, and we put no networks there. */
export const putsVips = ({ ips, given }: Pick<Settings, 'ips' | 'given'>): boolean => ips.length > 0 && !given.has('no-ip-setup')

/** It takes them away when it ends, and ours never does that; with `--dynamic-ip-setup` also while it is down. */
export const loopbackEntry = (settings: Settings, vips: readonly Prefix[]): readonly Entry[] => {
  if (!putsVips(settings) || vips.some(({ family, length }) => length !== hostLength(family))) return []
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
