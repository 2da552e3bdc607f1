// Is every wish written so that each ExaBGP understands it?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseAsPath } from '../../lib/bgp/as-path.ts'
import { parseCommunity, parseExtendedCommunity, parseLargeCommunity } from '../../lib/bgp/community.ts'
import { parsePrefix } from '../../lib/bgp/prefix.ts'
import type { PathAttributes, Route } from '../../lib/bgp/route.ts'
import { type Command, write } from '../../lib/exabgp/command.ts'
import { prefix, unwrap } from '../engine/configs.ts'

const route = (text: string, attributes: Partial<PathAttributes> = {}): Route => ({
  nlri: { prefix: prefix(text) },
  attributes: { nextHop: 'self', ...attributes },
})

const spelling = new Map<string, string>()

const everything: PathAttributes = {
  nextHop: '192.0.2.254',
  origin: 'igp',
  asPath: unwrap(parseAsPath('65010 65010')),
  med: 10,
  localPreference: 200,
  communities: [unwrap(parseCommunity('65010:1')), unwrap(parseCommunity('graceful-shutdown'))],
  largeCommunities: [unwrap(parseLargeCommunity('65010:1:2'))],
  extendedCommunities: [unwrap(parseExtendedCommunity('target:65010:1'))],
}

const rows: readonly (readonly [title: string, command: Command, bare: string])[] = [
  ['one route', { kind: 'announce', routes: [route('9.9.9.9/32')] }, 'announce route 9.9.9.9/32 next-hop self'],
  [
    'a route with every attribute, well-known communities as numbers',
    { kind: 'announce', routes: [route('9.9.9.9/32', everything)] },
    'announce route 9.9.9.9/32 next-hop 192.0.2.254 origin igp as-path [ 65010 65010 ] med 10 local-preference 200 community [ 65010:1 65535:0 ] large-community [ 65010:1:2 ] extended-community [ 0x0002fdf200000001 ]',
  ],
  [
    'a path identifier as part of the route',
    { kind: 'announce', routes: [{ nlri: { prefix: prefix('9.9.9.9/32'), pathInformation: 7 }, attributes: { nextHop: 'self' } }] },
    'announce route 9.9.9.9/32 path-information 7 next-hop self',
  ],
  [
    'several routes that share their attributes',
    { kind: 'announce', routes: [route('192.0.2.1/32', { med: 5 }), route('192.0.2.2/32', { med: 5 })] },
    'announce attributes next-hop self med 5 nlri 192.0.2.1/32 192.0.2.2/32',
  ],
  ['one withdrawal', { kind: 'withdraw', routes: [{ nlri: { prefix: prefix('2001:db8::9/128') } }] }, 'withdraw route 2001:db8::9/128'],
  [
    'several withdrawals, with the next-hop that 4.2 needs',
    { kind: 'withdraw', routes: [{ nlri: { prefix: prefix('192.0.2.1/32') } }, { nlri: { prefix: prefix('192.0.2.2/32') } }] },
    'withdraw attributes next-hop self nlri 192.0.2.1/32 192.0.2.2/32',
  ],
  [
    'several IPv6 withdrawals, without the next-hop that cannot be resolved',
    { kind: 'withdraw', routes: [{ nlri: { prefix: prefix('2001:db8::1/128') } }, { nlri: { prefix: prefix('2001:db8::2/128') } }] },
    'withdraw attributes nlri 2001:db8::1/128 2001:db8::2/128',
  ],
]

