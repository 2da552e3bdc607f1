// How is it said what an operator ordered?
import type { DrainWish } from '../../policy/orders.ts'
import { some } from '../../values/some.ts'
import { span } from '../../values/span.ts'
import { info, type NewsOf, type Sentences, warn } from '../sentence.ts'

export const ofOrders = {
  order: (news) => info(`order: ${deed(news)}`),
  'order-over': (news) =>
    info(`the order to drain ${some(news.services)}${claim(news)} is over after ${span(news.afterMs)}: ${endings[news.how]}`),
  latched: ({ service }) => warn(`${service}: resume is manual: it stays down; run "exabgp-haproxy resume ${service}" to bring it back`),
} satisfies Partial<Sentences>

const deed = (news: NewsOf<'order'>): string => {
  const services = some(news.services)
  switch (news.order) {
    case 'drain':
      return `drain ${services}${claim(news)}${termsOf(news)}`
    case 'resume':
      return `resume ${services} (says ${news.author})${held(news.files)}`
    case 'check-now':
      return `check ${services} now (says ${news.author})`
  }
}

const endings = { expired: 'it has expired', started: 'ExaBGP was started again' } as const

const claim = ({ author, reason }: DrainWish): string => ` (says ${author}${reason === '' ? '' : `: "${reason}"`})`

const termsOf = ({ by, forMs, sessions, expireMs }: DrainWish & { readonly expireMs?: number }): string =>
  [
    ...(forMs === undefined ? [] : [`withdrawn after ${span(forMs)}`]),
    ...(sessions === undefined ? [] : ['withdrawn once it is idle']),
    ...(expireMs === undefined ? [] : [`back by itself after ${span(expireMs)}`]),
    ...(by === 'stop' ? ['back when ExaBGP starts again'] : []),
  ]
    .map((term) => `, ${term}`)
    .join('')

const held = (files: readonly string[]): string =>
  files.length === 0 ? '' : `; it stays away all the same: the file ${some(files)} is there`
