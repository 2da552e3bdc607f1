// Does every attribute of the table go all the way, from flags and YAML to ExaBGP and the log?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type AttributeName, attributeNames, attributeTable } from '../../lib/bgp/attribute-table.ts'
import { worsened } from '../../lib/bgp/attributes.ts'
import { penaltyOf } from '../../lib/bgp/penalty.ts'
import type { Route } from '../../lib/bgp/route.ts'
import { flags } from '../../lib/config/flags/flags.ts'
import { readConfig } from '../../lib/config/read.ts'
import { write } from '../../lib/exabgp/command.ts'
import { sameAttributes } from '../../lib/exabgp/rib.ts'
import { announcing } from '../../lib/log/announcing.ts'
import { routesOf } from '../../lib/policy/desired.ts'

type Sample = { readonly written: string; readonly otherwise: string; readonly sent: string; readonly told: string }

/** Two values for each, and what becomes of the first. */
const samples: Readonly<Record<AttributeName, Sample>> = {
  prepend: { written: '1', otherwise: '2', sent: 'as-path [ 65010 65010 ]', told: 'as-path 65010 65010' },
  'as-path': { written: '65010 65001', otherwise: '65010', sent: 'as-path [ 65010 65001 ]', told: 'as-path 65010 65001' },
  med: { written: '10', otherwise: '20', sent: 'med 10', told: 'med 10' },
  'local-preference': { written: '50', otherwise: '60', sent: 'local-preference 50', told: 'local-preference 50' },
  community: { written: '65010:1', otherwise: '65010:2', sent: 'community [ 65010:1 ]', told: 'community 65010:1' },
  'large-community': {
    written: '65010:1:2',
    otherwise: '65010:1:3',
    sent: 'large-community [ 65010:1:2 ]',
    told: 'large-community 65010:1:2',
  },
  'extended-community': {
    written: 'target:65010:1',
    otherwise: 'target:65010:2',
    sent: 'extended-community [ 0x0002fdf200000001 ]',
    told: 'extended-community target:65010:1',
  },
  'next-hop': { written: '192.0.2.9', otherwise: '192.0.2.8', sent: 'next-hop 192.0.2.9', told: '' },
  'path-information': { written: '7', otherwise: '8', sent: '9.9.9.9/32 path-information 7', told: 'path-information 7' },
  aigp: { written: '18446744073709551615', otherwise: '100', sent: 'aigp 18446744073709551615', told: 'aigp 18446744073709551615' },
  origin: { written: 'egp', otherwise: 'incomplete', sent: 'origin egp', told: 'origin egp' },
}

const yaml = (name: AttributeName, value: string): string =>
  `bgp: {local-as: 65010, ${name}: "${value}"}\nservices: {main: {vips: [9.9.9.9/32], checks: [{backend: b}]}}`

const configOf = async (source: Parameters<typeof readConfig>[0]) => {
  const read = await readConfig(source)
  assert.ok(read.ok, JSON.stringify(read))
  return read.config
}

const inYaml = (name: AttributeName, value: string) => configOf({ file: { name: 'test', text: yaml(name, value) }, flags: {} })

const routeIn = async (name: AttributeName, value: string): Promise<Route> => {
  const { services, localAs } = await inYaml(name, value)
  const [route] = services.flatMap((service) => routesOf(service, 0, false, localAs))
  assert.ok(route)
  return route
}

describe('an attribute', () => {
  for (const name of attributeNames) {
    const { written, otherwise, sent, told } = samples[name]

    it(`${name} means the same by flag and in YAML`, async () => {
      const flag = (text: string) => ({ label: '', values: [text] })
      const byFlag = { vip: flag('9.9.9.9/32'), backend: flag('b'), 'local-as': flag('65010'), [name]: flag(written) }
      assert.deepEqual(await configOf({ flags: byFlag }), await inYaml(name, written))
      assert.deepEqual(flags[name].path, ['bgp', name])
    })

    it(`${name} is sent as ExaBGP reads it, and told`, async () => {
      const route = await routeIn(name, written)
      const line = write({ kind: 'announce', routes: [route] }, { dialect: '4.2', neighbors: [], spelling: new Map() })
      assert.ok(line.includes(sent), line)
      assert.ok(announcing([route], '').includes(told), announcing([route], ''))
    })

    it(`${name} makes another route when it changes`, async () => {
      const [one, other] = [await routeIn(name, written), await routeIn(name, otherwise)]
      assert.ok(name === 'path-information' || !sameAttributes(one.attributes, other.attributes))
      assert.notEqual(penaltyOf([one], [other]), undefined)
    })

    it(`${name} is never worsened to something that neither level says`, async () => {
      const [one, other] = (await Promise.all([inYaml(name, written), inYaml(name, otherwise)])).map(
        ({ services }) => services[0]?.attributes,
      )
      assert.ok(one && other)
      assert.deepEqual(worsened(one, one), one)
      assert.deepEqual(worsened(one, other), worsened(worsened(one, other), other))
    })
  }
})

describe('AIGP', () => {
  const read = (value: string) => attributeTable.aigp.form.shape === 'text' && attributeTable.aigp.form.read(value).ok

  it('is a number of 64 bits', () => {
    for (const value of ['0', '100', '9007199254740993', '18446744073709551615']) assert.equal(read(value), true, value)
    for (const value of ['18446744073709551616', '-1', '007', '1e3', '0x10', '1.5', '', ' 1']) assert.equal(read(value), false, value)
  })

  it('is worse the greater it is, and worst where there is none (RFC 7311, 4)', () => {
    const worse = (outer?: string, nearer?: string) => worsened({ ...(outer && { aigp: outer }) }, { ...(nearer && { aigp: nearer }) }).aigp
    assert.equal(worse('9007199254740992', '9007199254740993'), '9007199254740993')
    assert.equal(worse('100', '9'), '100')
    assert.equal(worse('100', undefined), '100')
    assert.equal(worse(undefined, '100'), undefined)
  })
})
