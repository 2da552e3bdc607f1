// How do editors learn what the YAML file may hold?
import { type ConversionConfig, type JsonSchema, toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { schema } from './schema.ts'

/** JSON Schema (draft 7, which editors know best) of the configuration file. Only the build and tests may import this file. */
export const jsonSchema = (): object => ({
  ...toJsonSchema(schema, { target: 'draft-07', typeMode: 'input', errorMode: 'ignore', overrideSchema: asYaml }),
  $id: 'https://unpkg.com/exabgp-haproxy/dist/config.schema.json',
  title: 'exabgp-haproxy',
  description: "Which VIPs ExaBGP announces, and how attractive each looks, by HAProxy's health.",
})

// The schema in the code reads text; to an editor, `3`, `5.0` and `true` are no text.
const asYaml = ({ jsonSchema: own, valibotSchema }: Converted): JsonSchema | undefined => {
  const { enum: names, propertyNames: _, type, ...rest } = own
  if ('entries' in valibotSchema) return { ...own, properties: described(own.properties ?? {}, valibotSchema.entries) }
  if (valibotSchema.type === 'record') return { ...rest, type: 'object' }
  if (names !== undefined)
    return isBoolean(names) ? { ...rest, type: 'boolean' } : { ...rest, enum: [...new Set(names.flatMap(withNumber))] }
  return type === 'string' ? { ...own, type: ['string', 'number'] } : undefined
}

type Converted = Parameters<NonNullable<ConversionConfig['overrideSchema']>>[0]

// The conversion stops where a text is read, and the description of a key stands behind that.
const described = (properties: NonNullable<JsonSchema['properties']>, entries: unknown): NonNullable<JsonSchema['properties']> =>
  Object.fromEntries(
    Object.entries(properties).map(([key, property]) => {
      const description = descriptionOf(Object(entries)[key])
      return [key, typeof property === 'object' && description !== undefined ? { ...property, description } : property]
    }),
  )

const descriptionOf = (entry: v.GenericSchema | { readonly wrapped: v.GenericSchema }): string | undefined =>
  v.getDescription('wrapped' in entry ? entry.wrapped : entry)

const isBoolean = (names: readonly unknown[]): boolean => names.join() === 'true,false'

const withNumber = <Name>(name: Name): (Name | number)[] => (/^[\d.]+$/.test(String(name)) ? [name, Number(name)] : [name])
