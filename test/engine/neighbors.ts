// What does each neighbor of a scripted ExaBGP hold?
import { exabgp } from './worlds.ts'

/** Keeps by neighbor and VIP what it is told to announce, and lists it when it is asked. Its neighbors are up. */
export class Neighbors {
  readonly held = new Map<string, string>()
  readonly addresses: readonly string[]
  /** Neighbor and VIP of each withdraw of what was held, and each announcement that changed something. */
  readonly changes: { readonly at: number; readonly neighbor: string; readonly vip: string; readonly to: string | undefined }[] = []

  constructor(addresses: readonly string[]) {
    this.addresses = addresses
  }

  answer = (line: string, at: number): readonly string[] => {
    if (line === 'show adj-rib out') return [...[...this.held.keys()].map(listed), 'done']
    if (line.startsWith('show neighbor')) return [...this.addresses.flatMap(described), 'done']
    const [, names = '', deed, rest = ''] = /^((?:neighbor \S+ )*)(announce|withdraw) (.*)$/.exec(line.replaceAll(',', '')) ?? []
    if (deed === undefined) return exabgp()(line)
    for (const neighbor of names.match(/[\d.]+/g) ?? this.addresses)
      for (const vip of rest.match(/\S+\/(?:32|128)(?: path-information \d+)?/g) ?? [])
        this.#set(neighbor, vip, deed === 'withdraw' ? undefined : attributesOf(rest), at)
    return ['done']
  }

  #set(neighbor: string, vip: string, to: string | undefined, at: number): void {
    const key = `${neighbor} ${vip}`
    if (this.held.get(key) !== to) this.changes.push({ at, neighbor, vip, to })
    if (to === undefined) this.held.delete(key)
    else this.held.set(key, to)
  }
}

// A route alone and one among others are written otherwise.
const attributesOf = (rest: string): string => rest.replace(/^route \S+ (?:path-information \d+ )?| nlri .*|^attributes | origin igp/g, '')

const listed = (key: string): string => {
  const [neighbor, vip = '', , identifier] = key.split(' ')
  const path = identifier === undefined ? '' : ` path-information 0.0.0.${identifier}`
  return `neighbor ${neighbor} ipv${vip.includes(':') ? 6 : 4} unicast ${vip}${path} next-hop self`
}

const described = (address: string): readonly string[] => [
  `Neighbor ${address}`,
  'state ESTABLISHED',
  'AS 65010 65001',
  'ipv4 unicast: enabled enabled',
  'ipv6 unicast: enabled enabled',
  'total: 1 1',
]
