// How does the whole story of a record read, service by service?
import { type Change, chart, chartLegend, type Style } from './chart.ts'
import type { Entry } from './timeline.ts'

export type Story = {
  /** What the reader has to know first. */
  readonly preface: readonly string[]
  /** In the order in which they happened. */
  readonly entries: readonly Entry[]
  readonly services: readonly ServiceStory[]
  /** Milliseconds since 1970. */
  readonly end: number
}

type ServiceStory = {
  readonly name: string
  readonly vips: readonly string[]
  readonly changes: readonly Change[]
  /** The same service as it was, where the story tells what might have been. */
  readonly recorded: readonly Change[] | undefined
}

/** Lines for a person: what concerns no service in particular, then a chart and a timeline for each. */
export const tell = (story: Story, style: Style): readonly string[] => [
  ...story.preface,
  ...section(
    'ExaBGP and HAProxy',
    story.entries.filter(({ service }) => service === undefined),
    [],
    style,
  ),
  ...story.services.flatMap((service) =>
    section(
      `${service.name}: ${service.vips.join(', ')}`,
      story.entries.filter((entry) => entry.service === service.name),
      charts(service, story.end, style),
      style,
    ),
  ),
]

const charts = ({ changes, recorded }: ServiceStory, end: number, style: Style): readonly string[] => [
  ...chart(changes, end, style),
  ...(recorded === undefined ? [] : ['  as it was:', ...chart(recorded, end, style)]),
  `  ${chartLegend}`,
]

const section = (title: string, entries: readonly Entry[], before: readonly string[], style: Style): readonly string[] => [
  '',
  title,
  ...before,
  ...timeline(folded(entries), style),
]

type Folded = Entry & { readonly times: number; readonly last: number }

// What is repeated in a row is told once.
const folded = (entries: readonly Entry[]): readonly Folded[] => {
  const lines: Folded[] = []
  for (const entry of entries) {
    const before = lines.at(-1)
    if (before?.kind === 'again' && entry.kind === 'again' && entry.text === before.text) {
      lines[lines.length - 1] = { ...before, times: before.times + 1, last: entry.time }
    } else lines.push({ ...entry, times: 1, last: entry.time })
  }
  return lines
}

const timeline = (entries: readonly Folded[], { time }: Style): readonly string[] => {
  let day = ''
  return entries.flatMap((entry) => {
    const [date = '', clock = ''] = time(entry.time).split('T')
    const line = `  ${clock}  ${entry.kind.padEnd(7)}  ${textOf(entry, time)}`
    if (date === day) return [line]
    day = date
    return [`  ${date}`, line]
  })
}

const textOf = ({ text, times, last }: Folded, time: Style['time']): string =>
  times === 1 ? text : `${text} (${times} times, until ${time(last).split('T')[1]})`
