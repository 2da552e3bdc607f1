// How long is `200ms`, `1s`, `5m`, or a bare number of seconds?
import { expected, expectedOr, type Parsed, parsed } from '../../values/parsed.ts'
import { duration } from '../../values/span.ts'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

const longestMs = 24 * 3_600_000

/** Reads a duration into whole milliseconds, `leastMs` to 24 hours; a bare number is seconds. */
export const parseDuration = (text: string, leastMs: number): Parsed<number> => {
  const [, number, unit = 's'] = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h)?$/.exec(text) ?? []
  const durationMs = Math.round(Number(number) * (units[unit] ?? Number.NaN))
  return durationMs >= leastMs && durationMs <= longestMs
    ? parsed(durationMs)
    : expectedOr(`a duration such as 200ms, 1s or 5m, from ${duration(leastMs)} to 24h`, meant(text, leastMs))
}

// Units written out, or after a space.
const meant = (text: string, leastMs: number): string | undefined => {
  const [, number = '', word = ''] = /^\s*(\d{1,9}(?:\.\d{1,6})?)\s*([a-z]+)\.?\s*$/i.exec(text) ?? []
  const [unit] = Object.entries(spellings).find(([, spelling]) => spelling.test(word)) ?? []
  const plain = `${number}${unit}`
  return unit !== undefined && plain !== text && parseDuration(plain, leastMs).ok ? plain : undefined
}

const spellings: Readonly<Record<string, RegExp>> = {
  ms: /^(ms|msecs?|millis|milliseconds?)$/i,
  s: /^(s|secs?|seconds?)$/i,
  m: /^(m|mins?|minutes?)$/i,
  h: /^(h|hrs?|hours?)$/i,
}

/** Reads a duration into whole seconds, as BGP counts time, `least` to `most`; a bare number is seconds. */
export const parseSeconds = (text: string, least: number, most: number): Parsed<number> => {
  const read = parseDuration(text, 0)
  const seconds = read.ok ? read.value / 1000 : Number.NaN
  return Number.isInteger(seconds) && seconds >= least && seconds <= most
    ? parsed(seconds)
    : expected(`a whole number of seconds such as 30s, from ${least}s to ${most}s`)
}
