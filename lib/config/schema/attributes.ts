// How are BGP path attributes written, at any level?
import * as v from 'valibot'
import type { Form } from '../../bgp/attribute-form.ts'
import { type AttributeName, type Attributes, type AttributeValue, attributeNames, attributeTable } from '../../bgp/attribute-table.ts'
import { either, key, list, map, oneOf, text } from './shape.ts'

const schemaFor = (form: Form<unknown>): v.GenericSchema => {
  switch (form.shape) {
    case 'text':
      return text(form.what, form.read)
    case 'words':
      return either(form.what, text(form.what, form.read), wordList(form))
    case 'list':
      return list(form.what, text(form.item, form.read), /[\s,]+/)
    case 'names':
      return oneOf(form.names)
    case 'families':
      return either(form.what, text(form.whole, form.read), familyMap(form))
  }
}

type FormOf<Shape extends Form<unknown>['shape']> = Extract<Form<unknown>, { shape: Shape }>

const wordList = ({ what, word, read }: FormOf<'words'>) =>
  v.pipe(
    v.array(v.string(word), what),
    v.transform((words) => words.join(' ')),
    text(what, read),
  )

const familyMap = ({ readOf }: FormOf<'families'>) =>
  v.pipe(
    map({
      ipv4: key('next hop of IPv4 prefixes', text('self, or an IPv4 address', readOf('ipv4'))),
      ipv6: key('next hop of IPv6 prefixes', text('self, or an IPv6 address', readOf('ipv6'))),
    }),
    v.transform(({ ipv4 = 'self', ipv6 = 'self' }) => ({ ipv4, ipv6 })),
  )

type Entries = { readonly [Name in AttributeName]: v.ExactOptionalSchema<v.GenericSchema<unknown, AttributeValue<Name>>, undefined> }

/** The keys of a map that may hold attributes, besides its own. That each schema gives what the type of its form says is known to the table only. */
export const attributeEntries = Object.fromEntries(
  attributeNames.map((name) => [name, key(attributeTable[name].meaning, schemaFor(attributeTable[name].form))]),
) as unknown as Entries

/** A map of attributes and nothing else. */
export const attributesSchema = map(attributeEntries)

/** Attributes as one level of the configuration names them. */
export type WrittenAttributes = v.InferOutput<typeof attributesSchema>

/** The attributes among the keys of one level. */
export const attributesOf = (level: WrittenAttributes): Attributes =>
  Object.fromEntries(attributeNames.flatMap((name) => (level[name] === undefined ? [] : [[attributeTable[name].field, level[name]]])))
