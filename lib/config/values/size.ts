// How many bytes is `512kB`, `16MB`, `1GB`, or a bare number?
import { expected, type Parsed, parsed } from '../../values/parsed.ts'

const units: Readonly<Record<string, number>> = { '': 1, kB: 1000, MB: 1_000_000, GB: 1_000_000_000 }

const least = 64_000
const greatest = 1_000_000_000

/** Reads a size into whole bytes, 64 kB to 1 GB; a bare number is bytes. */
export const parseSize = (text: string): Parsed<number> => {
  const [, number, unit = ''] = /^(\d{1,10}(?:\.\d{1,3})?)(kB|MB|GB)?$/.exec(text) ?? []
  const bytes = Math.round(Number(number) * (units[unit] ?? Number.NaN))
  return bytes >= least && bytes <= greatest ? parsed(bytes) : expected('a size such as 512kB or 16MB, from 64kB to 1GB')
}
