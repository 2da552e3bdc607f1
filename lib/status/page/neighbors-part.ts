// Which neighbors hear us?
import { age } from '../../values/span.ts'
import type { NeighborSnapshot } from '../neighbors.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Style } from '../style.ts'
import { type Html, html } from './html.ts'
import { when } from './when.ts'

/** Of more only those that are not up are named first. */
const mostRows = 24

export const neighborsPart = ({ neighbors, time: now }: Snapshot, time: Style['time']): Html => {
  if (neighbors.length === 0)
    return html`<section aria-labelledby="h-n"><h2 id="h-n">Neighbors</h2><p>None is known.</p></section>
`
  const sorted = [...neighbors].sort((one, other) => Number(one.state === 'up') - Number(other.state === 'up'))
  const left = sorted.length - mostRows
  return html`<section aria-labelledby="h-n"><h2 id="h-n">Neighbors</h2>
<div class="wide" tabindex="0" role="region" aria-label="table of the neighbors"><table class="few"><thead><tr><th scope="col">neighbor</th><th scope="col">AS</th><th scope="col">session</th><th scope="col">since</th></tr></thead><tbody>
${sorted.slice(0, mostRows).map((one) => row(one, now, time))}</tbody></table></div>${left > 0 ? html`<p>and ${left} more</p>` : undefined}</section>
`
}

const row = ({ address, as, state, absent, since }: NeighborSnapshot, now: number, time: Style['time']): Html =>
  html`<tr data-k="n-${address}"><th scope="row">${address}</th><td>${as}</td><td class="${state === 'down' || absent ? 's2' : ''}">${absent ? '✕ unknown to ExaBGP' : state === 'down' ? '✕ down' : state}</td><td>${since === undefined ? '' : html`${when(since, now, time)} (${age(now - since)})`}</td></tr>
`
