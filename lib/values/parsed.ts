// What does reading a value from text give: the value, or what was expected in its place?

/** `expected` completes the sentence "Expected …", so that whoever knows the place can say the rest; `meant` completes "Did you mean …?". */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly expected: string; readonly meant?: string }

export const parsed = <Value>(value: Value): Parsed<Value> => ({ ok: true, value })

export const expected = (what: string): { readonly ok: false; readonly expected: string } => ({ ok: false, expected: what })

/** The same, with what was probably meant, if that can be told. */
export const expectedOr = (what: string, meant: string | undefined): Extract<Parsed<never>, { ok: false }> => ({
  ok: false,
  expected: what,
  ...(meant !== undefined && { meant }),
})

/** Reads each text in turn and stops at the first that cannot be read. */
export const parseEach = <Value>(texts: readonly string[], parse: (text: string) => Parsed<Value>): Parsed<readonly Value[]> => {
  const values: Value[] = []
  for (const text of texts) {
    const result = parse(text)
    if (!result.ok) return result
    values.push(result.value)
  }
  return parsed(values)
}

/** Reads an unsigned decimal integer of at most `bits` bits (32 at most); leading zeros, signs and exponents are refused. */
export const parseUnsigned = (text: string, bits: 16 | 32, name: string): Parsed<number> => {
  const greatest = 2 ** bits - 1
  const value = /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : Number.NaN
  return value <= greatest ? parsed(value) : expected(`${name} from 0 to ${greatest}`)
}
