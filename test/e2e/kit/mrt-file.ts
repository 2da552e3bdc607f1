// Which BGP messages has a router received, to the microsecond (MRT, RFC 6396; written by bgpd's `dump bgp all-et`)?
import { readFileSync } from 'node:fs'
import { addressText } from './address-text.ts'
import { decodeUpdate, type WireChange } from './bgp-update.ts'

/** Something that a router received; `at` in milliseconds since the epoch, `from` the neighbor's address. Changes with the same `update` came in one message. */
export type BgpEvent = { readonly at: number; readonly from: string } & (
  | ({ readonly update: number } & WireChange)
  | { readonly kind: 'session'; readonly state: 'established' | 'down' }
)

/** Everything in the file until now; an unfinished last record is left out. */
export const readMrtFile = (path: string): BgpEvent[] => {
  const bytes = readFileSync(path)
  const events: BgpEvent[] = []
  for (let at = 0, record = 0; at + 12 <= bytes.length; record++) {
    const end = at + 12 + bytes.readUInt32BE(at + 8)
    if (end > bytes.length) break
    if (bytes.readUInt16BE(at + 4) === bgp4mpWithMicroseconds) events.push(...readRecord(bytes.subarray(at, end), record))
    at = end
  }
  return events
}

const bgp4mpWithMicroseconds = 17
const update = 2
const established = 6

const readRecord = (record: Buffer, number: number): BgpEvent[] => {
  const at = record.readUInt32BE(0) * 1000 + record.readUInt32BE(12) / 1000
  const subtype = record.readUInt16BE(6)
  const asSize = subtype === 0 || subtype === 1 || subtype === 8 ? 2 : 4
  const header = record.subarray(16)
  const addressAt = 2 * asSize + 4
  const size = header.readUInt16BE(addressAt - 2) === 1 ? 4 : 16
  // A bgpd that ends also records, without addresses, that its peer "self" was deleted.
  if (header.length < addressAt + 2 * size) return []
  const from = addressText(header.subarray(addressAt, addressAt + size))
  const body = header.subarray(addressAt + 2 * size)
  if (subtype === 0 || subtype === 5) return stateChange(body).map((state) => ({ at, from, kind: 'session', state }))
  if (body.readUInt8(18) !== update) return []
  return decodeUpdate(body.subarray(19), { asSize, addPath: subtype >= 8 }).map((change) => ({ at, from, update: number, ...change }))
}

const stateChange = (body: Buffer): ('established' | 'down')[] => {
  if (body.readUInt16BE(2) === established) return ['established']
  return body.readUInt16BE(0) === established ? ['down'] : []
}
