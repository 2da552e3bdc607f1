// Does this machine drop what comes for a VIP, answer for it where it should not, or lack room?
import { type Check, type Finding, fail, warn } from '../check.ts'
import { kept, word } from '../mend.ts'

/** Below this much that is free. */
const scarce = 0.02

const reversePath: Check = {
  id: 'rp-filter',
  area: 'machine',
  needed: 'no strict reverse path filter: with anycast and two uplinks packets come another way than answers go',
  judge: async (ask) =>
    [...(await ask('reversePath'))]
      .filter(([, value]) => value === 1)
      .map(([device]) => {
        const key = `${settingsOf(device)}.rp_filter`
        return warn(`${key} is 1: what comes in by another interface than its answer goes out is dropped`, kept(`${key}=2`))
      }),
}

/** As sysctl takes a device that has a dot in its name. */
const settingsOf = (device: string): string => `net.ipv4.conf.${device.replaceAll('.', '/')}`

const arp: Check = {
  id: 'arp',
  area: 'machine',
  needed: 'no ARP answer for a VIP in a subnet of which all nodes have it: one of them would get all its traffic',
  judge: async (ask) =>
    (await ask('answered')).map(({ device, vip }) => {
      const key = settingsOf(device)
      return warn(`${device} answers ARP for ${vip}, which is in its subnet`, kept(`${key}.arp_ignore=1`, `${key}.arp_announce=2`))
    }),
}

/** Of what may be tracked, with room for what comes while somebody looks. */
const crowded = 0.9

const conntrack: Check = {
  id: 'conntrack',
  area: 'machine',
  needed: 'room in the table of tracked connections: when it is full new ones are dropped, sessions and checks among them',
  judge: async (ask) => {
    const tracked = await ask('conntrack')
    if (tracked === undefined || tracked.count < tracked.most * crowded) return []
    const seen = `${tracked.count} of at most ${tracked.most} connections are tracked`
    return [warn(seen, kept(`net.netfilter.nf_conntrack_max=${tracked.most * 2}`))]
  },
}

const clock: Check = {
  id: 'clock',
  area: 'machine',
  needed: 'a clock that is synchronized: what is logged and recorded is compared with other machines; nothing else depends on it',
  judge: async (ask) => {
    const mend = 'timedatectl set-ntp true || apt-get install --yes systemd-timesyncd'
    const remark: Finding = { level: 'note', seen: 'the clock is not synchronized', mend }
    return (await ask('clock')) === false ? [remark] : []
  },
}

const disk: Check = {
  id: 'disk',
  area: 'machine',
  needed: 'room where we write: without it orders and the state file are lost, and the record has gaps',
  judge: async (ask) =>
    (await ask('disks'))
      .filter(({ free }) => free < scarce)
      .map(({ path, free }) => fail(`${path} is full: ${Math.round(free * 1000) / 10}% is free`, `du -xh ${word(path)} | sort -h | tail`)),
}

export const machineChecks: readonly Check[] = [reversePath, arp, conntrack, disk, clock]
