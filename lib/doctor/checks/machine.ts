// Does this machine drop what comes for a VIP, or lack room?
import { type Check, fail, warn } from '../check.ts'
import { word } from '../mend.ts'

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
        const key = `net.ipv4.conf.${device}.rp_filter`
        return warn(`${key} is 1: what comes in by another interface than its answer goes out is dropped`, kept(`${key}=2`))
      }),
}

// Now, and after every boot.
const kept = (setting: string): string => `sysctl -w ${word(setting)} && echo ${word(setting)} >>/etc/sysctl.d/99-exabgp-haproxy.conf`

const disk: Check = {
  id: 'disk',
  area: 'machine',
  needed: 'room where we write: without it orders and the state file are lost, and the record has gaps',
  judge: async (ask) =>
    (await ask('disks'))
      .filter(({ free }) => free < scarce)
      .map(({ path, free }) => fail(`${path} is full: ${Math.round(free * 1000) / 10}% is free`, `du -xh ${word(path)} | sort -h | tail`)),
}

export const machineChecks: readonly Check[] = [reversePath, disk]
