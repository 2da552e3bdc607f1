// How do capacity, tier and announcements of a service look over time, in 80 columns of a terminal?
import type { Verdict } from '../policy/desired.ts'
import type { Sample } from './sample.ts'

/** From this time on (milliseconds since 1970) it was so; no sample where nothing is known. */
export type Change = { readonly time: number; readonly sample: Sample | undefined }

export type Style = {
  /** Blocks instead of ASCII. */
  readonly unicode: boolean
  readonly colour: boolean
  /** `2025-11-21T03:12:01.123Z` of milliseconds since 1970. */
  readonly time: (time: number) => string
}

const columns = 68
const capacityRows = 4

/** Lines of at most 80 characters, colours not counted. Each column shows the worst of its time. */
export const chart = (changes: readonly Change[], end: number, style: Style): readonly string[] => {
  const [first] = changes
  if (first === undefined) return []
  const buckets = bucketsOf(changes, first.time, Math.max(end, first.time + 1))
  return [
    ...Array.from({ length: capacityRows }, (_, row) => capacityLine(buckets, capacityRows - 1 - row, style)),
    line('tier', buckets.map(tierCell), style),
    line(
      'routes',
      buckets.map((bucket) => routesCell(bucket, style)),
      style,
    ),
    axis(first.time, end, style),
  ]
}

/** What the letters of a chart mean. */
export const chartLegend = '1 best tier, d draining, m maintenance, x down, . no verdict yet, ? unknown'

type Bucket = Sample | undefined
type Colour = 'green' | 'yellow' | 'red' | 'grey'
type Cell = { readonly text: string; readonly colour: Colour }

const marks: Readonly<Record<Exclude<Verdict, number>, { readonly letter: string; readonly rank: number; readonly colour: Colour }>> = {
  pending: { letter: '.', rank: 500, colour: 'grey' },
  draining: { letter: 'd', rank: 900, colour: 'yellow' },
  maintenance: { letter: 'm', rank: 1000, colour: 'yellow' },
  down: { letter: 'x', rank: 2000, colour: 'red' },
}

const bucketsOf = (changes: readonly Change[], start: number, end: number): readonly Bucket[] => {
  const width = (end - start) / columns
  let next = 0
  let standing: Bucket
  return Array.from({ length: columns }, (_, index) => {
    const until = index === columns - 1 ? Number.POSITIVE_INFINITY : start + (index + 1) * width
    const within: Bucket[] = (changes[next]?.time ?? until) <= start + index * width ? [] : [standing]
    for (let change = changes[next]; change !== undefined && change.time < until; change = changes[++next]) {
      standing = change.sample
      within.push(standing)
    }
    return within.reduce(worse, undefined)
  })
}

const worse = (one: Bucket, other: Bucket): Bucket => {
  if (one === undefined || other === undefined) return one ?? other
  return {
    capacity: one.capacity === undefined || other.capacity === undefined ? undefined : Math.min(one.capacity, other.capacity),
    verdict: rank(one.verdict) >= rank(other.verdict) ? one.verdict : other.verdict,
    announced: Math.min(one.announced, other.announced),
  }
}

const rank = (verdict: Verdict): number => (typeof verdict === 'number' ? verdict : marks[verdict].rank)

const capacityLine = (buckets: readonly Bucket[], row: number, style: Style): string =>
  line(
    `${((row + 1) * 100) / capacityRows}%`,
    buckets.map((bucket) => capacityCell(bucket, row, style)),
    style,
  )

const blocks = { unicode: ' ▁▂▃▄▅▆▇█', ascii: ' ....####' } as const

const capacityCell = (bucket: Bucket, row: number, { unicode }: Style): Cell => {
  if (bucket === undefined) return blank
  if (bucket.capacity === undefined) return row === 0 ? { text: '?', colour: 'yellow' } : blank
  const eighths = Math.ceil(Math.min(1, Math.max(0, bucket.capacity * capacityRows - row)) * 8)
  return { text: blocks[unicode ? 'unicode' : 'ascii'].charAt(eighths), colour: 'grey' }
}

const tierCell = (bucket: Bucket): Cell => {
  if (bucket === undefined) return blank
  const { verdict } = bucket
  if (typeof verdict !== 'number') return { text: marks[verdict].letter, colour: marks[verdict].colour }
  return { text: verdict < 9 ? String(verdict + 1) : '+', colour: verdict === 0 ? 'green' : 'yellow' }
}

const routesCell = (bucket: Bucket, { unicode }: Style): Cell => {
  if (bucket === undefined || bucket.announced === 0) return blank
  const whole = bucket.announced === 1
  return { text: unicode ? (whole ? '█' : '▒') : whole ? '#' : '-', colour: whole ? 'green' : 'yellow' }
}

const blank: Cell = { text: ' ', colour: 'grey' }

const line = (label: string, cells: readonly Cell[], style: Style): string =>
  `  ${label.padStart(6)} ${style.unicode ? '│' : '|'}${painted(cells, style)}`.trimEnd()

const codes: Readonly<Record<Colour, number>> = { green: 32, yellow: 33, red: 31, grey: 90 }

const painted = (cells: readonly Cell[], { colour }: Style): string =>
  cells
    .map((cell, index) => {
      const begins = colour && cell.colour !== cells[index - 1]?.colour ? `\u001b[${codes[cell.colour]}m` : ''
      return `${begins}${cell.text}`
    })
    .join('') + (colour ? '\u001b[0m' : '')

const axis = (start: number, end: number, { time }: Style): string => {
  const [from, to] = [clock(time(start)), clock(time(end))]
  return `         ${from}${to.padStart(columns + 1 - from.length)}`
}

const clock = (iso: string): string => iso.slice(11, 19)
