// How does a text of ours, in Markdown, look in a manual page?

/** Code is bold, a link is its text; each sentence is on lines of its own, none longer than mandoc likes. */
export const paragraph = (markdown: string): readonly string[] =>
  sentences(plain(markdown)).flatMap((sentence) => wrapped(sentence).map(formatted))

/** Words of a macro's line, none of which is taken for a macro. */
export const words = (text: string): string =>
  plain(text)
    .split(/\s+/)
    .map((word) => (/^[A-Z][a-z][a-z]?$|^[a-z][a-z]?$|^[%.,:;()[\]?!|"']/.test(word) ? `\\&${coded(word)}` : coded(word)))
    .join(' ')

const plain = (markdown: string): string =>
  markdown
    .replace(/\[([^\]]*)\]\((?:[^()]|\([^)]*\))*\)/g, '$1')
    .replaceAll('**', '')
    .replaceAll('…', '...')
    .replace(/\s+/g, ' ')
    .trim()

/** A full stop, then a capital or code, ends one; not within code. */
const sentences = (text: string): readonly string[] => {
  const pieces = text.split(/((?<!`[^`]*)`[^`]*`)/)
  const marked = pieces.map((piece, index) => (index % 2 === 1 ? piece : piece.replace(/([.!?:]\)?) (?=[A-Z(]|$)/g, '$1\n'))).join('')
  return marked.replace(/([.!?]\)?) (?=`)/g, '$1\n').split('\n')
}

const longest = 78

const wrapped = (sentence: string): readonly string[] => {
  const lines = ['']
  for (const word of sentence.split(' ')) {
    const line = lines.at(-1) ?? ''
    const isOpen = (line.match(/`/g) ?? []).length % 2 === 1
    if (line !== '' && formatted(`${line} ${word}`).length > longest && !isOpen) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}

const formatted = (line: string): string => {
  const text = line
    .split('`')
    .map((part, index) => (index % 2 === 1 ? `\\fB${coded(part)}\\fR` : escaped(part)))
    .join('')
  return /^[.']/.test(text) ? `\\&${text}` : text
}

const coded = (text: string): string => escaped(text).replaceAll('-', '\\-')

const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replace(/[^\0-\x7f]/gu, (sign) => `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`)
