// Is this UTF-8, and where not?

export type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly line: number; readonly column: number }

/** Reads bytes as UTF-8, with or without a mark in front; else gives the place of the first that is none, both from 1. */
export const decodeUtf8 = (bytes: Uint8Array): Decoded => {
  const text = decode(bytes)
  if (text !== undefined) return { ok: true, text }
  for (let line = 1, from = 0; ; line += 1) {
    const end = bytes.indexOf(newline, from)
    const part = bytes.subarray(from, end < 0 ? bytes.length : end)
    if (decode(part) === undefined || end < 0) return { ok: false, line, column: columnOfFirst(part) }
    from = end + 1
  }
}

const newline = 0x0a

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

// What cannot be read is replaced by other bytes.
const columnOfFirst = (line: Uint8Array): number => {
  const replaced = new TextDecoder().decode(line)
  const again = new TextEncoder().encode(replaced)
  const same = again.findIndex((byte, index) => byte !== line[index])
  return new TextDecoder().decode(again.subarray(0, same)).length + 1
}
