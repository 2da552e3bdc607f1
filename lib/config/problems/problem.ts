// What did the operator get wrong, where, and how is it said?
import { nearest } from './nearest.ts'

/** Where in the configuration tree, from its root: keys of maps and indexes of lists. */
export type Path = readonly (string | number)[]

/** One mistake of the operator's; `text` is a sentence that begins with "Expected". */
export type Problem = {
  readonly place: Place
  readonly text: string
  /** It is worth a look, and no reason to refuse the configuration. */
  readonly warning?: boolean
}

/** `path` is the rest of the way within the place, and may be empty. `label` is a flag or an environment variable as the operator wrote it. */
export type Place =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number; readonly path: Path }
  | { readonly kind: 'flag'; readonly label: string; readonly path: Path }

/** What is wrong at a path of the tree, before it is known where that path was written. */
export type Finding = {
  readonly path: Path
  /** Completes "Expected …". */
  readonly expected: string
  /** How the value is shown; `undefined` where the sentence is whole without it. */
  readonly got: string | undefined
  /** Completes "Did you mean …?". */
  readonly meant?: string | undefined
  /** The key at the end of the path is wrong, not its value. */
  readonly key?: boolean
  /** Who says so, where it is a rule of somebody else's. */
  readonly source?: string
  readonly warning?: boolean
}

/** `file:line:column: path: Expected …`, or with the flag or environment variable in front; a warning says so before "Expected". */
export const formatProblem = ({ place, text, warning }: Problem): string => {
  const where = place.kind === 'file' ? `${place.file}:${place.line}:${place.column}` : place.label
  return [where, formatPath(place.path), warning === true ? 'warning' : '', text].filter((part) => part !== '').join(': ')
}

/** `services.web.checks[0].http`; a key that is not a plain word stands in quotes, and a long one is shortened. */
export const formatPath = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : /^[\w-]{1,64}$/.test(step) ? `.${step}` : `[${quoted(step)}]`))
    .join('')
    .replace(/^\./, '')

/** The sentence for a finding. */
export const sentence = ({ expected, got, meant, source }: Finding): string =>
  [
    `Expected ${expected}`,
    got === undefined ? '' : `, got ${got}`,
    meant === undefined ? '' : `. Did you mean ${quoted(meant)}?`,
    source === undefined ? '' : ` (${source})`,
  ].join('')

/** The problem behind a finding, with the flag in front that it is about, or none. */
export const problemAt = (label: string, finding: Finding): Problem => ({
  place: { kind: 'flag', label, path: finding.path },
  text: sentence(finding),
})

/** A finding about a key that is none of the known ones. */
export const unknownKey = (path: Path, key: string, known: readonly string[]): Finding => {
  const meant = nearest(key, known)
  return { path, expected: meant === undefined ? `one of the keys ${known.join(', ')}` : 'a known key', got: quoted(key), meant, key: true }
}

/** How a received value is shown: texts in quotes, shortened and without passwords, anything else by its sort. */
export const shown = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : 'a list'
  if (typeof value !== 'object') return quoted(String(value))
  const keys = Object.keys(value)
  return keys.length === 0 ? 'an empty map' : `a map of ${keys.slice(0, 4).map(quoted).join(', ')}${keys.length > 4 ? ', …' : ''}`
}

/** Without what stands before an @, also one that is written %40, which may be user:password, however odd the rest is; HAProxy's own notations have a word there. */
export const concealed = (text: string): string => {
  const end = Math.max(text.lastIndexOf('@'), text.lastIndexOf('%40'))
  if (end < 0 || /^(abnsz?|unix|ipv[46])$/.test(text.slice(0, end))) return text
  return `${/^https?:\/*/i.exec(text)?.[0] ?? ''}…${text.slice(end)}`
}

const quoted = (text: string): string => {
  const safe = concealed(text)
  const short = safe.length > 60 ? `${safe.slice(0, 59)}…` : safe
  return JSON.stringify(short).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
