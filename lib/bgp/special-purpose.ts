// Which addresses stand for something else than one host of the network?
import { contains, type Prefix, parsePrefix } from './prefix.ts'

/** `whose`: no host has such an address, every machine has it for itself, or it is one host's but not everywhere. */
type SpecialSpace = { readonly space: Prefix; readonly name: string; readonly whose: 'nobody' | 'itself' | 'one' }

/** The space that the prefix lies in, or that lies in it; undefined for global and private unicast. */
export const specialSpaceOf = (prefix: Prefix): SpecialSpace | undefined =>
  specialPurpose[prefix.family]().find(({ space }) => contains(space, prefix) || contains(prefix, space))

/** Why no router can have this address, as what is expected instead; undefined where one can. `self`: this machine's own loopback will do. */
export const unfitForRouter = (address: string, { self }: { readonly self: boolean }): string | undefined => {
  const prefix = parsePrefix(address)
  const special = prefix.ok ? specialSpaceOf(prefix.value) : undefined
  if (special === undefined || special.whose === 'one' || (special.whose === 'itself' && self)) return undefined
  return `an address that a router can have, not one of ${special.name} (${special.space.text})`
}

const space = (text: string, name: string, whose: SpecialSpace['whose']): SpecialSpace => {
  const prefix = parsePrefix(text)
  if (!prefix.ok) throw new Error(`${text}: Expected ${prefix.expected}`)
  return { space: prefix.value, name, whose }
}

const once = (read: () => readonly SpecialSpace[]): (() => readonly SpecialSpace[]) => {
  let found: readonly SpecialSpace[] | undefined
  return () => {
    found ??= read()
    return found
  }
}

/** Read only where a prefix of their family is judged: to load what reads IPv6 takes its time at the start. */
const specialPurpose = {
  ipv4: once(() => [
    space('0.0.0.0/8', '"this network"', 'nobody'),
    space('127.0.0.0/8', 'loopback', 'itself'),
    space('169.254.0.0/16', 'link-local', 'one'),
    space('224.0.0.0/4', 'multicast', 'nobody'),
    space('240.0.0.0/4', 'reserved space', 'nobody'),
  ]),
  ipv6: once(() => [
    space('::/128', 'the unspecified address', 'nobody'),
    space('::1/128', 'loopback', 'itself'),
    space('::ffff:0:0/96', 'IPv4-mapped space', 'one'),
    space('fe80::/10', 'link-local', 'one'),
    space('ff00::/8', 'multicast', 'nobody'),
  ]),
}
