// How is it written down what a process may have announced?
import * as v from 'valibot'
import { type Prefix, parsePrefix } from '../bgp/prefix.ts'
import type { Claim } from '../policy/shared-vips.ts'
import { parseJson } from '../values/json.ts'
import { expected, type Parsed, parsed } from '../values/parsed.ts'

export type Remembered = {
  /** The process that wrote it, and what tells it from a later one with the same number. */
  readonly pid: number
  readonly started: string
  readonly vips: readonly Prefix[]
  /** Who started it: its ExaBGP. Version 0.1.0 did not write it, nor what follows. */
  readonly parent?: number
  /** What of its VIPs is configured, and for whom. */
  readonly routes: readonly Claim[]
}

/** The whole text of a state file. */
export const encodeRemembered = ({ pid, started, vips, parent, routes }: Remembered): string =>
  `${JSON.stringify({ [mark]: version, pid, started, vips: vips.map(({ text }) => text), parent, routes })}\n`

/** Reads what `encodeRemembered` wrote, as strictly as a configuration. */
export const decodeRemembered = (text: string): Parsed<Remembered> => {
  const outline = v.safeParse(written, parseJson(text))
  if (!outline.success) return expected('a state file of exabgp-haproxy')
  const { pid, started, vips, parent, routes } = outline.output
  const prefixes = vips.map((vip) => parsePrefix(vip))
  return prefixes.every((prefix) => prefix.ok)
    ? parsed({ pid, started, vips: prefixes.map(({ value }) => value), ...(parent !== undefined && { parent }), routes })
    : expected('prefixes as VIPs in a state file')
}

const mark = 'exabgp-haproxy'
const version = 1

const written = v.object({
  [mark]: v.literal(version),
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  started: v.string(),
  vips: v.array(v.string()),
  parent: v.exactOptional(v.number()),
  routes: v.optional(v.array(v.object({ nlri: v.string(), to: v.exactOptional(v.array(v.string())) })), []),
})
