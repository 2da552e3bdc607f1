// Who is told what a service keeps, once neighbors are divided otherwise?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Addressed, addressedKey, type Route, routeFor } from '../../lib/bgp/route.ts'
import { addressedAnew } from '../../lib/engine/addressed-anew.ts'
import type { Division } from '../../lib/exabgp/members.ts'
import { prefix, service, tier } from './configs.ts'

const vip = prefix('9.9.9.9/32')
const route = (own: object, to?: Addressed['to']): Route => ({ ...routeFor(vip, own, undefined), ...(to && { to }) })
const division = (neighbors: readonly string[], range: Division['range'] = []): Division => ({ neighbors, range })
const [a, b, c] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'] as const
const told = (routes: readonly Route[]) => routes.map((one) => [addressedKey(one), one.attributes.med])
const divided = service({
  vips: [vip],
  audiences: [
    { to: [a], attributes: { med: 1 } },
    { to: [b, c], attributes: {} },
  ],
})

test('what all of an audience had, or a part of it, it has as it was', () => {
  const routes = [route({ med: 1 }, [a]), route({ med: 7 }, [b])]
  assert.deepEqual(told(addressedAnew(routes, divided, division([a, b]), division([a, b, c]))), [
    ['9.9.9.9/32 to 10.0.0.1', 1],
    ['9.9.9.9/32 to 10.0.0.2 and 10.0.0.3', 7],
  ])
})

test('an audience of which nobody had it has nothing, but where all neighbors are others than before', () => {
  assert.deepEqual(told(addressedAnew([route({ med: 7 }, [b, c])], divided, division([b, c]), division([a, b, c]))), [
    ['9.9.9.9/32 to 10.0.0.2 and 10.0.0.3', 7],
  ])
  assert.deepEqual(told(addressedAnew([route({ med: 7 })], service({ vips: [vip] }), division([a]), division([b]))), [['9.9.9.9/32', 7]])
})

test('the path of another service is not kept by one that announces the same VIP by a path of its own', () => {
  const own = service({ vips: [vip], tiers: [tier(0.1, { pathInformation: 1 })] })
  const routes = [route({ pathInformation: 1, med: 7 }), route({ pathInformation: 2, med: 8 })]
  const kept = [['9.9.9.9/32 path-information 1', 7]]
  assert.deepEqual(
    told(
      addressedAnew(
        routes,
        own,
        division([]),
        division(
          [],
          routes.map(({ nlri }) => ({ nlri })),
        ),
      ),
    ),
    kept,
  )
  assert.deepEqual(told(addressedAnew(routes, own, division([]), division([]))), [...kept, ['9.9.9.9/32 path-information 2', 8]])
})
