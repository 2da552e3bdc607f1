// Which path attributes are there, and what sets each of them apart?
//
// Reading (YAML, flags, the schema for editors), comparing, writing to ExaBGP and describing follow from this table: one more attribute is one more entry.
import { expected, type Parsed, parsed, parseUnsigned } from '../values/parsed.ts'
import { longestPrepend, parseAsPath } from './as-path.ts'
import { type Form, families, list, names, text, words } from './attribute-form.ts'
import { extendedOctets, parseCommunity, parseExtendedCommunity, parseLargeCommunity } from './community.ts'
import { parseNextHop, parseNextHopOf } from './next-hop.ts'

type Attribute<Field extends string, Value> = {
  /** What it is called in `Attributes`. */
  readonly field: Field
  /** One line, for `--help`, for editors and for the reference. */
  readonly meaning: string
  readonly form: Form<Value>
  /** What a neighbor of ExaBGP has to have in its block `capability`, to be sent it. */
  readonly capability?: string
  /** How ExaBGP is told an item of a list, where not every version reads it as it is configured. */
  toExabgp?(item: string): string
  /** The value that makes a route no more attractive than either; without it the nearer one. An absent value counts as routers take it. */
  worse?(outer: Value | undefined, nearer: Value | undefined): Value | undefined
}

const attribute = <const Field extends string, Value>(entry: Attribute<Field, Value>): Attribute<Field, Value> => entry

const prependCount = `a number from 0 to ${longestPrepend}`

const parsePrepend = (written: string): Parsed<number> => {
  const count = parseUnsigned(written, 16, '')
  return count.ok && count.value <= longestPrepend ? count : expected(prependCount)
}

const number = text('a number from 0 to 4294967295', (written) => parseUnsigned(written, 32, 'a number'))

/** What a route without LOCAL_PREF has (RFC 4271, 5.1.5). */
const usualPreference = 100

const strongest =
  (pick: (...values: number[]) => number) =>
  (...values: readonly (number | undefined)[]): number | undefined => {
    const given = values.filter((value) => value !== undefined)
    return given.length === 0 ? undefined : pick(...given)
  }

const united = <Value>(outer: readonly Value[] | undefined, nearer: readonly Value[] | undefined): readonly Value[] | undefined =>
  outer === undefined || nearer === undefined ? (nearer ?? outer) : [...new Set([...outer, ...nearer])]

const greatestAigp = 2n ** 64n - 1n

/** As a text: JavaScript's numbers end before. */
const parseAigp = (written: string): Parsed<string> =>
  /^(0|[1-9]\d{0,19})$/.test(written) && BigInt(written) <= greatestAigp ? parsed(written) : expected(`a number from 0 to ${greatestAigp}`)

// The best first.
const origins = ['igp', 'egp', 'incomplete'] as const

/** By their names in a configuration and in ExaBGP's text. */
export const attributeTable = {
  prepend: attribute({
    field: 'prepend',
    meaning: 'how many extra times local-as stands in the AS path, 0 to 32',
    form: text(prependCount, parsePrepend),
  }),
  'as-path': attribute({
    field: 'asPath',
    meaning: 'the whole AS path, such as 65010 65010',
    form: words('AS numbers separated by spaces', 'an AS number', (written) => parseAsPath(written.replaceAll(',', ' '))),
  }),
  med: attribute({
    field: 'med',
    meaning: 'MULTI_EXIT_DISC, 0 to 4294967295; the lowest is preferred',
    form: number,
    worse: strongest(Math.max),
  }),
  'local-preference': attribute({
    field: 'localPreference',
    meaning: 'LOCAL_PREF, 0 to 4294967295; the highest is preferred; iBGP only',
    form: number,
    worse: (outer, nearer) =>
      outer === undefined && nearer !== undefined && nearer >= usualPreference ? undefined : strongest(Math.min)(outer, nearer),
  }),
  community: attribute({
    field: 'communities',
    meaning: 'communities, such as 65010:100 or graceful-shutdown',
    form: list('community', 'a', parseCommunity),
    worse: united,
  }),
  'large-community': attribute({
    field: 'largeCommunities',
    meaning: 'large communities, such as 65010:1:2',
    form: list('large community', 'a', parseLargeCommunity),
    worse: united,
  }),
  'extended-community': attribute({
    field: 'extendedCommunities',
    meaning: 'extended communities, such as target:65010:100',
    form: list('extended community', 'an', parseExtendedCommunity),
    toExabgp: extendedOctets,
    worse: united,
  }),
  'next-hop': attribute({
    field: 'nextHop',
    meaning: 'self (default) or an address; self is the address of the session with each neighbor',
    form: families('self, an address, or a map of ipv4 and ipv6', 'self, or an IPv4 or IPv6 address', parseNextHop, parseNextHopOf),
  }),
  'path-information': attribute({
    field: 'pathInformation',
    meaning: 'path identifier where ADD-PATH is used, 0 to 4294967295',
    form: number,
    capability: 'add-path send',
  }),
  origin: attribute({
    field: 'origin',
    meaning: 'igp, egp or incomplete',
    form: names(origins),
    // Without one it is igp.
    worse: (outer, nearer) =>
      outer === undefined || nearer === undefined ? (nearer ?? outer) : origins[Math.max(origins.indexOf(outer), origins.indexOf(nearer))],
  }),
  aigp: attribute({
    field: 'aigp',
    meaning: 'AIGP (RFC 7311), 0 to 18446744073709551615; the lowest is preferred, and any before none',
    form: text(`a number from 0 to ${greatestAigp}`, parseAigp),
    capability: 'aigp enable',
    worse: (outer, nearer) => (outer === undefined || nearer === undefined || BigInt(outer) >= BigInt(nearer) ? outer : nearer),
  }),
} satisfies Readonly<Record<string, Attribute<string, unknown>>>

type Table = typeof attributeTable

export type AttributeName = keyof Table

/** The type of an attribute's value. */
export type AttributeValue<Name extends AttributeName> = NonNullable<Table[Name]['form']['value']>

/** What an operator wrote at one level: `prepend` and `asPath` exclude each other. */
export type Attributes = { readonly [Name in AttributeName as Table[Name]['field']]?: AttributeValue<Name> }

const isAttributeName = (name: string): name is AttributeName => Object.hasOwn(attributeTable, name)

/** In the order of the table. */
export const attributeNames: readonly AttributeName[] = Object.keys(attributeTable).filter(isAttributeName)
