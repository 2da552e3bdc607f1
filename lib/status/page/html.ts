// How does a text of anybody become part of a page, and nothing but text?
import { printable } from '../../log/printable.ts'

/** What may stand in a page as it is; only `html` makes it. */
export type Html = { readonly markup: string }

type Part = string | number | undefined | Html | readonly Html[]

/** What stands in the template is markup; what is put in is text, unless `html` made it. */
export const html = (template: TemplateStringsArray, ...parts: readonly Part[]): Html => {
  let markup = ''
  for (const [index, piece] of template.entries()) markup += piece + markupOf(parts[index])
  return { markup }
}

/** A constant of ours, such as a style sheet. */
export const trusted = (markup: string): Html => ({ markup })

const markupOf = (part: Part): string => {
  if (part === undefined) return ''
  if (typeof part === 'object') return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
  const text = String(part)
  return plain.test(text) && text.length < 1000 ? text : escaped(printable(text))
}

// Most of what is shown is of this sort, which stands as it is.
const plain = /^[ !#-%(-;=?-_a-~]*$/

const escaped = (text: string): string => text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)

/** In UTF-8. */
export const bytesOf = ({ markup }: Html): number => Buffer.byteLength(markup)
