// Does HAProxy start, where it binds a VIP that comes after it?
import { type Ask, type Check, fail } from '../check.ts'
import { bindsIn } from '../haproxy-binds.ts'
import { kept } from '../mend.ts'
import { addedBy } from './vips.ts'

/** VIPs that are put on this machine when ExaBGP or our program starts, which is after HAProxy. */
const late = async (ask: Ask): Promise<readonly string[]> => {
  const [unit, ours] = await Promise.all([ask('unit').catch(() => undefined), ask('ours')])
  const managed = ours.flatMap(({ config }) =>
    config.ok ? config.config.services.filter(({ loopback }) => loopback !== undefined).flatMap(({ vips }) => vips) : [],
  )
  return [...(unit === undefined ? [] : addedBy(unit)), ...managed.map(({ text }) => text)]
}

const binds: Check = {
  id: 'haproxy-bind',
  area: 'haproxy',
  needed: 'the right to bind a VIP that is put on this machine after HAProxy has started: else HAProxy does not start at a boot',
  judge: async (ask) => {
    const cfg = await ask('haproxyCfg')
    if ('reason' in cfg) return [{ level: 'skipped', seen: `${cfg.path} cannot be read (${cfg.reason})` }]
    const [coming, nonlocal] = await Promise.all([late(ask), ask('nonlocalBind')])
    const found = bindsIn(cfg.text).filter(({ vip }) => coming.includes(vip) && !nonlocal[familyOf(vip)])
    return found.map(({ vip, line }) =>
      fail(
        `${cfg.path}:${line} binds ${vip}, which this machine has only once ExaBGP starts`,
        kept(`net.${familyOf(vip)}.ip_nonlocal_bind=1`),
      ),
    )
  },
}

const familyOf = (vip: string): 'ipv4' | 'ipv6' => (vip.includes(':') ? 'ipv6' : 'ipv4')

export const bindChecks: readonly Check[] = [binds]
