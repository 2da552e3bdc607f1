// How is a text that others wrote shown, so that it cannot act upon the terminal or the reader's eyes?

/** Longer than any line of ours, and shorter than the lines that journald and syslog cut. */
const longest = 32_768

/**
 * One line that shows what it holds: whatever moves a cursor, sets a colour, ends a line, turns the direction of writing or is not seen at all
 * stands there as its number, and what is too long is cut. `colours` lets those of our own charts through.
 */
export const printable = (text: string, { colours = false } = {}): string => {
  const pieces = colours ? text.split(ownColours) : [text]
  return shortened(pieces.map((piece, index) => (index % 2 === 1 ? piece : piece.replace(hidden, escaped))).join(''))
}

/** A text in JSON, every hidden character in it written as JSON writes it: the same to a program, harmless to a terminal. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? shortened(inner) : inner)).replace(hidden, (character) =>
    character
      .split('')
      .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
      .join(''),
  )

// Controls, formats (the overrides of direction, what has no width, tags), separators of lines, halves of pairs.
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour begins with one
const ownColours = /(\u001b\[(?:0|3[123]|90)m)/

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  if (code > 0xffff) return `\\u{${code.toString(16)}}`
  return code > 0xff ? `\\u${hex(code, 4)}` : `\\x${hex(code, 2)}`
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0')

const shortened = (text: string): string =>
  text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length - longest} more characters)`
