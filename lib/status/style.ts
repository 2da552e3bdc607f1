// How does the reader of a rendering want it?
import { printable } from '../log/printable.ts'

export type Style = {
  readonly colour: boolean
  /** Of the terminal; undefined where there is none, and nothing is cut. */
  readonly columns: number | undefined
  /** `2025-11-21T03:12:01.123Z` of milliseconds since 1970. */
  readonly time: (time: number) => string
}

export type Colour = 'red' | 'yellow' | 'green' | 'grey'

const codes: Readonly<Record<Colour, number>> = { red: 31, green: 32, yellow: 33, grey: 90 }

/** A text that is printable already, in a colour where that is seen. */
export const paint = (text: string, colour: Colour | undefined, style: Pick<Style, 'colour'>): string =>
  colour === undefined || !style.colour ? text : `\u001b[${codes[colour]}m${text}\u001b[0m`

/** The time of the day, with the day where that is another than that of `now`. */
export const clock = (time: number, now: number, style: Pick<Style, 'time'>): string => {
  const [day = '', rest = ''] = style.time(time).split('T')
  const [today] = style.time(now).split('T')
  return `${day === today ? '' : `${day} `}${rest.slice(0, 8)}Z`
}

/** What others wrote, harmless and no longer than so many columns. */
export const fitted = (text: string, width: number): string => {
  const shown = printable(text)
  return shown.length <= width ? shown : `${shown.slice(0, Math.max(0, width - 1))}…`
}

export type Cell = { readonly text: string; readonly colour?: Colour }

/** Lines with columns under each other; the last column is as wide as it is. */
export const table = (rows: readonly (readonly Cell[])[], style: Style): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.text.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => padded(cell, column === row.length - 1 ? 0 : (widths[column] ?? 0), style))
      .join('  ')
      .trimEnd(),
  )
}

const padded = ({ text, colour }: Cell, width: number, style: Style): string =>
  `${paint(text, colour, style)}${' '.repeat(Math.max(0, width - text.length))}`
