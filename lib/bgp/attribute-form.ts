// In which forms may the value of an attribute be written?
import type { Parsed } from '../values/parsed.ts'
import type { Family } from './address.ts'
import type { NextHop } from './next-hop.ts'

type Read<Value> = (text: string) => Parsed<Value>

type Shape =
  | { readonly shape: 'text'; readonly what: string; readonly read: Read<unknown> }
  /** One text, or a list of its words. */
  | { readonly shape: 'words'; readonly what: string; readonly word: string; readonly read: Read<unknown> }
  /** A list of at least one, or one text for the items, separated by spaces or commas. */
  | { readonly shape: 'list'; readonly what: string; readonly item: string; readonly read: Read<unknown> }
  | { readonly shape: 'names'; readonly names: readonly string[] }
  /** One text, or a map with a text for each family. */
  | {
      readonly shape: 'families'
      readonly what: string
      readonly whole: string
      readonly read: Read<NextHop>
      readonly readOf: (family: Family) => Read<string>
    }

/** Texts beside `read` complete "Expected …". `value` is never there: it says which type the value has. */
export type Form<Value> = Shape & { readonly value?: Value }

export const text = <Value>(what: string, read: Read<Value>): Form<Value> => ({ shape: 'text', what, read })

export const words = <Value>(what: string, word: string, read: Read<Value>): Form<Value> => ({ shape: 'words', what, word, read })

export const list = <Item>(name: string, article: 'a' | 'an', read: Read<Item>): Form<readonly Item[]> => ({
  shape: 'list',
  what: `at least one ${name}`,
  item: `${article} ${name}`,
  read,
})

export const names = <const Name extends string>(all: readonly Name[]): Form<Name> => ({ shape: 'names', names: all })

export const families = (what: string, whole: string, read: Read<NextHop>, readOf: (family: Family) => Read<string>): Form<NextHop> => ({
  shape: 'families',
  what,
  whole,
  read,
  readOf,
})
