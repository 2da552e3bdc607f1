// How long does an order last: until a time of the wall clock, or for a while, in days as well?
import { parseDuration } from '../config/values/duration.ts'
import { expected, type Parsed, parsed } from '../values/parsed.ts'

const dayMs = 24 * 3_600_000

/** Reads it into milliseconds from now on. `wall`: now, in milliseconds since 1970. */
export const parseExpiry = (text: string, wall: number): Parsed<number> => {
  const [, days] = /^(\d{1,3})d$/.exec(text) ?? []
  if (days !== undefined && Number(days) > 0) return parsed(Number(days) * dayMs)
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(text)
  if (!isTime || Number.isNaN(Date.parse(text))) {
    const read = parseDuration(text, 1000)
    return read.ok ? read : expected('a duration such as 2h or 3d, or a time such as 2026-11-30T18:00Z')
  }
  const leftMs = Date.parse(text) - wall
  return leftMs > 0 ? parsed(leftMs) : expected('a time to come')
}
