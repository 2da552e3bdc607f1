// Where in a file does a text stand, and what stands beside it in its line?

/** `line`: from 1. `after`: up to the end of the line that it ends in. */
export type Spot = { readonly line: number; readonly before: string; readonly written: string; readonly after: string }

/** Of the text from there to there. */
export const spotBetween = (text: string, from: number, to: number): Spot => {
  const before = text.slice(0, from)
  return {
    line: before.split('\n').length,
    before: before.slice(before.lastIndexOf('\n') + 1),
    written: text.slice(from, to),
    after: text.slice(to).split('\n', 1)[0] ?? '',
  }
}

/** Of a word in a line, that begins in that column, from 1, or in quotation marks there; or stands once behind it. */
export const spotOfWord = (text: string, line: number, column: number, written: string): Spot | undefined => {
  const whole = text.split('\n')[line - 1] ?? ''
  const found = startsOf(whole, written).filter((start) => start >= column - 1)
  const [start] = found
  if (start === undefined || (found.length > 1 && start > column)) return undefined
  return { line, before: whole.slice(0, start), written, after: whole.slice(start + written.length) }
}

/** Not where it is a part of another address, name or path. */
const startsOf = (line: string, written: string): readonly number[] =>
  [...line.matchAll(new RegExp(`(?<![\\w.:/-])${written.replace(/[^\w ]/g, '\\$&')}(?![\\w./-]|:\\S)`, 'g'))].map(({ index }) => index)

/** Whether nothing but a comment stands behind it. */
export const isLast = ({ after }: Spot): boolean => /^\s*(#.*)?$/.test(after)

/** Whether its line is its own, a comment aside. */
export const isAlone = (spot: Spot): boolean => spot.before.trim() === '' && isLast(spot)

/** With what matches beside it on both sides; undefined where either does not. */
export const wider = ({ line, before, written, after }: Spot, left: RegExp, right: RegExp): Spot | undefined => {
  const [start, end] = [left.exec(before)?.[0], right.exec(after)?.[0]]
  if (start === undefined || end === undefined) return undefined
  const kept = before.slice(0, before.length - start.length)
  return { line, before: kept, written: `${start}${written}${end}`, after: after.slice(end.length) }
}
