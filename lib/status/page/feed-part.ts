// What has happened lately?
import type { Happened } from '../feed.ts'
import type { Style } from '../style.ts'
import { bytesOf, type Html, html } from './html.ts'
import type { PageSource } from './page-source.ts'
import { when } from './when.ts'

const mostRows = 200

/** The newest first, as many as there is room for. */
export const feedPart = ({ feed, snapshot, time }: PageSource, room: number): Html => {
  const rows: Html[] = []
  let left = room - 600
  for (const one of feed.slice(0, mostRows)) {
    const made = row(one, snapshot.time, time)
    left -= bytesOf(made)
    if (left < 0) break
    rows.push(made)
  }
  const body =
    rows.length === 0
      ? html`<p>Nothing has been logged since this page is served.</p>`
      : html`<div class="wide" tabindex="0" role="region" aria-label="table of the last events"><table class="feed"><thead><tr><th scope="col">time</th><th scope="col">event</th><th scope="col">what happened</th></tr></thead><tbody>
${rows}</tbody></table></div>`
  return html`<section aria-labelledby="h-e"><h2 id="h-e">Last events</h2>
${body}</section>
`
}

const row = ({ time: at, level, event, text }: Happened, now: number, time: Style['time']): Html =>
  html`<tr class="l-${level}"><td>${when(at, now, time)}</td><td>${event}</td><td>${event === 'sent' ? html`<code>${text}</code>` : text}</td></tr>
`
