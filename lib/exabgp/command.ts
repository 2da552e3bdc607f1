// How is a wish written so that this ExaBGP understands it?
import { attributeTable } from '../bgp/attribute-table.ts'
import {
  type Addressed,
  type AddressedKey,
  type Audience,
  addressedKey,
  type NamedAttribute,
  namedAttributes,
  nlriKey,
  type PathAttributes,
  type Route,
} from '../bgp/route.ts'
import type { Dialect, EndOfRib } from '../config/exabgp.ts'
import type { Spelling } from './spelling.ts'

/** All routes of a command have the same family and audience, and where they are announced the same attributes. */
export type Command =
  /** `otherwise`: the same on the wire, and another text, so that ExaBGP takes it for a change and sends it. */
  | { readonly kind: 'announce'; readonly routes: readonly [Route, ...Route[]]; readonly otherwise?: true }
  | { readonly kind: 'withdraw'; readonly routes: readonly [Addressed, ...Addressed[]] }
  /** All has been announced (RFC 4724). */
  | ({ readonly kind: 'end-of-rib' } & EndOfRib)
  | { readonly kind: 'version' }
  | { readonly kind: 'recall' }
  /** Of one neighbor, which 6.0 cannot; or of all. */
  | { readonly kind: 'sessions'; readonly of?: string }
  /** ExaBGP sends its neighbors everything once more that it has for them; all of them, or these, which 5.0 alone can. */
  | { readonly kind: 'flush'; readonly to?: Audience }

export type RouteCommand = Command & { kind: 'announce' | 'withdraw' }

export const keysOf = ({ routes }: RouteCommand): readonly AddressedKey[] => routes.map(addressedKey)

/** Commands whose answer is awaited before the next is sent; a version is asked for in between. */
export type AwaitedCommand = Exclude<Command, { readonly kind: 'version' }>

export type Grammar = {
  readonly dialect: Dialect
  /** For what has no audience of its own; empty: every neighbor that lists the process. */
  readonly neighbors: readonly string[]
  readonly spelling: Spelling
}

/** One line without its end. Printable ASCII only: ExaBGP kills a process that sends it anything else. */
export const write = (command: Command, grammar: Grammar): string => {
  const line = compose(command, grammar)
  if (!/^[ -~]+$/.test(line)) throw new Error(`refusing to send a command with control or non-ASCII characters: ${JSON.stringify(line)}`)
  return line
}

const compose = (command: Command, grammar: Grammar): string => {
  switch (command.kind) {
    case 'announce':
      return `${selector(command.routes[0], grammar)}announce ${announcement(command.routes, command.otherwise === true)}`
    case 'withdraw':
      return `${selector(command.routes[0], grammar)}withdraw ${withdrawal(command.routes)}`
    case 'end-of-rib':
      return `${selector(command, grammar)}announce eor ${command.family} unicast`
    case 'version':
      return 'system version'
    case 'recall':
      return grammar.dialect === '6.0' ? 'rib show out' : 'show adj-rib out'
    case 'flush':
      if (grammar.dialect === '6.0') return 'rib flush out'
      return `${command.to === undefined ? '' : selector(command, grammar)}flush adj-rib out`
    // Never the configuration of a neighbor: its password stands in it.
    case 'sessions':
      if (grammar.dialect === '6.0') return 'peer show'
      return command.of === undefined ? 'show neighbor extensive' : `show neighbor ${spelled(command.of, grammar)} extensive`
  }
}

const announcement = ([first, ...others]: readonly [Route, ...Route[]], otherwise: boolean): string => {
  const attributes = attributesText(first.attributes, otherwise)
  if (others.length === 0) return `route ${nlriKey(first.nlri)} ${attributes}`
  return `attributes ${attributes} nlri ${[first, ...others].map(({ nlri }) => nlriKey(nlri)).join(' ')}`
}

const withdrawal = ([first, ...others]: readonly [Addressed, ...Addressed[]]): string => {
  if (others.length === 0) return `route ${nlriKey(first.nlri)}`
  return `attributes ${withdrawnNextHop[first.nlri.prefix.family]}nlri ${[first, ...others].map(({ nlri }) => nlriKey(nlri)).join(' ')}`
}

// Any will do, but ExaBGP 4.2 loses its sessions over an IPv4 list without one, and resolves `self` in vain for IPv6 over an IPv4 session.
const withdrawnNextHop = { ipv4: 'next-hop self ', ipv6: '' } as const

const attributesText = (attributes: PathAttributes, otherwise: boolean): string => {
  const [nextHop, ...others] = namedAttributes(attributes)
  const origin = otherwise ? originOtherwise[attributes.origin ?? 'default'] : attributes.origin && `origin ${attributes.origin}`
  return [nextHop && attributeText(nextHop), origin, ...others.map((one) => (one.name === 'origin' ? '' : attributeText(one)))]
    .filter(Boolean)
    .join(' ')
}

// Without one it is IGP. The others are written as attribute 1, well-known (RFC 4271, 4.3).
const originOtherwise = {
  default: 'origin igp',
  igp: '',
  egp: 'attribute [ 0x01 0x40 0x01 ]',
  incomplete: 'attribute [ 0x01 0x40 0x02 ]',
} as const

const attributeText = ({ name, value }: NamedAttribute): string => {
  if (typeof value === 'string') return `${name} ${value}`
  const { toExabgp } = attributeTable[name]
  return value.length === 0 ? '' : `${name} [ ${value.map((item) => toExabgp?.(item) ?? item).join(' ')} ]`
}

const selector = ({ to }: Pick<Addressed, 'to'>, grammar: Grammar): string => {
  const { dialect } = grammar
  const neighbors: Audience = (to ?? grammar.neighbors).map((address) => spelled(address, grammar))
  if (dialect === '6.0') return neighbors.length === 0 ? 'peer * ' : `peer [ ${neighbors.join(', ')} ] `
  return neighbors.length === 0 ? '' : `${neighbors.map((neighbor) => `neighbor ${neighbor}`).join(', ')} `
}

const spelled = (address: string, { spelling }: Grammar): string => spelling.get(address) ?? address
