// How much must be able to serve, in the two units that a tier may use, and how few users may be left?
import { expected, expectedOr, type Parsed, parsed, parseUnsigned } from '../../values/parsed.ts'

/** `capacity`: above 0 to 1; `servers`: 1 or more. */
export type Threshold = { readonly measure: 'capacity' | 'servers'; readonly least: number }

/** The threshold of a tier that names none: whatever is above 0. */
export const anyCapacity: Threshold = { measure: 'capacity', least: Number.MIN_VALUE }

/** Reads `75%`: above 0% and up to 100%. */
export const parseShare = (text: string): Parsed<Threshold> => {
  const percent = Number(/^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(text)?.[1])
  return percent > 0 && percent <= 100
    ? parsed({ measure: 'capacity', least: percent / 100 })
    : expectedOr('a percentage such as 75%, above 0% and up to 100%', meantShare(text))
}

// 75, or 0.75; 1 may be either.
const meantShare = (text: string): string | undefined => {
  const number = /^\d{1,3}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
  if (number > 0 && number < 1) return `${Number((number * 100).toFixed(4))}%`
  return number > 1 && number <= 100 ? `${text}%` : undefined
}

/** Reads a number of servers, 1 to 65535. */
export const parseServers = (text: string): Parsed<Threshold> => {
  const count = parseUnsigned(text, 16, '')
  return count.ok && count.value > 0 ? parsed({ measure: 'servers', least: count.value }) : expected('a number of servers from 1 to 65535')
}

/** Reads a number of sessions, 0 to 4294967295. */
export const parseSessions = (text: string): Parsed<number> => parseUnsigned(text, 32, 'a number of sessions')
