// What has become of a service, why, and what was ExaBGP told?
import { remembering } from '../../values/remembering.ts'
import { wordsIn } from '../../values/words.ts'
import type { Happened } from '../feed.ts'
import type { Transition } from '../history.ts'
import type { ServiceSnapshot } from '../service.ts'
import { fitted } from '../style.ts'
import { type Html, html } from './html.ts'
import type { PageSource } from './page-source.ts'
import { when } from './when.ts'

const mostRows = 10
const longest = 200

/** The newest first; each has an address of its own, such as `#web@2026-11-25T22:13:30.000Z`. */
export const changesTable = (
  service: ServiceSnapshot,
  { snapshot, feed, time, range }: PageSource,
  changes: readonly Transition[],
): Html => {
  if (changes.length === 0) return html`<p>No change in the last ${range}.</p>`
  const [sent, shown] = [sentOf(feed), changes.slice(-mostRows)]
  const vips = [...new Set(service.vips.map(({ nlri }) => wordsIn(nlri)[0] ?? nlri))]
  const rows = shown.map((change, index) => {
    const line = lineOf(change, shown[index + 1], sent, vips)
    const id = `${service.name}@${time(change.time)}`
    const tier = change.tier === undefined ? '' : `, tier ${change.tier}`
    return html`<tr id="${id}" data-k="${id}" data-t="${change.time}"><td><a href="#${id}">${when(change.time, snapshot.time, time)}</a></td><td>${change.from} → ${change.to}${tier}</td><td>${fitted(change.reason, longest)}${line === undefined ? undefined : html`<br><code>${fitted(line, longest)}</code>`}</td></tr>
`
  })
  const left = changes.length - shown.length
  return html`<table><caption>Changes${left > 0 ? `, and ${left} older ones` : ''}</caption><thead><tr><th scope="col">time</th><th scope="col">change</th><th scope="col">why, and what ExaBGP was told</th></tr></thead><tbody>
${rows.toReversed()}</tbody></table>`
}

// The oldest first; the same for all services of a page.
const sentOf = remembering((feed: readonly Happened[]): readonly Happened[] => feed.filter(({ event }) => event === 'sent').toReversed())

// The first that names a VIP of the service, before the next change.
const lineOf = (
  { time }: Transition,
  next: Transition | undefined,
  sent: readonly Happened[],
  vips: readonly string[],
): string | undefined =>
  sent
    .find((one) => one.time >= time && (next === undefined || one.time < next.time) && vips.some((vip) => one.text.includes(` ${vip}`)))
    ?.text.replace(/^sent: /, '')
