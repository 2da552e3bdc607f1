// Are path attributes read exactly, and do levels of them add up?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseAsn, parseAsPath } from '../../lib/bgp/as-path.ts'
import type { Attributes } from '../../lib/bgp/attribute-table.ts'
import { overlay, worsened } from '../../lib/bgp/attributes.ts'
import { extendedOctets, parseCommunity, parseExtendedCommunity, parseLargeCommunity } from '../../lib/bgp/community.ts'
import { routeFor } from '../../lib/bgp/route.ts'
import { asn, prefix, unwrap } from '../engine/configs.ts'

const path = (text: string) => unwrap(parseAsPath(text))

describe('numbers', () => {
  it('of autonomous systems have 32 bits and may be dotted', () => {
    assert.equal(unwrap(parseAsn('65010')), 65010)
    assert.equal(unwrap(parseAsn('1.10')), 65546)
    assert.equal(unwrap(parseAsn('4294967294')), 4294967294)
    for (const text of ['0', '23456', '4294967295', '4294967296', '65010 ', '-1', '1e4', '065010', '1.65536', ''])
      assert.equal(parseAsn(text).ok, false, text)
  })

  it('of communities fit their fields', () => {
    for (const text of ['65010:65535', '0:0', 'no-export']) assert.equal(parseCommunity(text).ok, true, text)
    for (const text of ['65536:1', '1:65536', '1', '1:2:3', 'nonsense', 'constructor', '01:2'])
      assert.equal(parseCommunity(text).ok, false, text)
    assert.equal(parseLargeCommunity('4294967295:0:1').ok, true)
    for (const text of ['4294967296:0:1', '1:2', 'no-export']) assert.equal(parseLargeCommunity(text).ok, false, text)
    for (const text of ['target:65010:4294967295', 'origin:192.0.2.1:65535', 'target:4200000000:7', '0x0002fdf200000064']) {
      assert.equal(parseExtendedCommunity(text).ok, true, text)
    }
    for (const text of ['target:192.0.2.1:65536', 'target:4200000000:65536', 'bandwidth:1:2', '0x00'])
      assert.equal(parseExtendedCommunity(text).ok, false, text)
  })

  it('write well-known communities as numbers, since some of the names are commands to ExaBGP', () => {
    assert.equal(unwrap(parseCommunity('graceful-shutdown')), '65535:0')
    assert.equal(unwrap(parseCommunity('no-export')), '65535:65281')
  })

  it('are told to ExaBGP in their octets where they are extended', () => {
    for (const [text, octets] of [
      ['target:65010:100', '0x0002fdf200000064'],
      ['origin:65010:4294967295', '0x0003fdf2ffffffff'],
      ['target:192.0.2.1:100', '0x0102c00002010064'],
      ['origin:192.0.2.1:65535', '0x0103c0000201ffff'],
      ['target:70000:100', '0x0202000111700064'],
      ['origin:4200000000:7', '0x0203fa56ea000007'],
      ['0x4004FDF200000064', '0x4004fdf200000064'],
    ] as const)
      assert.equal(extendedOctets(unwrap(parseExtendedCommunity(text))), octets)
  })

  it('never ask for the traffic of a VIP to be dropped', () => {
    assert.equal(parseCommunity('65535:666').ok, false)
    assert.equal(parseCommunity('blackhole').ok, false)
  })
})

describe('levels of attributes', () => {
  it('add up, and the nearest wins', () => {
    assert.deepEqual(overlay({ med: 1, localPreference: 2 }, { med: 3 }), { med: 3, localPreference: 2 })
  })

  it('replace a prepend by an AS path and the other way round', () => {
    assert.deepEqual(overlay({ prepend: 2, med: 1 }, { asPath: path('65010') }), { med: 1, asPath: [65010] })
    assert.deepEqual(overlay({ asPath: path('65010 64999') }, { prepend: 0 }), { prepend: 0 })
    assert.deepEqual(overlay({ asPath: path('65010 64999') }, { med: 1 }), { asPath: [65010, 64999], med: 1 })
  })
})

describe('a route', () => {
  it('says local-as once and as often again as it is prepended', () => {
    assert.deepEqual(routeFor(prefix('9.9.9.9'), { prepend: 2 }, asn(65010)).attributes.asPath, [65010, 65010, 65010])
    assert.equal(routeFor(prefix('9.9.9.9'), { prepend: 0 }, asn(65010)).attributes.asPath, undefined)
    assert.equal(routeFor(prefix('9.9.9.9'), {}, asn(65010)).attributes.asPath, undefined)
  })

  it('has the next hop of its family', () => {
    const nextHop = { ipv4: '192.0.2.1', ipv6: 'self' }
    assert.equal(routeFor(prefix('9.9.9.9'), { nextHop }, undefined).attributes.nextHop, '192.0.2.1')
    assert.equal(routeFor(prefix('2001:db8::9'), { nextHop }, undefined).attributes.nextHop, 'self')
  })
})

describe('what is worsened', () => {
  const community = fc.subarray(['65535:0', '65010:1', '65010:2'].map((text) => unwrap(parseCommunity(text))))
  const attributes: fc.Arbitrary<Attributes> = fc
    .record(
      {
        path: fc.oneof(
          fc.integer({ min: 0, max: 32 }).map((prepend) => ({ prepend })),
          fc.array(fc.constant(asn(65001)), { minLength: 1, maxLength: 40 }).map((asPath) => ({ asPath })),
        ),
        med: fc.nat(1000),
        localPreference: fc.nat(300),
        origin: fc.constantFrom('igp' as const, 'egp' as const, 'incomplete' as const),
        communities: community,
      },
      { requiredKeys: [] },
    )
    .map(({ path: own, ...rest }) => ({ ...rest, ...own }))
  const origins = ['igp', 'egp', 'incomplete']
  /** As a router weighs a route, each number the worse the greater (RFC 4271, 9.1.2.2). */
  const weights = (one: Attributes) => {
    const { asPath, med = 0, localPreference = 100, origin = 'igp' } = routeFor(prefix('9.9.9.9'), one, asn(65010)).attributes
    return [-localPreference, asPath?.length ?? 1, origins.indexOf(origin), med]
  }

  it('is by no measure of a router better than what it was, and keeps every community', () => {
    fc.assert(
      fc.property(attributes, attributes, (stood, drain) => {
        const after = worsened(stood, drain)
        for (const [index, weight] of weights(after).entries()) assert.ok(weight >= (weights(stood)[index] ?? 0), JSON.stringify(after))
        for (const one of [...(stood.communities ?? []), ...(drain.communities ?? [])]) assert.ok(after.communities?.includes(one))
      }),
    )
  })

  it('is as bad as it was asked to be', () => {
    fc.assert(
      fc.property(attributes, (drain) => {
        const after = weights(worsened({}, drain))
        for (const [index, weight] of weights(drain).entries()) assert.ok((after[index] ?? 0) >= weight)
      }),
    )
  })
})
