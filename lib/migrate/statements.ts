// Of which statements does an exabgp.conf consist, as ExaBGP itself reads it, and where do they stand?
import { expected, type Parsed, parsed } from '../values/parsed.ts'

/** `end` is what it ends with; `from` and `to` are its place in the text. */
export type Statement = { readonly words: readonly string[]; readonly end: ';' | '{' | '}'; readonly from: number; readonly to: number }

/** A statement stands in one line, as ExaBGP has it; a line that ends with a backslash goes on in the next one. */
export const readStatements = (text: string): Parsed<readonly Statement[]> => {
  const statements: Statement[] = []
  for (const { from, line, number } of linesOf(text)) {
    const read = readLine(line, from)
    if (read === undefined) return expected(`statements that end in their line, as ExaBGP reads them (line ${number})`)
    statements.push(...read)
  }
  return parsed(statements)
}

const linesOf = (text: string): readonly { readonly from: number; readonly line: string; readonly number: number }[] => {
  const lines: { from: number; line: string; number: number }[] = []
  let [from, joined, begun] = [0, '', 0]
  text.split('\n').forEach((line, index) => {
    if (joined === '') begun = index + 1
    joined += joined === '' ? line : `\n${line}`
    if (line.endsWith('\\')) return
    lines.push({ from, line: joined, number: begun })
    from += joined.length + 1
    joined = ''
  })
  return joined === '' ? lines : [...lines, { from, line: joined, number: begun }]
}

/** Undefined where ExaBGP would refuse the line. A quotation mark of the other sort takes over, as it does there. */
const readLine = (line: string, offset: number): readonly Statement[] | undefined => {
  const statements: Statement[] = []
  let [words, word, quoted, from]: [string[], string, string, number] = [[], '', '', -1]
  const end = () => {
    if (word !== '') words.push(word)
    word = ''
  }
  for (let at = 0; at < line.length; at++) {
    const [char, width] = unescaped(line, at)
    if (from < 0 && !' \t\r\n'.includes(char)) from = at
    if (quoted === '' && char === '#') break
    if (quoted === '' && isEnd(char)) {
      end()
      statements.push({ words, end: char, from: offset + from, to: offset + at + 1 })
      ;[words, from] = [[], -1]
    } else if (quoted === '' && ',[]'.includes(char)) {
      end()
      words.push(char)
    } else if (quoted === '' && ' \t\r\n'.includes(char)) end()
    else if (quoted !== '' && char === quoted) {
      words.push(word)
      ;[word, quoted] = ['', '']
    } else if (`"'`.includes(char)) quoted = char
    else word += char
    at += width - 1
  }
  return words.length > 0 || word !== '' || quoted !== '' ? undefined : statements
}

const isEnd = (char: string): char is Statement['end'] => ';{}'.includes(char)

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

// What a backslash makes of the next character is no longer told from one that was written.
const unescaped = (line: string, at: number): readonly [char: string, width: number] => {
  const char = line[at] ?? ''
  if (char !== '\\') return [char, 1]
  const next = line[at + 1] ?? ''
  if (next === '\n') return [' ', 2]
  if (next === 'u') return [String.fromCharCode(Number.parseInt(line.slice(at + 2, at + 6), 16)), 6]
  return [escapes[next] ?? next, 2]
}
