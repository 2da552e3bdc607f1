// Can a TCP connection of BGP come up, as exabgp.conf wants it?
import { type Check, type Facts, type Finding, fail, warn } from '../check.ts'
import type { Neighbor } from '../conf.ts'
import { dropIn, remove } from '../mend.ts'
import { set, where } from '../settings.ts'
import { property, words } from '../unit.ts'

const isPassive = ({ settings }: Neighbor): boolean => {
  const value = settings.get('passive')?.value
  return value !== undefined && !['false', 'disable', 'off', '0', 'no'].includes(value.toLowerCase())
}

const passive: Check = {
  id: 'passive',
  area: 'sessions',
  needed: 'neighbors that ExaBGP connects to, or an ExaBGP that listens',
  judge: async (ask) => {
    const [conf, env] = await Promise.all([ask('conf'), ask('env')])
    if (bound(env).length > 0) return []
    return conf.neighbors.flatMap((one) => {
      const setting = one.settings.get('passive')
      if (setting === undefined || !isPassive(one) || one.settings.has('listen')) return []
      return [fail(`neighbor ${one.address}: passive, and nothing listens`, remove(conf.path, setting.spot))]
    })
  },
}

const bound = ({ settings }: Facts['env']): readonly string[] =>
  (settings.get('tcp.bind')?.value ?? '').split(' ').filter((one) => one !== '')

const anywhere = ['0.0.0.0', '::']

const listening: Check = {
  id: 'tcp-bind',
  area: 'sessions',
  needed: 'addresses that this machine has, a free port and the right to take it, where ExaBGP is to listen: else it ends',
  judge: async (ask) => {
    const [conf, env] = await Promise.all([ask('conf'), ask('env')])
    if (bound(env).length === 0) return []
    const [addresses, port] = [await ask('addresses'), Number(env.settings.get('tcp.port')?.value ?? 179)]
    const strange = bound(env).filter((one) => !addresses.includes(one) && !anywhere.includes(one))
    const own = conf.neighbors.filter(isPassive).flatMap(({ settings }) => settings.get('local-address')?.value ?? [])
    const instead = set(env, 'tcp.bind', `'${[...new Set(own)].filter((one) => addresses.includes(one)).join(' ')}'`)
    if (strange.length > 0) return [fail(`${where(env, 'tcp.bind')} is ${strange.join(' ')}, which this machine does not have`, instead)]
    const { others, firstFree } = await ask('listeners')
    if (others.includes(port)) return [fail(`another program listens on port ${port}, where ExaBGP is to listen`, instead)]
    return port < firstFree ? mayTake(await ask('unit'), port) : []
  },
}

const right = 'cap_net_bind_service'

const mayTake = (unit: Facts['unit'], port: number): readonly Finding[] => {
  if (unit === undefined || ['', 'root'].includes(property(unit, 'User')) || words(unit, 'AmbientCapabilities').includes(right)) return []
  const granted = [`CapabilityBoundingSet=${right.toUpperCase()}`, `AmbientCapabilities=${right.toUpperCase()}`]
  return [fail(`the unit exabgp may not listen on port ${port}`, dropIn('Service', ...granted))]
}

const hops: Check = {
  id: 'ttl',
  area: 'sessions',
  needed: 'packets that live as long as the way to the neighbor is',
  judge: async (ask) => {
    const [conf, behind] = await Promise.all([ask('conf'), ask('behindRouters')])
    return conf.neighbors.flatMap(({ address, settings }) => {
      const [out, back] = [settings.get('outgoing-ttl'), settings.get('incoming-ttl')]
      if (!behind.includes(address)) return []
      return [
        ...(out?.value === '1' ? [fail(`neighbor ${address}: outgoing-ttl 1, and a router between`, remove(conf.path, out.spot))] : []),
        ...(back?.value === '255'
          ? [fail(`neighbor ${address}: incoming-ttl 255, and a router between, which takes one off`, remove(conf.path, back.spot))]
          : []),
      ]
    })
  },
}

const connected: Check = {
  id: 'tcp-connection',
  area: 'sessions',
  needed: 'neighbors that answer ExaBGP on TCP port 179',
  judge: async (ask) => {
    const [conf, { waiting }] = await Promise.all([ask('conf'), ask('connections')])
    return conf.neighbors
      .filter(({ address }) => waiting.includes(address))
      .map(({ address }) =>
        warn(
          `neighbor ${address} does not answer: it is away, a firewall is between, or its MD5 password is another`,
          `ping -c 3 ${address}; nft list ruleset`,
        ),
      )
  },
}

export const transportChecks: readonly Check[] = [passive, listening, hops, connected]
