// How are sections printed, for a terminal and for Markdown alike?
import { type Section, type Summary, summaries } from './section.ts'

/** One table for all sections. */
export const table = (sections: readonly Section[]): string => {
  const rows = sections.flatMap((section) => [
    [section.title, '', '', '', '', ''],
    ...summaries(section).map((summary) => cells(section, summary)),
  ])
  return aligned([['', 'median', 'p99', 'rounds', 'x the floor', 'times better than the peer'], ...rows])
}

/** A number as it is read: three digits, no more. */
export const short = (value: number): string => value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)

const cells = (
  { unit, floor, peer }: Section,
  { subject, median, p99, rounds, timesFloor, timesLessThanPeer }: Summary,
): readonly string[] => [
  `- ${subject}`,
  `${short(median)} ${unit}`,
  `${short(p99)} ${unit}`,
  String(rounds),
  subject === floor ? 'the floor' : timesFloor === undefined ? '' : short(timesFloor),
  subject === peer ? 'the peer' : timesLessThanPeer === undefined ? '' : short(timesLessThanPeer),
]

const aligned = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const lineOf = (row: readonly string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [
    lineOf(head),
    lineOf(widths.map((width, column) => '-'.repeat(column === 0 ? width : width - 1) + (column === 0 ? '' : ':'))),
    ...body.map(lineOf),
  ].join('\n')
}
