// Which answers of an HTTP server are good ones?
import { expected, type Parsed, parsed } from '../../values/parsed.ts'

export type TextPattern =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }

/** Inclusive, 100 to 599. */
type StatusRange = { readonly from: number; readonly to: number }

/** Reads `200` or `200-299`. */
export const parseStatusRange = (text: string): Parsed<StatusRange> => {
  const [, first, last = first] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(text) ?? []
  const range = { from: Number(first), to: Number(last) }
  return range.from <= range.to ? parsed(range) : expected('a status such as 200 or 200-299, from 100 to 599')
}

/** Reads a text to be found as it stands, or `/regular expression/` with any of the flags i, m, s and u. */
export const parsePattern = (written: string): Parsed<TextPattern> => {
  const [, source, flags = ''] = /^\/(.+)\/([a-z]*)$/.exec(written) ?? []
  if (source === undefined) return written === '' ? expected('a text or a /regular expression/') : parsed({ kind: 'text', text: written })
  return /^[imsu]*$/.test(flags) && compiles(source, flags)
    ? parsed({ kind: 'regex', source, flags })
    : expected('a /regular expression/ that JavaScript can read, with any of the flags i, m, s and u')
}

const compiles = (source: string, flags: string): boolean => {
  try {
    return new RegExp(source, flags) instanceof RegExp
  } catch {
    return false
  }
}
