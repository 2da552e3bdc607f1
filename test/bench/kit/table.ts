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

/** A line a section, as short as a README wants it: medians, p99 in brackets. */
export const brief = (sections: readonly Section[]): string => {
  const lineOf = (section: Section): readonly string[] => {
    const rows = summaries(section)
    const cell = (wanted: (summary: Summary) => boolean): string =>
      rows
        .filter(wanted)
        .map((it) => figureOf(section, it))
        .join('; ')
    const [isFloor, isPeer] = [(it: Summary) => it.subject === section.floor, (it: Summary) => it.subject === section.peer]
    return [
      section.title,
      cell(isFloor),
      cell((it) => !isFloor(it) && !isPeer(it)),
      cell(isPeer),
      String(Math.max(...rows.map(({ rounds }) => rounds))),
    ]
  }
  return aligned([['', 'the floor', 'ours', 'the peer', 'rounds'], ...sections.map(lineOf)])
}

const figureOf = ({ unit }: Section, { subject, median, p99, rounds }: Summary): string =>
  `${short(median)} ${unit}${rounds < 5 ? '' : ` (${short(p99)})`} ${subject.replace(/^(the floor: |ours[,:]? ?)/, '')}`.trimEnd()

/** A number as it is read: three digits, no more. */
export const short = (value: number): string => value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)

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
