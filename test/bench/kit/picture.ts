// How do sections look as a picture (SVG)?
import { type Section, type Summary, summaries } from './section.ts'
import { figure } from './table.ts'

/** A bar for each median, with a line to its p99; every section has a scale of its own, from 0. */
export const picture = (sections: readonly Section[], caption: string): string => {
  const parts: string[] = [text(left, 24, caption, 'class="caption"'), text(left, 44, legend, 'class="caption"')]
  let y = 80
  for (const section of sections) {
    const rows = summaries(section)
    const longest = Math.max(...rows.flatMap(({ median, p99 }) => [median, p99]))
    parts.push(text(left, y, section.title, 'class="title"'))
    for (const [index, row] of rows.entries()) parts.push(bar(section, row, longest, y + 10 + index * step))
    y += rows.length * step + 44
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}">
<style>
text { font: 13px sans-serif; fill: #222 } .title { font-weight: bold } .caption { fill: #555 }
rect { fill: #8aa1b8 } .floor { fill: #c9c9c9 } .peer { fill: #d58b5a } line { stroke: #222 }
</style>
<rect width="${width}" height="${y}" style="fill: #fff"/>
${parts.join('\n')}
</svg>
`
}

const legend =
  'Bars: medians; lines, and figures in brackets: p99; each group with a scale of its own. Blue: ours, grey: the floor, orange: the peer.'

const [width, left, start, longestBar, step] = [1180, 16, 430, 520, 24]

const bar = ({ unit, floor, peer }: Section, row: Summary, longest: number, y: number): string => {
  const { subject, median, p99 } = row
  const lengthOf = (value: number): number => Math.max(1, (value / longest) * longestBar)
  const kind = subject === floor ? 'floor' : subject === peer ? 'peer' : 'ours'
  const [middle, end, right] = [y + 9, start + lengthOf(p99), start + lengthOf(Math.max(median, p99))]
  return [
    text(start - 10, y + 13, subject, 'text-anchor="end"'),
    `<rect class="${kind}" x="${start}" y="${y}" width="${lengthOf(median).toFixed(1)}" height="18"/>`,
    `<line x1="${start}" y1="${middle}" x2="${end.toFixed(1)}" y2="${middle}"/>`,
    `<line x1="${end.toFixed(1)}" y1="${y + 4}" x2="${end.toFixed(1)}" y2="${y + 14}"/>`,
    text(right + 10, y + 13, figure(unit, row)),
  ].join('\n')
}

const text = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y}" ${more}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`
