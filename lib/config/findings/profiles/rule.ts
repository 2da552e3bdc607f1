// What is a rule of a provider, and what does it judge?
import type { Asn } from '../../../bgp/as-path.ts'
import type { Prefix } from '../../../bgp/prefix.ts'
import type { Finding, Path } from '../../problems/problem.ts'
import type { WrittenAttributes } from '../../schema/attributes.ts'

export type Rule = {
  /** How findings call it, after the name of the profile. */
  readonly name: string
  /** An error refuses the configuration, a warning is shown. */
  readonly severity: 'error' | 'warning'
  /** Where the provider, or whoever measured it, says so. */
  readonly source: string
  readonly judge: Judge
}

export type Judge = (subject: Subject) => readonly Finding[]

/** What a configuration would announce and to whom, as it was written. */
export type Subject = {
  readonly localAs: Asn | undefined
  /** Each with where it is named first; empty: every neighbor that lists the process, or they cannot be read. */
  readonly neighbors: readonly { readonly path: Path; readonly address: string }[]
  readonly vips: readonly { readonly path: Path; readonly prefix: Prefix }[]
  /** Every map that may hold attributes, with those that it names itself. */
  readonly levels: readonly Level[]
}

export type Level = { readonly path: Path; readonly own: WrittenAttributes }
