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

/** A line a section, to be pasted into a README. */
export const brief = (sections: readonly Section[]): string =>
  [['what', 'the floor', 'ours', 'the peer', 'rounds'], Array.from({ length: 5 }, () => '---'), ...sections.map(briefly)]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')

const briefly = (section: Section): readonly string[] => {
  const { title, unit, floor, peer } = section
  const rows = summaries(section)
  const cellOf = (isIn: (summary: Summary) => boolean): string =>
    rows
      .flatMap((row) => (isIn(row) ? [`${figure(unit, row)} ${row.subject.replace(/^(the floor: |ours[,:]? ?)/, '')}`.trimEnd()] : []))
      .join('; ')
  return [
    title,
    cellOf(({ subject }) => subject === floor),
    cellOf(({ subject }) => subject !== floor && subject !== peer),
    cellOf(({ subject }) => subject === peer),
    String(Math.max(...rows.map(({ rounds }) => rounds))),
  ]
}

/** The median, and in brackets the p99 where there are enough rounds for one. */
export const figure = (unit: Section['unit'], { median, p99, rounds }: Summary): string =>
  rounds < 5 ? `${short(median)} ${unit}` : `${short(median)} ${unit} (${short(p99)})`

// A number as it is read: three digits, no more.
const short = (value: number): string => value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)

const cells = (
  { unit, floor, peer }: Section,
  { subject, median, p99, rounds, timesFloor, timesBetterThanPeer }: Summary,
): readonly string[] => [
  `- ${subject}`,
  `${short(median)} ${unit}`,
  `${short(p99)} ${unit}`,
  String(rounds),
  subject === floor ? 'the floor' : timesFloor === undefined ? '' : short(timesFloor),
  subject === peer ? 'the peer' : timesBetterThanPeer === undefined ? '' : short(timesBetterThanPeer),
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
