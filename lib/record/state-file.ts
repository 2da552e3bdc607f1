// How is it written down what a process may have announced?
import * as v from 'valibot'
import { type Prefix, parsePrefix } from '../bgp/prefix.ts'
import { expected, type Parsed, parsed } from '../values/parsed.ts'

export type Remembered = {
  /** The process that wrote it, and what tells it from a later one with the same number. */
  readonly pid: number
  readonly started: string
  readonly vips: readonly Prefix[]
}

/** The whole text of a state file. */
export const encodeRemembered = ({ pid, started, vips }: Remembered): string =>
  `${JSON.stringify({ [mark]: version, pid, started, vips: vips.map(({ text }) => text) })}\n`

/** Reads what `encodeRemembered` wrote, as strictly as a configuration. */
export const decodeRemembered = (text: string): Parsed<Remembered> => {
  const outline = v.safeParse(written, parseJson(text))
  if (!outline.success) return expected('a state file of exabgp-haproxy')
  const { pid, started, vips } = outline.output
  const prefixes = vips.map((vip) => parsePrefix(vip))
  return prefixes.every((prefix) => prefix.ok)
    ? parsed({ pid, started, vips: prefixes.map(({ value }) => value) })
    : expected('prefixes as VIPs in a state file')
}

const mark = 'exabgp-haproxy'
const version = 1

const written = v.object({
  [mark]: v.literal(version),
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  started: v.string(),
  vips: v.array(v.string()),
})

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
