// Can sessions come up, carry the VIPs, and end soon enough when this node dies?
import { type Check, type Finding, fail, warn } from '../check.ts'
import type { Conf, Neighbor } from '../conf.ts'
import { addBelow, edit, remove, replace } from '../mend.ts'

const eachNeighbor =
  (judge: (neighbor: Neighbor, conf: Conf) => readonly Finding[]): Check['judge'] =>
  async (ask) => {
    const conf = await ask('conf')
    return conf.neighbors.flatMap((neighbor) => judge(neighbor, conf))
  }

const holdTime: Check = {
  id: 'hold-time',
  area: 'sessions',
  needed: 'a hold-time of 3 to 30 s: a node that dies silently attracts traffic for so long',
  judge: eachNeighbor(({ address, spot, settings }, { path }) => {
    const setting = settings.get('hold-time')
    const seconds = Number(setting?.value ?? 180)
    if (seconds >= 3 && seconds <= 30) return []
    const mend = setting === undefined ? addBelow(path, spot, 'hold-time 30;') : replace(path, setting.spot, 'hold-time 30;')
    return [warn(`neighbor ${address}: ${setting === undefined ? 'no hold-time, so 180 s' : `hold-time ${setting.value} s`}`, mend)]
  }),
}

const md5: Check = {
  id: 'md5-base64',
  area: 'sessions',
  needed: '"md5-base64 false;" beside a password that ExaBGP 4.2 would decode',
  judge: eachNeighbor(({ address, settings }, { path }) => {
    const password = settings.get('md5-password')
    const setting = settings.get('md5-base64')
    const isAuto = setting === undefined || setting.value.toLowerCase() === 'auto'
    // Of any length: where it cannot be decoded, there is no session at all.
    if (password === undefined || !isAuto || !/^[\da-f]+$/.test(password.value)) return []
    const plain = 'md5-base64 false;'
    const mend = setting === undefined ? addBelow(path, password.spot, plain) : replace(path, setting.spot, plain)
    return [fail(`neighbor ${address}: its MD5 password reads as another one`, mend)]
  }),
}

const rateLimit: Check = {
  id: 'rate-limit',
  area: 'sessions',
  needed: 'no rate-limit, which makes a withdraw wait',
  judge: eachNeighbor(({ address, settings }, { path }) => {
    const setting = settings.get('rate-limit')
    return setting === undefined ? [] : [warn(`neighbor ${address}: rate-limit ${setting.value}`, remove(path, setting.spot))]
  }),
}

const gracefulRestart: Check = {
  id: 'graceful-restart',
  area: 'sessions',
  needed: '"manual-eor true;": else ExaBGP says after a restart that all is announced before we have announced it',
  judge: eachNeighbor(({ address, spot, settings }, { path }) =>
    settings.has('capability graceful-restart') && settings.get('manual-eor')?.value !== 'true'
      ? [warn(`neighbor ${address}: graceful-restart without manual-eor`, addBelow(path, spot, 'manual-eor true;'))]
      : [],
  ),
}

const adjRibOut: Check = {
  id: 'adj-rib-out',
  area: 'sessions',
  needed: 'an adj-rib-out: else nothing is sent again when a session comes back',
  judge: eachNeighbor(({ address, settings }, { path }) => {
    const setting = settings.get('adj-rib-out')
    return setting?.value === 'false' ? [warn(`neighbor ${address}: adj-rib-out false`, remove(path, setting.spot))] : []
  }),
}

const family: Check = {
  id: 'vip-family',
  area: 'sessions',
  needed: 'the families of all VIPs in the block "family"',
  judge: async (ask) => {
    const [conf, ours] = await Promise.all([ask('conf'), ask('ours')])
    const wanted = ours.flatMap(({ config }) =>
      config.ok ? config.config.services.flatMap(({ vips }) => vips.map((vip) => vip.family)) : [],
    )
    return conf.neighbors.flatMap(({ address, settings }) => {
      const block = settings.get('family')
      if (block === undefined || settings.has('family all')) return []
      return [...new Set(wanted)]
        .filter((one) => !settings.has(`family ${one} unicast`))
        .map((one) => fail(`neighbor ${address} does not take ${one}`, addBelow(conf.path, block.spot, `${one} unicast;`)))
    })
  },
}

const localAddress: Check = {
  id: 'local-address',
  area: 'sessions',
  needed: 'a local-address that this machine has: exabgp.conf is that of this node',
  judge: async (ask) => {
    const [conf, addresses, sources] = await Promise.all([ask('conf'), ask('addresses'), ask('sources')])
    return conf.neighbors.flatMap(({ address, settings }) => {
      const setting = settings.get('local-address')
      if (setting === undefined || addresses.includes(setting.value)) return []
      const own = sources.get(address)
      const mend = own === undefined ? edit(conf.path, setting.spot.line) : replace(conf.path, setting.spot, `local-address ${own};`)
      return [fail(`neighbor ${address}: local-address ${setting.value} is none of this machine`, mend)]
    })
  },
}

const routerId: Check = {
  id: 'router-id',
  area: 'sessions',
  needed: 'a router-id that this node alone has: one of its own addresses, no VIP',
  judge: async (ask) => {
    const [conf, addresses, sources, ours] = await Promise.all([ask('conf'), ask('addresses'), ask('sources'), ask('ours')])
    const vips = ours.flatMap(({ config }) =>
      config.ok ? config.config.services.flatMap((service) => service.vips.map((vip) => vip.address)) : [],
    )
    return conf.neighbors.flatMap(({ address, settings }) => {
      const setting = settings.get('router-id')
      if (setting === undefined || addresses.includes(setting.value)) return []
      const source = sources.get(address)
      const own = source !== undefined && isIpv4(source) ? source : addresses.find((one) => isNodes(one) && !vips.includes(one))
      const mend = own === undefined ? edit(conf.path, setting.spot.line) : replace(conf.path, setting.spot, `router-id ${own};`)
      return [warn(`neighbor ${address}: router-id ${setting.value} is no address of this machine`, mend)]
    })
  },
}

const isIpv4 = (address: string): boolean => /^[\d.]+$/.test(address)

/** Whether it may tell this node from others. */
const isNodes = (address: string): boolean => isIpv4(address) && !address.startsWith('127.')

const route: Check = {
  id: 'route-to-peer',
  area: 'sessions',
  needed: 'a route to every neighbor',
  judge: async (ask) =>
    [...(await ask('barred'))].map(([peer, route]) =>
      route === undefined
        ? fail(`there is no route to ${peer}`, `ip route get ${peer}`)
        : fail(`the route to ${peer} leads nowhere: ${route}`, `ip route delete ${route}`),
    ),
}

export const sessionChecks: readonly Check[] = [route, localAddress, routerId, holdTime, family, md5, gracefulRestart, rateLimit, adjRibOut]
