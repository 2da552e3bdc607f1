// May this prefix be announced at all?
import { expected, type Parsed, parsed } from '../values/parsed.ts'
import { contains, hostLength, type Prefix, parsePrefix } from './prefix.ts'
import { specialSpaceOf } from './special-purpose.ts'

/** One entry of a prefix list: prefixes within `within`, `from` to `to` bits long. */
export type PrefixRule = { readonly within: Prefix; readonly from: number; readonly to: number; readonly text: string }

/**
 * Reads `203.0.113.0/24`, `203.0.113.0/24 ge 32`, `203.0.113.0/24 ge 28 le 32`, with the meaning that routers give it: without `ge` and
 * `le` exactly that prefix, with `ge` alone up to host routes, with `le` alone from the prefix's own length.
 */
export const parsePrefixRule = (text: string): Parsed<PrefixRule> => {
  const [, prefixText, geText, leText] = /^(\S+?)(?:\s+ge\s+(\d{1,3}))?(?:\s+le\s+(\d{1,3}))?$/.exec(text.trim()) ?? []
  if (prefixText === undefined) return expected('a prefix-list entry such as "203.0.113.0/24 ge 32 le 32"')
  const prefix = parsePrefix(prefixText)
  if (!prefix.ok) return prefix
  const { family, length } = prefix.value
  const from = geText === undefined ? length : Number(geText)
  const to = leText !== undefined ? Number(leText) : geText !== undefined ? hostLength(family) : length
  if (from < length || to < from || to > hostLength(family)) {
    return expected(`${length} <= ge <= le <= ${hostLength(family)} in the prefix-list entry`)
  }
  return parsed({ within: prefix.value, from, to, text: text.trim().replace(/\s+/g, ' ') })
}

/**
 * Why the prefix must not be announced, or undefined where it may be. Whatever the prefix list says, a VIP is global or private unicast:
 * never a default route, "this network" (RFC 1122), loopback, link-local, multicast, reserved (RFC 1112) or IPv4-mapped space.
 * A list judges the families that it has entries of. For the others, host routes and small pools are permitted: /29 to /32 and /64 to /128.
 */
export const refusal = (prefix: Prefix, permit: readonly PrefixRule[]): string | undefined => {
  if (prefix.length === 0) return 'a default route is never announced'
  const special = specialSpaceOf(prefix)
  if (special !== undefined) return `${special.name} (${special.space.text}) is never announced`
  const rules = permit.filter(({ within }) => within.family === prefix.family)
  if (rules.length > 0) return rules.some((rule) => matches(rule, prefix)) ? undefined : 'no entry of permit matches it'
  const shortest = prefix.family === 'ipv4' ? 29 : 64
  return prefix.length >= shortest ? undefined : `without permit, only /${shortest} to /${hostLength(prefix.family)} are announced`
}

const matches = (rule: PrefixRule, prefix: Prefix): boolean =>
  prefix.length >= rule.from && prefix.length <= rule.to && contains(rule.within, prefix)