describe('a command', () => {
  for (const [title, command, bare] of rows) {
    it(`says ${title}`, () => {
      assert.equal(write(command, { dialect: '4.2', neighbors: [], spelling }), bare)
      assert.equal(write(command, { dialect: '5.0', neighbors: [], spelling }), bare)
      assert.equal(write(command, { dialect: '6.0', neighbors: [], spelling }), `peer * ${bare}`)
    })
  }

  it('names the neighbors that it is for', () => {
    const command: Command = { kind: 'withdraw', routes: [{ nlri: { prefix: prefix('9.9.9.9/32') } }] }
    const neighbors = ['10.0.0.4', '10.0.0.5']
    assert.equal(write(command, { dialect: '4.2', neighbors, spelling }), 'neighbor 10.0.0.4, neighbor 10.0.0.5 withdraw route 9.9.9.9/32')
    assert.equal(write(command, { dialect: '5.0', neighbors: ['10.0.0.4'], spelling }), 'neighbor 10.0.0.4 withdraw route 9.9.9.9/32')
    assert.equal(write(command, { dialect: '6.0', neighbors, spelling }), 'peer [ 10.0.0.4, 10.0.0.5 ] withdraw route 9.9.9.9/32')
  })

  it('names them in the letters that ExaBGP has', () => {
    const command: Command = { kind: 'withdraw', routes: [{ nlri: { prefix: prefix('9.9.9.9/32') } }] }
    const grammar = { neighbors: ['fd00::2'], spelling: new Map([['fd00::2', 'FD00:0::2']]) }
    assert.equal(write(command, { dialect: '4.2', ...grammar }), 'neighbor FD00:0::2 withdraw route 9.9.9.9/32')
    assert.equal(write({ kind: 'sessions', of: 'fd00::2' }, { dialect: '5.0', ...grammar }), 'show neighbor FD00:0::2 extensive')
  })

  it('names only those whom its routes are for, whoever else there is', () => {
    const neighbors = ['10.0.0.4', '10.0.0.5']
    const own: Command = { kind: 'announce', routes: [{ ...route('9.9.9.9/32'), to: ['10.0.0.5'] }] }
    assert.equal(write(own, { dialect: '4.2', neighbors, spelling }), 'neighbor 10.0.0.5 announce route 9.9.9.9/32 next-hop self')
    assert.equal(write(own, { dialect: '5.0', neighbors: [], spelling }), 'neighbor 10.0.0.5 announce route 9.9.9.9/32 next-hop self')
    const gone: Command = { kind: 'withdraw', routes: [{ nlri: { prefix: prefix('9.9.9.9/32') }, to: neighbors }] }
    assert.equal(write(gone, { dialect: '6.0', neighbors: [], spelling }), 'peer [ 10.0.0.4, 10.0.0.5 ] withdraw route 9.9.9.9/32')
  })

  it('asks each dialect for what is announced', () => {
    assert.equal(write({ kind: 'recall' }, { dialect: '4.2', neighbors: [], spelling }), 'show adj-rib out')
    assert.equal(write({ kind: 'recall' }, { dialect: '6.0', neighbors: [], spelling }), 'rib show out')
  })

  it('is never sent with a control character, whatever got into it', () => {
    const bad = {
      kind: 'announce',
      routes: [{ nlri: { prefix: prefix('9.9.9.9/32') }, attributes: { nextHop: 'self\nshutdown' } }],
    } as const
    assert.throws(() => write(bad, { dialect: '4.2', neighbors: [], spelling }), /control or non-ASCII/)
  })

  it('holds nothing but printable ASCII and no word that ExaBGP would take for another command', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('graceful-shutdown', 'no-export', '65010:1', '65535:0', '1:2:3', 'target:1:2', '65010', '9.9.9.9/32'),
    )
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const parsed = <Value>(parse: (one: string) => { ok: true; value: Value } | { ok: false }) =>
          texts.flatMap((one) => {
            const result = parse(one)
            return result.ok ? [result.value] : []
          })
        const [vip = prefix('9.9.9.9/32')] = parsed(parsePrefix)
        const attributes = {
          nextHop: 'self',
          asPath: parsed(parseAsPath).flat(),
          communities: parsed(parseCommunity),
          largeCommunities: parsed(parseLargeCommunity),
          extendedCommunities: parsed(parseExtendedCommunity),
        }
        const line = write(
          { kind: 'announce', routes: [{ nlri: { prefix: vip }, attributes }] },
          { dialect: '4.2', neighbors: [], spelling },
        )
        assert.match(line, /^[ -~]+$/)
        assert.doesNotMatch(line, /shutdown|reload|restart|version|reset|crash|json|#/)
      }),
    )
  })
})
