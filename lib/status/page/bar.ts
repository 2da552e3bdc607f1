// How is it drawn how a service stood over time?
import { remembering } from '../../values/remembering.ts'
import { type Html, html } from './html.ts'
import type { Column, Standing } from './shares.ts'

/** From the bottom of a column to its top. */
const standings: readonly Standing[] = [
  'no-data',
  'pending',
  'announced',
  'warm',
  'degraded',
  'unknown',
  'draining',
  'maintenance',
  'last-resort',
  'down',
]

const height = 24

/**
 * A path for each standing; a column is as high for one as its share of the time. What was there at all is a pixel high at the least, as a dip must not
 * vanish, and what is greatest gives it.
 */
export const drawing = (columns: readonly Column[]): Html => {
  const paths = new Map<Standing, string>()
  for (const { from, width, column } of runsOf(columns)) {
    let bottom = height
    for (const [standing, high] of heightsOf(column)) {
      paths.set(standing, `${paths.get(standing) ?? ''}M${from * 4} ${bottom - high}h${width * 4}v${high}h-${width * 4}z`)
      bottom -= high
    }
  }
  const drawn = [...paths].map(([standing, path]) => html`<path class="b-${standing}" d="${path}"/>`)
  return html`<svg viewBox="0 0 ${columns.length * 4} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">${drawn}</svg>`
}

/** In pixels, from the bottom, `height` all together. */
export const heightsOf = (column: Column): ReadonlyMap<Standing, number> => {
  const found = standings.flatMap((one) => {
    const share = column.get(one)
    return share === undefined ? [] : [[one, Math.max(1, Math.round(share * height))] as const]
  })
  const heights = new Map(found)
  const [greatest] = [...found].sort(([, one], [, other]) => other - one)
  const sum = found.reduce((total, [, high]) => total + high, 0)
  if (greatest !== undefined) heights.set(greatest[0], greatest[1] + height - sum)
  return heights
}

type Run = { readonly from: number; width: number; readonly column: Column; readonly code: string }

// For the drawing and for the text.
const runsOf = remembering((columns: readonly Column[]): readonly Readonly<Run>[] => {
  const runs: Run[] = []
  for (const [index, column] of columns.entries()) {
    const last = runs.at(-1)
    const code = last?.column === column ? last.code : codeOf(column)
    if (last?.code === code) last.width += 1
    else runs.push({ from: index, width: 1, column, code })
  }
  return runs
})

/** What the columns are, for the script that tells them: `60:no-data=100,1:announced=93.3+down=6.7`. */
export const columnsText = (columns: readonly Column[]): string =>
  runsOf(columns)
    .map(({ width, code }) => `${width}:${code}`)
    .join(',')

const codeOf = (column: Column): string => [...column].map(([standing, share]) => `${standing}=${percent(share)}`).join('+')

// What was not all the time is never told as such, and what was is never told as never.
const percent = (share: number): string => {
  const rounded = Math.round(share * 1000) / 10
  return rounded >= 100 && share < 1 ? '>99.9' : rounded === 0 ? '<0.1' : String(rounded)
}

/** Of the whole time, the greatest share first: `announced 93.3%, down 6.7%`. */
export const wholeText = (columns: readonly Column[]): string => {
  const sums = new Map<Standing, number>()
  for (const { width, column } of runsOf(columns))
    for (const [standing, share] of column) sums.set(standing, (sums.get(standing) ?? 0) + (share * width) / columns.length)
  return [...sums]
    .sort(([, one], [, other]) => other - one)
    .map(([standing, share]) => `${standing} ${percent(share > 1 - 1e-9 ? 1 : share)}%`)
    .join(', ')
}

const patterned: readonly (readonly [Standing, string])[] = [
  ['degraded', 'M0 6L6 0'],
  ['unknown', 'M1 0v6M4 0v6'],
  ['draining', 'M2 2h2v2h-2z'],
  ['maintenance', 'M0 3h6'],
  ['last-resort', 'M0 0L6 6M0 6L6 0'],
  ['no-data', 'M0 6L6 0'],
]

/** Patterns for those who do not tell colours apart, once for all bars of a page. */
export const patterns: Html = html`<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>
${patterned.map(
  ([
    standing,
    mark,
  ]) => html`<pattern id="p-${standing}" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="f-${standing}" width="6" height="6"/><path class="mark" d="${mark}"/></pattern>
`,
)}</defs></svg>`

/** What the colours and patterns mean. */
export const legend: Html = html`<ul class="legend" aria-label="what the bars show">${standings
  .toReversed()
  .map(
    (one) =>
      html`<li><svg width="14" height="14" aria-hidden="true" focusable="false"><path class="b-${one}" d="M0 0h14v14h-14z"/></svg> ${one}</li>`,
  )}</ul>`
