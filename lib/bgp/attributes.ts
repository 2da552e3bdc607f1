// What do several levels of attributes add up to?
import { type Attributes, attributeNames, attributeTable } from './attribute-table.ts'

/** Each attribute of the nearer level replaces that of the outer one; a prepend replaces an AS path and the other way round. */
export const overlay = (outer: Attributes, nearer: Attributes): Attributes => {
  const { prepend, asPath, ...rest } = outer
  const path = nearer.prepend !== undefined || nearer.asPath !== undefined ? {} : { prepend, asPath }
  return definedOnly({ ...rest, ...path, ...nearer })
}

/**
 * The same, but nowhere more attractive than the outer level: the longer path stays, and of each other attribute what is worse by the table
 * (RFC 4271, 9.1.2.2); communities are added.
 */
export const worsened = (outer: Attributes, nearer: Attributes): Attributes => {
  const { prepend, asPath } = pathLength(nearer) > pathLength(outer) ? nearer : outer
  return definedOnly({ ...Object.fromEntries(attributeNames.map((name) => worseOf(attributeTable[name], outer, nearer))), prepend, asPath })
}

type Entry = { readonly field: keyof Attributes; worse?(outer: unknown, nearer: unknown): unknown }

const worseOf = ({ field, worse }: Entry, outer: Attributes, nearer: Attributes) =>
  [field, worse === undefined ? (nearer[field] ?? outer[field]) : worse(outer[field], nearer[field])] as const

const pathLength = ({ prepend = 0, asPath }: Attributes): number => asPath?.length ?? prepend + 1

const definedOnly = (attributes: Readonly<Record<string, unknown>>): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
