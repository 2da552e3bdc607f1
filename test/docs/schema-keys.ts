// Which keys may a configuration hold, as the JSON Schema for editors says?
import { jsonSchema } from '../../lib/config/schema/json-schema.ts'

type Key = { readonly path: string; readonly description: string }

type Node = Readonly<Record<string, unknown>>

/** Every key once, by paths such as `services.<name>.tiers[].capacity`, with the descriptions that it has there. */
export const schemaKeys = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const root = asNode(jsonSchema())
  const keys = new Map<string, Set<string>>()
  for (const { path, description } of keysBelow(root, '', root)) keys.set(path, (keys.get(path) ?? new Set()).add(description))
  return keys
}

const keysBelow = (node: Node, path: string, root: Node): readonly Key[] => {
  if (typeof node.$ref === 'string') return keysBelow(referred(node.$ref, root), path, root)
  const properties = Object.entries(asNode(node.properties)).flatMap(([name, value]) => {
    const below = path === '' ? name : `${path}.${name}`
    return [{ path: below, description: String(asNode(value).description) }, ...keysBelow(asNode(value), below, root)]
  })
  const alternatives = [node.anyOf, node.oneOf].flatMap((ones) => (Array.isArray(ones) ? ones : []))
  return [
    ...properties,
    ...alternatives.flatMap((one) => keysBelow(asNode(one), path, root)),
    ...(isNode(node.items) ? keysBelow(node.items, `${path}[]`, root) : []),
    ...(isNode(node.additionalProperties) ? keysBelow(node.additionalProperties, `${path}.<name>`, root) : []),
  ]
}

const referred = (reference: string, root: Node): Node =>
  reference
    .replace('#/', '')
    .split('/')
    .reduce((node, step) => asNode(node[step]), root)

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

const asNode = (value: unknown): Node => (isNode(value) ? value : {})
