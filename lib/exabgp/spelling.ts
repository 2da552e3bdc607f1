// In which letters does ExaBGP have the address of a neighbor? It compares letters: who is FD00:0::2 in its configuration is not fd00::2.
import { parseAddress } from '../bgp/address.ts'

/** How addresses are written, by their canonical text, where that is another. */
export type Spelling = ReadonlyMap<string, string>

export const canonical = (written: string): string => {
  if (!written.includes(':') || isShort(written)) return written
  const address = parseAddress(written)
  return address.ok ? address.value.text : written
}

// Most are (RFC 5952): in lower case, no group that begins with 0, and `::` for two groups at least. It costs a tenth of reading them.
const isShort = (written: string): boolean =>
  /^(?!.*::.*::)(?!.*(?:^|:)0)[\da-f:]*::[\da-f:]*$/.test(written) && written.split(':').filter((group) => group !== '').length <= 6

/** What is known after ExaBGP has written this address. */
export const spelledAs = (spelling: Spelling, written: string): Spelling => {
  const address = canonical(written)
  if ((spelling.get(address) ?? address) === written) return spelling
  const next = new Map(spelling)
  if (address === written) next.delete(address)
  else next.set(address, written)
  return next
}
