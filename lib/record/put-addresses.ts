// How is it written down which VIPs a process has put on its machine?
import * as v from 'valibot'
import type { PutVip } from '../policy/managed-vips.ts'
import { parseJson } from '../values/json.ts'
import { expected, type Parsed, parsed } from '../values/parsed.ts'
import { putVip } from './event-schema.ts'

/** The whole text of the file. */
export const encodePutVips = (vips: readonly PutVip[]): string => `${JSON.stringify({ [mark]: version, vips })}\n`

/** Reads what `encodePutVips` wrote. */
export const decodePutVips = (text: string): Parsed<readonly PutVip[]> => {
  const read = v.safeParse(written, parseJson(text))
  return read.success ? parsed(read.output.vips) : expected('VIPs that exabgp-haproxy has put on its machine')
}

const mark = 'exabgp-haproxy-addresses'
const version = 1

const written = v.object({ [mark]: v.literal(version), vips: v.array(putVip) })
