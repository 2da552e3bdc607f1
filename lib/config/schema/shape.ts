// Which building blocks is the schema made of?
//
// Everything arrives as text, as it was written: what the YAML standard would make of `1.10` or `65010:30` is not what an operator means.
// The message of each valibot schema completes "Expected …"; that of a map is its keys, that of a choice of names is those names.
import * as v from 'valibot'
import { expected, type Parsed } from '../../values/parsed.ts'
import { nearest } from '../problems/nearest.ts'

/**
 * A text that `parse` reads; control characters are refused in every text, as they could end up in a command or a log line, and so is U+FFFD, which stands
 * for what was not UTF-8. What was probably meant stands in the issue as what valibot calls `expected`.
 */
export const text = <Value>(what: string, parse: (text: string) => Parsed<Value>) =>
  v.pipe(
    v.string(what),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const result: Parsed<Value> = unfit(dataset.value, what) ?? parse(dataset.value)
      if (result.ok) return result.value
      addIssue({ message: result.expected, ...(result.meant !== undefined && { expected: result.meant }) })
      return NEVER
    }),
  )

const unfit = (written: string, what: string) => {
  if (controlCharacter.test(written)) return expected(`${what} without control characters`)
  return written.includes('\ufffd') ? expected(`${what} in UTF-8`) : undefined
}

/** One of a few names. */
export const oneOf = <const Names extends readonly string[]>(names: Names) => v.picklist(names, names.join(', '))

/** `true` or `false`. */
export const flag = () =>
  v.pipe(
    oneOf(['true', 'false']),
    v.transform((written) => written === 'true'),
  )

/** A map with these keys and no others. */
export const map = <const Entries extends v.ObjectEntries>(entries: Entries) => v.strictObject(entries, Object.keys(entries).join(', '))

/** A key that may be left out, with what it means, for editors and the reference. */
export const key = <const Schema extends v.GenericSchema>(meaning: string, schema: Schema) => v.exactOptional(needed(meaning, schema))

/** A key that has to be there. */
export const needed = <const Schema extends v.GenericSchema>(meaning: string, schema: Schema) => v.pipe(schema, v.description(meaning))

/** A list of at least one; a text stands for a list of its parts between separators, or of itself. */
export const list = <const Item extends v.GenericSchema<string, unknown> | v.GenericSchema<unknown, unknown>>(
  what: string,
  item: Item,
  separator?: RegExp,
) => {
  const items = v.pipe(v.array(item, what), v.minLength(1, what))
  const parts = (written: string): string[] =>
    separator === undefined ? [written] : written.split(separator).filter((part) => part !== '')
  const single = v.pipe(
    v.string(what),
    v.transform((written): v.InferInput<Item>[] => parts(written)),
    items,
  )
  return either(what, single, items)
}

/** A text, or a map or list. */
export const either = <const Text extends v.GenericSchema, const Other extends v.GenericSchema>(
  what: string,
  whole: Text,
  other: Other,
) => {
  const neither = v.union([whole, other], what)
  return v.lazy((input) => (typeof input === 'string' ? whole : typeof input === 'object' && input !== null ? other : neither))
}

/** One of several maps, told apart by the first key of each; a key that is nearly one of these counts, so that it is named in the problem. */
export const keyed = <const Maps extends readonly KeyedMap[]>(...maps: Maps) => {
  const names = maps.map(({ entries }) => Object.keys(entries)[0] ?? '')
  const neither = v.union(maps, `a map with exactly one of the keys ${names.join(', ')}`)
  return v.lazy((input): Maps[number] | typeof neither => maps[names.indexOf(discriminator(input, names) ?? '')] ?? neither)
}

type KeyedMap = v.GenericSchema & { readonly entries: v.ObjectEntries }

const discriminator = (input: unknown, names: readonly string[]): string | undefined => {
  const written = typeof input === 'object' && input !== null ? Object.keys(input) : []
  const present = written.filter((name) => names.includes(name))
  const near = present.length > 0 ? present : written.flatMap((name) => nearest(name, names) ?? [])
  return near.length === 1 ? near[0] : undefined
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
