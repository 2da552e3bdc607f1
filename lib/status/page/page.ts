// What does a person see who opens the page?
import { processLines } from '../process-text.ts'
import { findingsIn, severityOf } from '../severity.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Style } from '../style.ts'
import { legend, patterns } from './bar.ts'
import { feedPart } from './feed-part.ts'
import { bytesOf, type Html, html, trusted } from './html.ts'
import { neighborsPart } from './neighbors-part.ts'
import type { PageSource } from './page-source.ts'
import { ranges } from './range.ts'
import { script } from './script.ts'
import { verdictSentence } from './sentence.ts'
import { servicesPart } from './services-part.ts'
import { styleSheet } from './style-sheet.ts'

/** No page is larger, however many services there are. */
export const mostBytes = 60_000
/** What the services leave to the feed at the least. */
const leastFeedBytes = 6000

/** The whole document piece by piece, the same with and without its script. */
export function* page(source: PageSource): Generator<string> {
  const { snapshot, time } = source
  const style: Style = { colour: false, columns: undefined, time }
  const start = head(source)
  yield start.markup
  const end = foot(snapshot, style)
  const neighbors = neighborsPart(snapshot, time)
  const room = mostBytes - bytesOf(start) - bytesOf(neighbors) - bytesOf(end)
  let left = room
  for (const { markup } of servicesPart(source, room - leastFeedBytes)) {
    left -= Buffer.byteLength(markup)
    yield markup
  }
  yield neighbors.markup
  yield feedPart(source, left).markup
  yield end.markup
}

const icons = ['#1a7f37', '#9a6700', '#cf222e', '#59636e'] as const

const head = ({ snapshot, range }: PageSource): Html => {
  const { process } = snapshot
  const severity = severityOf(findingsIn(snapshot))
  const mark = ['OK', '!', '!!', '?'][severity]
  const icon = `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='${encodeURIComponent(icons[severity])}'/%3E%3C/svg%3E`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${mark} ${process.name}: exabgp-haproxy</title>
<link rel="icon" href="${icon}">
<noscript><meta http-equiv="refresh" content="10"></noscript>
<style>${trusted(styleSheet)}</style>
</head>
<body>
${patterns}<header>
<h1>exabgp-haproxy <span>${process.name}</span></h1>
<p id="sentence" class="sentence s${severity}" aria-live="polite">${verdictSentence(snapshot)}</p>
</header>
<main>
<nav aria-label="time of the bars"><ul>${Object.keys(ranges).map((name) =>
    name === range
      ? html`<li><a href="?range=${name}" aria-current="true">${name}</a></li>`
      : html`<li><a href="?range=${name}">${name}</a></li>`,
  )}</ul>
<label><input type="checkbox" id="unwell"> only what is not well</label>
<button type="button" id="zone" hidden>local time</button></nav>
${legend}`
}

const foot = (snapshot: Snapshot, style: Style): Html => html`</main>
<footer><h2>Process</h2>
${processLines({ ...snapshot, neighbors: [] }, style).map((line) => html`<p>${line.trim().replace(/ {2,}/g, ' · ')}</p>`)}
<p>Seen at <time id="seen" datetime="${style.time(snapshot.time)}">${style.time(snapshot.time)}</time>. <span id="live">This page is read again every 10 s.</span></p>
</footer>
<script>${trusted(script)}</script>
</body>
</html>
`
