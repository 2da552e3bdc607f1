// What does a person see who asks for the status?
import { printable } from '../log/printable.ts'
import { age } from '../values/span.ts'
import { processLines } from './process-text.ts'
import { routesText } from './routes-text.ts'
import type { ServiceSnapshot } from './service.ts'
import { findingOf, worstFirst } from './severity.ts'
import type { Snapshot } from './snapshot.ts'
import { type Cell, type Colour, clock, fitted, paint, type Style, table } from './style.ts'
import { waitingText } from './waiting-text.ts'

/** How many lines there are at most of what else there is to say. */
const mostLines = 20

/** The process, its neighbors, and a row for each service, the worst first; then what withholds a change, and what is wrong. */
export const statusText = (snapshot: Snapshot, style: Style): readonly string[] => {
  const services = worstFirst(snapshot.services)
  const next = services.flatMap((service) => service.waiting.map((one) => `next: ${waitingText(service, one, snapshot.time)}`))
  const traffic = services.flatMap(({ name, traffic }) =>
    traffic === undefined ? [] : [printable(`traffic: ${name}: ${traffic.text} (${age(snapshot.time - traffic.since)})`)],
  )
  const alarms = snapshot.alarms.map(({ what, since }) =>
    paint(fitted(`alarm: ${what} (${age(snapshot.time - since)})`, 1000), 'yellow', style),
  )
  return [...processLines(snapshot, style), ...serviceTable(services, snapshot.time, style), ...few(next), ...few(traffic), ...few(alarms)]
}

const few = (lines: readonly string[]): readonly string[] =>
  lines.length <= mostLines ? lines : [...lines.slice(0, mostLines), `and ${lines.length - mostLines} more; --json has all`]

/** A reason with less room than this stands in a line of its own. */
const leastReason = 30
const widestRoutes = 44

const serviceTable = (services: readonly ServiceSnapshot[], now: number, style: Style): readonly string[] => {
  if (services.length === 0) return []
  const head = ['service', 'is', 'tier', 'capacity', 'since', 'announced'].map((text): Cell => ({ text, colour: 'grey' }))
  const rows = [head, ...services.map((service) => cellsOf(service, now, style))]
  const width = rows[0]?.reduce((sum, _, column) => sum + 2 + Math.max(...rows.map((row) => row[column]?.text.length ?? 0)), 0) ?? 0
  const room = (style.columns ?? Number.POSITIVE_INFINITY) - width
  const whys = services.map((service) => whyText(service, now))
  if (room >= leastReason)
    return table(
      [
        [...head, { text: 'why', colour: 'grey' }],
        ...rows.slice(1).map((row, index) => [...row, { text: fitted(whys[index] ?? '', room) }]),
      ],
      style,
    )
  const [title = '', ...lines] = table(rows, style)
  return [title, ...lines.flatMap((line, index) => [line, `  ${fitted(whys[index] ?? '', (style.columns ?? 82) - 2)}`])]
}

const cellsOf = (service: ServiceSnapshot, now: number, style: Style): readonly Cell[] => {
  const { name, state, tier, tiers, capacity, since, unknown, vips } = service
  const colour = colourOf(service)
  return [
    { text: fitted(name, 32) },
    { text: unknown ? `${state}?` : state, ...(colour !== undefined && { colour }) },
    { text: tier === undefined ? '-' : `${tier}/${tiers}` },
    { text: capacity === undefined ? '?' : `${Math.round(capacity * 1000) / 10}%` },
    { text: `${clock(since, now, style)} ${age(now - since)}` },
    { text: fitted(routesText(vips), widestRoutes) },
  ]
}

const colourOf = (service: ServiceSnapshot): Colour | undefined => {
  const severity = findingOf(service)?.severity
  return severity === undefined ? undefined : severity === 2 ? 'red' : 'yellow'
}

/** Who ordered it, where it is ordered, or what the checks say. */
export const whyText = ({ why, orders }: ServiceSnapshot, now: number): string =>
  orders.length === 0 ? why : orders.map((order) => `${orderText(order)}, ${age(now - order.since)} ago${endText(order, now)}`).join('; ')

type Order = ServiceSnapshot['orders'][number]

const endText = ({ until }: Order, now: number): string => (until === undefined ? '' : `, the order ends in ${age(until - now)}`)

const orderText = ({ by, file, author, reason }: Order): string => {
  if (by === 'file') return `by the maintenance file ${file}`
  if (by === 'haproxy') return 'by hand in HAProxy'
  const who = by === 'stop' ? `as ExaBGP is stopped (${author})` : `by ${author}`
  return reason === undefined || reason === '' ? who : `${who}, "${reason}"`
}
