// Does a line say to whom what is announced, where there is a difference?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Audience, Route } from '../../lib/bgp/route.ts'
import { announcing } from '../../lib/log/announcing.ts'
import { prefix } from '../engine/configs.ts'

const route = (vip: string, to: Audience | undefined, med?: number, nextHop = 'self'): Route => ({
  nlri: { prefix: prefix(vip) },
  ...(to && { to }),
  attributes: { nextHop, ...(med !== undefined && { med }) },
})

const [one, others] = [['10.0.0.5'], ['10.0.0.4', '10.0.0.6']]

for (const [title, text, routes] of [
  ['nobody is named where all get the same', '9.9.9.9/32 with med 5', [route('9.9.9.9', undefined, 5)]],
  ['nor where all of them are spoken to by name', '9.9.9.9/32', [route('9.9.9.9', others)]],
  [
    'every neighbor is named where one gets something else',
    '9.9.9.9/32, 9.9.9.10/32 to 10.0.0.4, 10.0.0.6; to 10.0.0.5 with med 5',
    [route('9.9.9.9', others), route('9.9.9.10', others), route('9.9.9.9', one, 5), route('9.9.9.10', one, 5)],
  ],
  [
    'next hops are told where they differ',
    '9.9.9.9/32, 2001:db8::9/128 to 10.0.0.4, 10.0.0.6 with next-hop self; to 10.0.0.5 with next-hop 192.0.2.1 and 2001:db8::1, med 5',
    [
      route('9.9.9.9', others),
      route('2001:db8::9', others),
      route('9.9.9.9', one, 5, '192.0.2.1'),
      route('2001:db8::9', one, 5, '2001:db8::1'),
    ],
  ],
] as const) {
  test(title, () => assert.equal(announcing(routes, ''), text))
}
