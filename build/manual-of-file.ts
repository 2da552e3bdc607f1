// What does exabgp-haproxy.yaml(5) say?
import { paragraph, words } from './mdoc.ts'
import type { Table } from './tables.ts'

type Sources = { readonly keys: readonly Table[]; readonly example: string; readonly date: string }

/** The page, in mdoc: every section and every key of the configuration. */
export const manualOfFile = ({ keys, example, date }: Sources): string =>
  [
    `.Dd ${date}`,
    '.Dt EXABGP-HAPROXY.YAML 5',
    '.Os',
    '.Sh NAME',
    '.Nm exabgp-haproxy.yaml',
    '.Nd what exabgp-haproxy announces when',
    '.Sh DESCRIPTION',
    ...about,
    '.Sh KEYS',
    ...keys.flatMap(section),
    '.Sh EXAMPLES',
    '.Bd -literal',
    ...example.trimEnd().split('\n').map(literal),
    '.Ed',
    '.Sh SEE ALSO',
    '.Xr exabgp-haproxy 8',
    '',
  ].join('\n')

const section = ({ heading, about, header, rows }: Table): readonly string[] => [
  // What ends in a bracket would be taken for punctuation.
  `.Ss ${words(heading.replaceAll('`', ''))}\\&`,
  ...aboutSection(about),
  '.Bl -tag -width Ds',
  ...rows.flatMap((row) => key(header, row)),
  '.El',
]

// Blocks of code and lists are for REFERENCE.md.
const aboutSection = (about: string): readonly string[] => {
  const paragraphs = about.split(/\n\n+/).filter((text) => text !== '' && !/^(```|- |\|)/m.test(text))
  return paragraphs.flatMap((text, index) => [...(index === 0 ? [] : ['.Pp']), ...paragraph(text)])
}

const key = (header: readonly string[], row: readonly string[]): readonly string[] => {
  const cell = (title: RegExp): string => row[header.findIndex((one) => title.test(one))] ?? ''
  const fallback = cell(/^default$/)
  return [
    `.It Cm ${words(cell(/^key$/).replaceAll('`', ''))}`,
    ...paragraph(`Value: ${cell(/^values?$/)}${fallback === '' ? '' : `; default: ${fallback}`}.`),
    '.br',
    ...paragraph(sentenceOf(cell(/^meaning$/))),
  ]
}

const sentenceOf = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.)]$/.test(text) ? '' : '.'}`

const literal = (line: string): string => {
  const text = line.replaceAll('\\', '\\e').replaceAll('-', '\\-')
  return /^[.']/.test(text) ? `\\&${text}` : text
}

const about = paragraph(
  'The configuration of `exabgp-haproxy`, one YAML 1.2 document in UTF-8. An unknown or repeated key is an error, and `exabgp-haproxy check` says where. Values are read as the text that stands there. A list of one may be written without brackets. Durations: `200ms`, `1s`, `5m`, `2h`; a bare number is seconds. Paths are absolute. Other sections that are named here stand in `REFERENCE.md`, which comes with the program.',
)
