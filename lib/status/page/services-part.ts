// How does each service stand, the worst first?

import type { Transition } from '../history.ts'
import { worstFirst } from '../severity.ts'
import { bytesOf, type Html, html } from './html.ts'
import type { PageSource } from './page-source.ts'
import { ranges } from './range.ts'
import { brief, card } from './service-card.ts'

/** Of what there is room for, this part may go to services in full; what is left is for lines of the others. */
const fullShare = 0.85

/** In full, then in a line each, then only how many there are, as far as there is room. */
export function* servicesPart(source: PageSource, room: number): Generator<Html> {
  const { snapshot, history, earlier, range } = source
  const services = worstFirst(snapshot.services)
  const from = snapshot.time - ranges[range]
  yield html`<section aria-labelledby="h-s"><h2 id="h-s">Services</h2>
`
  const cards = { left: room * fullShare, made: 0 }
  yield* filled(services, cards, (one) =>
    card(one, source, changesOf([...(earlier.get(one.name)?.transitions ?? []), ...history.of(one.name)], from)),
  )
  const others = services.slice(cards.made)
  const lines = { left: room * (1 - fullShare) + cards.left - frameBytes, made: 0 }
  if (others.length > 0) yield html`<ul class="brief">${[...filled(others, lines, brief)]}</ul>`
  const left = others.length - lines.made
  yield html`${left === 0 ? undefined : html`<p>and ${left} more, none of them worse: exabgp-haproxy status</p>`}</section>
`
}

/** What is around the services. */
const frameBytes = 400

/** As many as there is room for; says how many, and what of the room is left. */
function* filled<One>(all: readonly One[], room: { left: number; made: number }, make: (one: One) => Html): Generator<Html> {
  for (const one of all) {
    const next = make(one)
    const bytes = bytesOf(next)
    if (bytes > room.left) return
    room.left -= bytes
    room.made += 1
    yield next
  }
}

/** Those of the time that is shown; each tells how it stood before. */
const changesOf = (own: readonly Transition[], from: number): readonly Transition[] =>
  own.slice(own.findLastIndex(({ time }) => time < from) + 1)
