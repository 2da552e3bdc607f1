// What is there to see of one service?
import { age } from '../../values/span.ts'
import type { CheckSnapshot } from '../check.ts'
import type { Transition } from '../history.ts'
import { attributesText, fateText, routesText } from '../routes-text.ts'
import type { ServiceSnapshot } from '../service.ts'
import { findingOf } from '../severity.ts'
import { fitted } from '../style.ts'
import { whyText } from '../text.ts'
import type { VipSnapshot } from '../vips.ts'
import { waitingText } from '../waiting-text.ts'
import { columnsText, drawing, wholeText } from './bar.ts'
import { changesTable } from './changes-table.ts'
import { type Html, html } from './html.ts'
import type { PageSource } from './page-source.ts'
import { ranges } from './range.ts'
import { sharesOf } from './shares.ts'
import { when } from './when.ts'

const columns = 90
const longestWhy = 300
/** Of VIPs and of checks. */
const mostRows = 8

/** All of it; `changes`: those of the time that is shown, the oldest first. */
export const card = (service: ServiceSnapshot, source: PageSource, changes: readonly Transition[]): Html => {
  const { name, since } = service
  const { snapshot, time } = source
  const severity = findingOf(service)?.severity ?? 0
  return html`<article class="${severity === 0 ? 'well' : ''}" data-k="s-${name}" id="s-${name}" aria-labelledby="h-${name}">
<h3 id="h-${name}"><span class="state s${severity}">${glyphs[severity]} ${wordOf(service)}</span> ${name}</h3>
<p class="facts">${factsOf(service)}, since ${when(since, snapshot.time, time)} (${age(snapshot.time - since)}); announced: ${fitted(routesText(service.vips), longestWhy)}</p>
<p class="why">${fitted(whyText(service, snapshot.time), longestWhy)}</p>
${service.waiting.map((one) => html`<p class="next">next: ${waitingText(service, one, snapshot.time)}</p>`)}${bar(service, source, changes)}
<details><summary>changes, VIPs and checks of ${name}</summary>
<div class="wide" tabindex="0" role="region" aria-label="tables of ${name}">${changesTable(service, source, changes)}${vipsTable(service.vips)}${checksTable(service.checks, snapshot.time)}</div></details></article>
`
}

/** A line, where there are many. */
export const brief = (service: ServiceSnapshot): Html => {
  const severity = findingOf(service)?.severity ?? 0
  return html`<li class="${severity === 0 ? 'well' : ''}" data-k="s-${service.name}"><span class="state s${severity}">${glyphs[severity]} ${wordOf(service)}</span> ${service.name}</li>
`
}

const glyphs = ['●', '▲', '✕'] as const

const wordOf = ({ state, unknown }: ServiceSnapshot): string => (unknown ? `${state}?` : state)

const factsOf = ({ tier, tiers, capacity, unknown, sessions }: ServiceSnapshot): string =>
  [
    tier === undefined ? 'no tier' : `tier ${tier} of ${tiers}`,
    capacity === undefined ? 'capacity open' : `capacity ${percent(capacity)}`,
    ...(unknown ? ['evidence unknown'] : []),
    ...(sessions === undefined ? [] : [`${sessions} sessions`]),
  ].join(', ')

const percent = (capacity: number): string => `${Math.round(capacity * 1000) / 10}%`

const bar = (
  { name, state, unknown: isUnknown }: ServiceSnapshot,
  { snapshot, history, since, unknown, earlier, range, time }: PageSource,
  changes: readonly Transition[],
): Html => {
  const span = { from: snapshot.time - ranges[range], to: snapshot.time, columns }
  const before = earlier.get(name)
  const own = changes.filter((one) => one.time >= since)
  const times = [...(before?.unknown ?? []), ...unknown.of(name, isUnknown)]
  const shares = sharesOf(own, state, Math.max(since, history.wholeSince(name) ?? 0), span, times, before?.points)
  return html`<div class="bar" role="img" aria-label="${name}, last ${range}: ${wholeText(shares)}" data-from="${span.from}" data-step="${ranges[range] / columns}" data-c="${columnsText(shares)}">${drawing(shares)}</div><p class="scale" aria-hidden="true"><span>${time(span.from).slice(0, 16).replace('T', ' ')}Z</span><output></output><span>now</span></p>`
}

const vipsTable = (vips: readonly VipSnapshot[]): Html =>
  html`<table><caption>VIPs</caption><thead><tr><th scope="col">VIP</th><th scope="col">to</th><th scope="col">stands</th></tr></thead><tbody>
${vips.slice(0, mostRows).map(
  (
    vip,
  ) => html`<tr><th scope="row">${vip.nlri}</th><td>${vip.neighbors?.join(', ') ?? 'all neighbors'}</td><td>${[vip.announced ? 'announced' : 'not announced', attributesText(vip), fateText(vip)].filter((text) => text !== '').join(' ')}</td></tr>
`,
)}</tbody></table>${more(vips.length)}`

const checksTable = (checks: readonly CheckSnapshot[], now: number): Html =>
  html`<table><caption>Checks</caption><thead><tr><th scope="col">check</th><th scope="col">settled</th><th scope="col">newest result</th><th scope="col">results</th></tr></thead><tbody>
${checks.slice(0, mostRows).map(
  ({
    name,
    settled,
    newest,
    results,
    failures,
    unknown,
  }) => html`<tr><th scope="row">${fitted(name, 80)}</th><td>${settled === undefined ? 'not settled' : percent(settled.capacity)}</td><td>${newest === undefined ? 'none yet' : `${age(now - newest.at)} ago: ${fitted(newest.reason, 160)}`}</td><td>${results}, ${failures} failed, ${unknown} unknown</td></tr>
`,
)}</tbody></table>${more(checks.length)}`

const more = (count: number): Html => (count > mostRows ? html`<p>and ${count - mostRows} more</p>` : html``)
