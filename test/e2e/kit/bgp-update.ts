// What does a BGP UPDATE message say (RFC 4271, 4.3; RFC 4760)?
import { addressText } from './address-text.ts'

/** Path attributes as they were on the wire; communities as `a:b`, large ones as `a:b:c`, extended ones as 16 hexadecimal digits. */
type WireAttributes = {
  readonly asPath: readonly number[]
  readonly nextHop: string
  readonly origin: 'igp' | 'egp' | 'incomplete'
  readonly med?: number
  readonly localPreference?: number
  readonly communities: readonly string[]
  readonly largeCommunities: readonly string[]
  readonly extendedCommunities: readonly string[]
  /** AIGP (RFC 7311). */
  readonly aigp?: bigint
}

export type WireChange =
  | { readonly kind: 'announce'; readonly prefix: string; readonly attributes: WireAttributes }
  | { readonly kind: 'withdraw'; readonly prefix: string }

/** How the session encodes AS numbers (2 or 4 octets) and whether path identifiers stand before prefixes. */
type Encoding = { readonly asSize: 2 | 4; readonly addPath: boolean }

/** The changes in the body of an UPDATE (what follows its 19 octets of header), in wire order; empty for an end-of-RIB marker. */
export const decodeUpdate = (body: Buffer, encoding: Encoding): WireChange[] => {
  const withdrawnEnd = 2 + body.readUInt16BE(0)
  const attributesEnd = withdrawnEnd + 2 + body.readUInt16BE(withdrawnEnd)
  const found = decodeAttributes(body.subarray(withdrawnEnd + 2, attributesEnd), encoding)
  const withdrawn = [...prefixes(body.subarray(2, withdrawnEnd), 4, encoding), ...found.withdrawn]
  const announced = [
    ...prefixes(body.subarray(attributesEnd), 4, encoding).map((prefix) => ({ prefix, nextHop: found.attributes.nextHop })),
    ...found.announced,
  ]
  return [
    ...withdrawn.map((prefix): WireChange => ({ kind: 'withdraw', prefix })),
    ...announced.map(({ prefix, nextHop }): WireChange => ({ kind: 'announce', prefix, attributes: { ...found.attributes, nextHop } })),
  ]
}

type Found = {
  readonly attributes: WireAttributes
  readonly announced: readonly { readonly prefix: string; readonly nextHop: string }[]
  readonly withdrawn: readonly string[]
}

const decodeAttributes = (bytes: Buffer, encoding: Encoding): Found => {
  let found: Found = { attributes: none, announced: [], withdrawn: [] }
  for (let at = 0; at < bytes.length; ) {
    const extended = (bytes.readUInt8(at) & 0x10) !== 0
    const start = at + (extended ? 4 : 3)
    const end = start + (extended ? bytes.readUInt16BE(at + 2) : bytes.readUInt8(at + 2))
    found = withAttribute(found, bytes.readUInt8(at + 1), bytes.subarray(start, end), encoding)
    at = end
  }
  return found
}

const none: WireAttributes = {
  asPath: [],
  nextHop: '',
  origin: 'incomplete',
  communities: [],
  largeCommunities: [],
  extendedCommunities: [],
}

const withAttribute = (found: Found, type: number, value: Buffer, encoding: Encoding): Found => {
  const and = (more: Partial<WireAttributes>): Found => ({ ...found, attributes: { ...found.attributes, ...more } })
  switch (type) {
    case 1:
      return and({ origin: (['igp', 'egp', 'incomplete'] as const)[value.readUInt8(0)] ?? 'incomplete' })
    case 2:
      return and({ asPath: asPath(value, encoding.asSize) })
    case 3:
      return and({ nextHop: addressText(value) })
    case 4:
      return and({ med: value.readUInt32BE(0) })
    case 5:
      return and({ localPreference: value.readUInt32BE(0) })
    case 8:
      return and({ communities: pieces(value, 4).map((it) => `${it.readUInt16BE(0)}:${it.readUInt16BE(2)}`) })
    case 14:
      return { ...found, announced: reachable(value, encoding) }
    case 15:
      return { ...found, withdrawn: prefixes(value.subarray(3), addressSize(value), encoding) }
    case 16:
      return and({ extendedCommunities: pieces(value, 8).map((it) => it.toString('hex')) })
    // Type (1), length (2), metric.
    case 26:
      return and({ aigp: value.readBigUInt64BE(3) })
    case 32:
      return and({
        largeCommunities: pieces(value, 12).map((it) =>
          pieces(it, 4)
            .map((part) => part.readUInt32BE(0))
            .join(':'),
        ),
      })
    default:
      return found
  }
}

// Segments of type (set or sequence), count, numbers.
const asPath = (value: Buffer, size: 2 | 4): number[] => {
  const numbers: number[] = []
  for (let at = 0; at < value.length; ) {
    const end = at + 2 + value.readUInt8(at + 1) * size
    numbers.push(...pieces(value.subarray(at + 2, end), size).map((it) => it.readUIntBE(0, size)))
    at = end
  }
  return numbers
}

// Address family (2), subsequent one (1), length of the next hop (1), next hop, reserved (1), prefixes.
const reachable = (value: Buffer, encoding: Encoding): { prefix: string; nextHop: string }[] => {
  const size = addressSize(value)
  const nextHopEnd = 4 + value.readUInt8(3)
  const nextHop = addressText(value.subarray(4, 4 + size))
  return prefixes(value.subarray(nextHopEnd + 1), size, encoding).map((prefix) => ({ prefix, nextHop }))
}

const addressSize = (value: Buffer): 4 | 16 => (value.readUInt16BE(0) === 1 ? 4 : 16)

const prefixes = (bytes: Buffer, size: 4 | 16, { addPath }: Encoding): string[] => {
  const found: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const start = at + (addPath ? 4 : 0)
    const length = bytes.readUInt8(start)
    const end = start + 1 + Math.ceil(length / 8)
    const address = Buffer.concat([bytes.subarray(start + 1, end), Buffer.alloc(size)]).subarray(0, size)
    found.push(`${addressText(address)}/${length}`)
    at = end
  }
  return found
}

const pieces = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
