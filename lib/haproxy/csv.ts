// Which values stand in the columns that we need of a statistics table?

/** The values of the wanted columns, in their order. */
export type Row = readonly string[]

/** `end` is where the table stops; `closed` tells whether an empty line says so. */
type Table = { readonly ok: true; readonly end: number; readonly closed: boolean } | { readonly ok: false; readonly reason: string }

type Header = {
  /** Where each wanted column stands. */
  readonly places: readonly number[]
  /** How many columns every row must have; all that are wanted are among them. */
  readonly width: number
}

const comma = 0x2c
const quote = 0x22
const newline = 0x0a

/** How a statistics table begins (management manual 9.1). */
export const tableStart = '# pxname,'

/**
 * Reads the table that begins at `from`. Columns are found by name, as versions differ in their order; those up to the one named `-` stand in
 * every row, and a row that has fewer was cut. Rows are handed to `take` one by one, as ten thousand of them at once would be a burden.
 */
export const readTable = (text: string, from: number, columns: readonly string[], take: (row: Row) => void): Table => {
  const headerEnd = text.indexOf('\n', from)
  if (headerEnd === -1 || !text.startsWith(tableStart, from)) return { ok: false, reason: 'a table that is cut short' }
  const all = text.slice(from, headerEnd).replace(/^# /, '').replace(/,$/, '').split(',')
  const names = all.slice(0, all.indexOf('-') + 1 || all.length)
  const missing = columns.find((column) => !names.includes(column))
  if (missing !== undefined) return { ok: false, reason: `a statistics table without the column ${missing}` }
  const places = columns.map((column) => names.indexOf(column))
  return readRows(text, headerEnd + 1, { places, width: names.length }, take)
}

const readRows = (text: string, from: number, { places, width }: Header, take: (row: Row) => void): Table => {
  const starts = new Uint32Array(width + 1)
  let at = from
  while (at < text.length && text.charCodeAt(at) !== newline) {
    at = readFields(text, at, starts)
    if (at === -1) return { ok: false, reason: 'a row that is cut short' }
    take(places.map((place) => fieldAt(text, starts, place)))
  }
  const closed = at < text.length
  return { ok: true, end: closed ? at + 1 : at, closed }
}

// Notes where each field starts that there is room for, the last of them being where the one after those that are needed starts; gives where the
// next row starts, or -1 where the text or the row ends before.
const readFields = (text: string, from: number, starts: Uint32Array): number => {
  starts[0] = from
  let fields = 1
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      // A doubled quote inside ends one quoted part and starts the next, to the same effect.
      at = text.indexOf('"', at + 1)
      if (at === -1) return -1
    } else if (code === comma || code === newline) {
      if (fields < starts.length) starts[fields] = at + 1
      fields++
      if (code === newline) return fields < starts.length ? -1 : at + 1
    }
  }
  return -1
}

const fieldAt = (text: string, starts: Uint32Array, place: number): string => {
  const start = starts[place] ?? 0
  const end = (starts[place + 1] ?? 0) - 1
  return text.charCodeAt(start) === quote ? text.slice(start + 1, end - 1).replaceAll('""', '"') : text.slice(start, end)
}
