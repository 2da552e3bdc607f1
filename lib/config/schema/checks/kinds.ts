// Which kinds of check are there?
//
// Reading, flags, names and the schema for editors follow from this table; who asks them stands in the table of probers.
import type * as v from 'valibot'
import { keyed } from '../shape.ts'
import { backend } from './backend.ts'
import { command } from './command.ts'
import { frontend } from './frontend.ts'
import { http } from './http.ts'
import type { CheckKind } from './kind.ts'
import { tcp } from './tcp.ts'

/** In the order of `--help`. */
export const checkKinds = { backend, frontend, http, tcp, command }

type Kinds = typeof checkKinds

export type KindName = keyof Kinds

export type CheckOf<Name extends KindName> = { readonly [One in Name]: Parameters<Kinds[One]['title']>[0] }[Name]

export type Check = CheckOf<KindName>

/** Read off HAProxy's statistics, one look for all of them. */
export type StatisticsCheck = CheckOf<'backend' | 'frontend'>

/** Asked by itself. */
export type ProbeCheck = Exclude<Check, StatisticsCheck>

const isKindName = (name: string): name is KindName => Object.hasOwn(checkKinds, name)

export const kindNames: readonly KindName[] = Object.keys(checkKinds).filter(isKindName)

/** One source of evidence: a map with exactly one of the kinds among its keys. */
export const checkSchema = keyed(...kindNames.map((name) => checkKinds[name].schema))

export type WrittenCheck = v.InferOutput<typeof checkSchema>

/** What a check asks, with all that may be a secret: not for the eyes of strangers. */
export const checkTitle = (check: Check): string => titleOf(check.kind, check)

/** What strangers may read of it. Two checks may have the same. */
export const plainName = (check: Check): string => nameOf(check.kind, check)

type Titled = { readonly [Name in KindName]: Pick<CheckKind<CheckOf<Name>>, 'title' | 'name'> }

const titled: Titled = checkKinds

const titleOf = <Name extends KindName>(kind: Name, check: CheckOf<Name>): string => titled[kind].title(check)

const nameOf = <Name extends KindName>(kind: Name, check: CheckOf<Name>): string => (titled[kind].name ?? titled[kind].title)(check)

export const isStatisticsCheck = (check: Check): check is StatisticsCheck => check.kind === 'backend' || check.kind === 'frontend'
export const isProbeCheck = (check: Check): check is ProbeCheck => !isStatisticsCheck(check)
