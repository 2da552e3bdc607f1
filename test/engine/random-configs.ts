// What may one configuration be, and then another, that has much in common with it?

import type { Config } from '../../lib/config/config.ts'
import { readConfig } from '../../lib/config/read.ts'

/** Numbers from 0 to 1, the same for the same seed. */
export const dice = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Tree = { readonly [key: string]: unknown }

export const neighbors = ['10.0.0.4', '10.0.0.5', '10.0.0.6']
const names = ['api', 'dns', 'mail', 'pay', 'web']
const vips = Array.from({ length: 8 }, (_, index) => (index < 6 ? `192.0.2.${index + 1}/32` : `2001:db8::${index + 1}/128`))
const proxies = ['b1', 'b2', 'b3', 'b4']
const commands = ['/bin/c1', '/bin/c2']

/** A pair of trees of a configuration, the second made from the first. */
export const pairOf = (seed: number): readonly [Tree, Tree] => {
  const random = dice(seed)
  const one = whole(random)
  return [one, altered(one, random)]
}

export const configOf = async (tree: Tree): Promise<Config> => {
  const read = await readConfig({ file: { name: 'random.yaml', text: JSON.stringify(tree) }, flags: {} })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return read.config
}

type Random = () => number

const pick = <One>(from: readonly One[], random: Random): One => from[Math.floor(random() * from.length)] as One
const some = <One>(from: readonly One[], share: number, random: Random): One[] => from.filter(() => random() < share)
const maybe = (share: number, random: Random, made: () => Tree): Tree => (random() < share ? made() : {})

const whole = (random: Random): Tree => {
  const bgp = bgpOf(random)
  const owners = vips.map(() => pick([...names, undefined], random))
  const named = names.filter((name) => owners.includes(name))
  const services = (named.length === 0 ? names.slice(0, 1) : named).map((name) => {
    const own = vips.filter((_, index) => owners[index] === name)
    return [name, serviceOf(own.length === 0 ? vips.slice(0, 1) : own, bgp, random)] as const
  })
  return { bgp, defaults: cadence(random), services: Object.fromEntries(services) }
}

const bgpOf = (random: Random): Tree => ({
  'local-as': pick([65010, 65010, 65010, 65011], random),
  ...maybe(0.3, random, () => ({
    neighbors: some(neighbors, 0.6, random)
      .concat(neighbors[0] ?? '')
      .filter(unique),
  })),
  ...maybe(0.15, random, () => ({ permit: ['192.0.2.0/24 ge 32', '2001:db8::/32 ge 128'] })),
  ...maybe(0.2, random, () => ({ community: ['65010:1'] })),
})

const unique = (one: string, index: number, all: readonly string[]): boolean => all.indexOf(one) === index

const cadence = (random: Random): Tree => ({ interval: '1s', rise: pick([1, 2, 3], random), fall: pick([1, 2, 3], random) })

const serviceOf = (own: readonly string[], bgp: Tree, random: Random): Tree => ({
  vips: own,
  checks: [{ backend: pick(proxies, random) }, ...some(commands, 0.3, random).map((command) => ({ command: [command] }))].map((check) => ({
    ...check,
    ...maybe(0.3, random, () => cadence(random)),
  })),
  require: pick(['all', 'any'], random),
  ...maybe(0.6, random, () => ({ tiers: ladder(random) })),
  ...maybe(0.3, random, () => ({ down: { prepend: 6 } })),
  ...maybe(0.3, random, () => ({ hold: '2s' })),
  ...maybe(0.2, random, () => ({ warm: { for: '3s', prepend: 5 } })),
  ...maybe(0.2, random, () => ({ med: pick([10, 20], random) })),
  ...maybe(0.2, random, () => ({ drain: { for: '5s', community: ['65535:0'] } })),
  ...maybe(0.25, random, () => {
    const [known = neighbors] = [bgp.neighbors as string[] | undefined]
    return bgp.neighbors === undefined ? {} : { neighbors: { [pick(known, random)]: { med: 5 } } }
  }),
})

const ladder = (random: Random): readonly Tree[] => {
  const steps = pick([[60], [60, 30], [80, 50], [80, 50, 20]], random)
  return steps.map((capacity, index) => ({ capacity: `${capacity}%`, ...(index > 0 && { prepend: pick([index, index + 1], random) }) }))
}

// Some services stay, some are written anew, some go, some come; VIPs wander.
const altered = (tree: Tree, random: Random): Tree => {
  const other = whole(random)
  const bgp = random() < 0.6 ? tree.bgp : other.bgp
  const kept = Object.entries(tree.services as Tree).filter(() => random() < 0.7)
  const taken = new Set(kept.flatMap(([, service]) => (service as { vips: string[] }).vips))
  const fresh = Object.entries(other.services as Tree).flatMap(([name, service]) => {
    const { vips: wished, neighbors: _, ...rest } = service as { vips: string[]; neighbors?: Tree }
    const own = wished.filter((vip) => !taken.has(vip))
    return kept.some(([known]) => known === name) || own.length === 0 ? [] : [[name, { ...rest, vips: own }] as const]
  })
  const services = Object.fromEntries([...kept.map(([name, service]) => [name, touched(service as Tree, random)] as const), ...fresh])
  const named = Object.fromEntries(
    Object.entries(services).map(([name, service]) => [
      name,
      (bgp as Tree).neighbors === undefined ? without(service as Tree) : fitted(service as Tree, bgp as Tree),
    ]),
  )
  return {
    bgp,
    defaults: random() < 0.8 ? tree.defaults : other.defaults,
    services: Object.keys(named).length === 0 ? other.services : named,
  }
}

const touched = (service: Tree, random: Random): Tree => {
  if (random() < 0.5) return service
  const other = serviceOf((service as { vips: string[] }).vips, {}, random)
  const [key = 'require'] = [pick(['checks', 'tiers', 'down', 'hold', 'med', 'require', 'warm', 'drain'], random)]
  const { [key]: _, ...rest } = service
  return { ...rest, ...(other[key] !== undefined && { [key]: other[key] }) }
}

const without = ({ neighbors: _, ...service }: Tree): Tree => service

// Whoever is named by a service has to be a neighbor.
const fitted = (service: Tree, bgp: Tree): Tree => {
  const own = service.neighbors as Tree | undefined
  return own === undefined || Object.keys(own).every((one) => (bgp.neighbors as string[]).includes(one)) ? service : without(service)
}
