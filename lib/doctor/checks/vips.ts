// Does this machine take what is sent to a VIP?
import { parsePrefix } from '../../bgp/prefix.ts'
import { type Check, type Finding, fail } from '../check.ts'
import { dropIn } from '../mend.ts'
import { property, type Unit, words } from '../unit.ts'

const unit = '/etc/systemd/system/exabgp.service.d'

/** Now, and whenever ExaBGP starts; an IPv6 address so that this machine does not speak from it. */
const keptOnLoopback = (vips: readonly string[]): string => {
  const how = vips.some((vip) => vip.includes(':')) ? "case $vip in *:*) how=' preferred_lft 0 nodad';; *) how=;; esac; " : ''
  const address = `ip address replace $vip dev lo${how === '' ? '' : '$how'}`
  const kept = `grep -qsF " $vip " ${unit}/vip.conf || printf '[Service]\\nExecStartPre=+/usr/sbin/%s\\n' "${address}" >>${unit}/vip.conf`
  return `mkdir -p ${unit} && for vip in ${vips.join(' ')}; do ${how}${address}; ${kept}; done && systemctl daemon-reload`
}

const vipLocal: Check = {
  id: 'vip-local',
  area: 'machine',
  needed: 'every VIP as an address of this machine',
  judge: async (ask) => {
    const missing = await ask('missingVips')
    if (missing.length === 0) return []
    const coming = comingWith(await ask('unit').catch(() => undefined))
    return missing.flatMap(({ sentence, vips }): readonly Finding[] => {
      const lacking = vips.filter((vip) => !coming.includes(vip))
      if (lacking.length > 0) return [fail(sentence, keptOnLoopback(lacking))]
      return [{ level: 'note', seen: `${vips.join(', ')}: put on this machine when ExaBGP starts, by ExecStartPre of its unit` }]
    })
  },
}

/** Before a start that is still to come. */
const comingWith = (unit: Unit | undefined): readonly string[] =>
  unit === undefined || property(unit, 'ActiveState') === 'active' ? [] : addedBy(unit)

/** VIPs that `ip address add` or `replace` puts on this machine before each start of the unit. */
export const addedBy = (unit: Unit): readonly string[] =>
  unit.before
    .filter((words) => words.some((word) => /^a(d|dd|ddr|ddress)?$/.test(word)) && words.some((word) => ['add', 'replace'].includes(word)))
    .flatMap((words) => words.map(parsePrefix).flatMap((read) => (read.ok ? [read.value.text] : [])))

const source: Check = {
  id: 'vip-source',
  area: 'machine',
  needed: 'no IPv6 VIP as the source of what this machine sends: the answers would go to another node',
  judge: async (ask) =>
    (await ask('sourceVips')).map(({ vip, device }) => ({
      level: 'note',
      seen: `${device} may lend ${vip} to what this machine sends`,
      mend: `ip -6 address change ${vip} dev ${device} preferred_lft 0`,
    })),
}

const right: Check = {
  id: 'loopback-right',
  area: 'machine',
  needed: 'CAP_NET_ADMIN, where the program puts VIPs on this machine ("loopback")',
  judge: async (ask) => {
    const isWanted = (await ask('ours')).some(
      ({ config }) => config.ok && config.config.services.some(({ loopback }) => loopback !== undefined),
    )
    const unit = isWanted ? await ask('unit') : undefined
    if (unit === undefined || ['', 'root'].includes(property(unit, 'User')) || words(unit, 'AmbientCapabilities').includes('cap_net_admin'))
      return []
    const granted = dropIn('Service', 'CapabilityBoundingSet=CAP_NET_ADMIN', 'AmbientCapabilities=CAP_NET_ADMIN')
    return [fail('the unit exabgp may not put addresses on this machine', granted)]
  },
}

export const vipChecks: readonly Check[] = [vipLocal, right, source]
