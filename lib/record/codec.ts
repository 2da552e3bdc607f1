// How does a value come through JSON whole: maps and sets, what is undefined, numbers that JSON lacks, and what is one and the same?
import { expected, type Parsed, parsed } from '../values/parsed.ts'

/**
 * Writes a plain value (records, lists, maps, sets, texts, numbers) as one line. What stands in several places is written once, so that it
 * is one and the same again when it is read. Throws on anything with a life or a prototype of its own.
 */
export const encode = (value: unknown): string => {
  const places = { shared: sharedIn(value), ids: new Map<object, number>() }
  return JSON.stringify(toJson(value, places))
}

/** Reads what `encode` wrote. */
export const decode = (text: string): Parsed<unknown> => {
  try {
    return parsed(fromJson(JSON.parse(text), new Map()))
  } catch {
    return expected('a line of JSON as the record has them')
  }
}

type Places = { readonly shared: ReadonlySet<object>; readonly ids: Map<object, number> }

const sharedIn = (value: unknown): ReadonlySet<object> => {
  const seen = new Set<object>()
  const shared = new Set<object>()
  const visit = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return
    if (seen.has(one)) {
      shared.add(one)
      return
    }
    seen.add(one)
    visitParts(one, visit)
  }
  visit(value)
  return shared
}

// Without lists of them, as this goes through everything that is recorded.
const visitParts = (value: object, visit: (part: unknown) => void): void => {
  if (value instanceof Map)
    for (const [key, one] of value) {
      visit(key)
      visit(one)
    }
  else if (Array.isArray(value) || value instanceof Set) for (const one of value) visit(one)
  else for (const one of Object.values(value)) visit(one)
}

const toJson = (value: unknown, places: Places): unknown => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: Object.is(value, -0) ? '-0' : String(value) }
    case 'undefined':
      return { $undefined: true }
    case 'object':
      return value === null ? null : once(value, places)
    default:
      throw new Error(`a ${typeof value} cannot be written to a record`)
  }
}

const once = (value: object, places: Places): unknown => {
  if (!places.shared.has(value)) return compose(value, places)
  const known = places.ids.get(value)
  if (known !== undefined) return { $same: known }
  const id = places.ids.size
  places.ids.set(value, id)
  return { $first: [id, compose(value, places)] }
}

const compose = (value: object, places: Places): unknown => {
  const inner = (one: unknown): unknown => toJson(one, places)
  if (Array.isArray(value)) return value.map(inner)
  if (value instanceof Map) return { $map: [...value].map(([key, one]) => [inner(key), inner(one)]) }
  if (value instanceof Set) return { $set: [...value].map(inner) }
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new Error(`${String(value)} cannot be written to a record`)
  if (isJson(value)) return value
  const entries = Object.entries(value).map(([key, one]) => [key, inner(one)] as const)
  return entries.some(([key]) => key.startsWith('$')) ? { $record: entries } : Object.fromEntries(entries)
}

// Most of a record is rows of texts and numbers, which JSON has as they are.
const isJson = (fields: object): boolean => {
  for (const [key, value] of Object.entries(fields)) if (key.startsWith('$') || !isScalar(value)) return false
  return true
}

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0))

const fromJson = (json: unknown, known: Map<unknown, unknown>): unknown => {
  if (Array.isArray(json)) return json.map((one) => fromJson(one, known))
  if (typeof json !== 'object' || json === null) return json
  const entries = Object.entries(json)
  const [tag = '', content] = entries[0] ?? []
  if (tag.startsWith('$')) return fromTagged(tag, content, known)
  return Object.fromEntries(entries.map(([key, one]) => [key, fromJson(one, known)]))
}

const fromTagged = (tag: string, content: unknown, known: Map<unknown, unknown>): unknown => {
  switch (tag) {
    case '$number':
      return Number(content)
    case '$undefined':
      return undefined
    case '$map':
      return new Map(pairs(content).map(([key, one]) => [fromJson(key, known), fromJson(one, known)]))
    case '$set':
      return new Set(listed(content).map((one) => fromJson(one, known)))
    case '$record':
      return Object.fromEntries(pairs(content).map(([key, one]) => [String(key), fromJson(one, known)]))
    case '$first': {
      const [id, written] = listed(content)
      const value = fromJson(written, known)
      known.set(id, value)
      return value
    }
    case '$same':
      if (known.has(content)) return known.get(content)
  }
  throw new Error(`${tag} is not written by a record`)
}

const pairs = (json: unknown): readonly (readonly [unknown, unknown])[] =>
  listed(json)
    .map(listed)
    .map(([one, other]) => [one, other])

const listed = (json: unknown): readonly unknown[] => {
  if (!Array.isArray(json)) throw new Error('a list was expected')
  return json
}
