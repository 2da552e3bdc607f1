// Which attributes does each neighbor get in the end?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseCommunity } from '../../lib/bgp/community.ts'
import type { Service, ServiceAudience } from '../../lib/config/service.ts'
import { routesOf, type Verdict } from '../../lib/policy/desired.ts'
import { nonEmpty } from '../../lib/values/non-empty.ts'
import { asn, prefix, service, tier, unwrap } from '../engine/configs.ts'

const leaving = [unwrap(parseCommunity('graceful-shutdown'))]
const audiences: readonly ServiceAudience[] = [
  { to: ['10.0.0.4'], attributes: {} },
  { to: ['10.0.0.5'], attributes: { prepend: 1, nextHop: { ipv4: '192.0.2.9', ipv6: 'self' } } },
]
const web = service({
  audiences,
  vips: [prefix('9.9.9.9'), prefix('2001:db8::9')],
  attributes: { med: 10 },
  tiers: [tier(0.5, { med: 10 }), tier(0.1, { med: 20, prepend: 3 })],
  warm: { forMs: 1000, attributes: { prepend: 4 } },
  drain: { forMs: 1000, attributes: { prepend: 5, communities: leaving } },
  down: { prepend: 6 },
})

/** To whom, which VIP, and which next hop, length of the AS path and MED. */
const got = (verdict: Verdict, warm = false) =>
  routesOf(web, verdict, warm, asn(65010)).map(
    ({ to, nlri, attributes: { nextHop, asPath, med } }) => `${to}: ${nlri.prefix.text} ${nextHop} ${asPath?.length ?? 0} ${med}`,
  )

describe('the attributes for one neighbor', () => {
  it('go before those of the tier, for this neighbor only, and the next hop follows the family', () => {
    assert.deepEqual(got(0), [
      '10.0.0.4: 9.9.9.9/32 self 0 10',
      '10.0.0.4: 2001:db8::9/128 self 0 10',
      '10.0.0.5: 9.9.9.9/32 192.0.2.9 2 10',
      '10.0.0.5: 2001:db8::9/128 self 2 10',
    ])
    assert.deepEqual(
      got(1).filter((line) => line.includes('9.9.9.9')),
      ['10.0.0.4: 9.9.9.9/32 self 4 20', '10.0.0.5: 9.9.9.9/32 192.0.2.9 2 20'],
    )
  })

  for (const [title, verdict, warm, length] of [
    ['a slow start', 0, true, 5],
    ['a drain', 'draining', false, 6],
    ['a last resort', 'down', false, 7],
  ] as const) {
    it(`never hide ${title}, and hold beside it`, () => {
      assert.deepEqual(
        got(verdict, warm).filter((line) => line.includes('9.9.9.9')),
        [`10.0.0.4: 9.9.9.9/32 self ${length} 10`, `10.0.0.5: 9.9.9.9/32 192.0.2.9 ${length} 10`],
      )
    })
  }

  it('never make a service that has just come up more attractive than it is afterwards', () => {
    const steep = { ...web, tiers: nonEmpty([tier(0.5, {}), tier(0.1, { med: 20, prepend: 6, communities: leaving })]) }
    const gentle = {
      forMs: 1000,
      attributes: { prepend: 2, med: 5, localPreference: 300, communities: [unwrap(parseCommunity('65010:1'))] },
    }
    const [low] = routesOf({ ...steep, warm: gentle }, 1, true, asn(65010)).map(({ attributes }) => attributes)
    assert.deepEqual([low?.asPath?.length, low?.med, low?.localPreference, low?.communities], [7, 20, undefined, ['65535:0', '65010:1']])
    const [high] = routesOf({ ...steep, warm: gentle }, 0, true, asn(65010)).map(({ attributes }) => attributes)
    assert.deepEqual([high?.asPath?.length, high?.med, high?.communities], [3, 5, ['65010:1']])
  })

  it('let nobody keep a route that is withdrawn', () => {
    assert.deepEqual(routesOf({ ...web, down: 'withdraw' }, 'down', false, asn(65010)), [])
    assert.deepEqual(got('maintenance'), [])
  })
})

describe('MED that grows from one VIP to the next', () => {
  const three = service({
    vips: [prefix('9.9.9.7'), prefix('9.9.9.8'), prefix('9.9.9.9')],
    tiers: [tier(0.5, { med: 100 }), tier(0.1, { med: 200 })],
    drain: { forMs: 1000, attributes: { med: 150 } },
    increase: 10,
  })
  const meds = (own: Partial<Service>, verdict: Verdict) =>
    routesOf({ ...three, ...own }, verdict, false, undefined).map(({ attributes: { med } }) => med)

  it('begins with what is configured, wherever the service stands', () => {
    assert.deepEqual(meds({}, 0), [100, 110, 120])
    assert.deepEqual(meds({}, 1), [200, 210, 220])
    assert.deepEqual(meds({}, 'draining'), [150, 160, 170])
    assert.deepEqual(meds({ down: { med: 300 } }, 'down'), [300, 310, 320])
  })

  it('begins with 0 where none is configured, and ends with the greatest', () => {
    assert.deepEqual(meds({ tiers: [tier(0.1, {})] }, 0), [undefined, 10, 20])
    assert.deepEqual(meds({ tiers: [tier(0.1, {})], increase: 4_000_000_000 }, 0), [undefined, 4_000_000_000, 4_294_967_295])
  })
})
