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
export const servicesPart = (source: PageSource, room: number): Html => {
  const { snapshot, history, earlier, range } = source
  const services = worstFirst(snapshot.services)
  const from = snapshot.time - ranges[range]
  const [full, lines] = [
    filled(services, room * fullShare, (one) =>
      card(one, source, changesOf([...(earlier.get(one.name)?.transitions ?? []), ...history.of(one.name)], from)),
    ),
    [] as Html[],
  ]
  const others = services.slice(full.length)
  lines.push(...filled(others, room - sizeOf(full) - 400, brief))
  const left = others.length - lines.length
  return html`<section aria-labelledby="h-s"><h2 id="h-s">Services</h2>
${full}${lines.length === 0 ? undefined : html`<ul class="brief">${lines}</ul>`}${left === 0 ? undefined : html`<p>and ${left} more, none of them worse: exabgp-haproxy status</p>`}</section>
`
}

const filled = <One>(all: readonly One[], room: number, make: (one: One) => Html): readonly Html[] => {
  const made: Html[] = []
  let left = room
  for (const one of all) {
    const next = make(one)
    left -= bytesOf(next)
    if (left < 0) break
    made.push(next)
  }
  return made
}

const sizeOf = (parts: readonly Html[]): number => parts.reduce((sum, part) => sum + bytesOf(part), 0)

/** Those of the time that is shown; each tells how it stood before. */
const changesOf = (own: readonly Transition[], from: number): readonly Transition[] =>
  own.slice(own.findLastIndex(({ time }) => time < from) + 1)
