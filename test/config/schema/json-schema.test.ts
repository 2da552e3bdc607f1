// Does the schema for editors accept what is valid, and explain every key?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { jsonSchema } from '../../../lib/config/schema/json-schema.ts'
import { example } from '../example.ts'

const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strictTuples: false }).compile(jsonSchema())

// An editor reads plain YAML, in which numbers are numbers.
const accepts = (yaml: string): boolean => validate(parse(yaml))

test('the example of the documentation conforms', () => assert.ok(accepts(example), JSON.stringify(validate.errors)))

test('one text may stand for a list, and a number for a text', () => {
  assert.ok(
    accepts(`
bgp: {local-as: 65010, as-path: 65010, community: 65010:1, aigp: 100, next-hop: {ipv4: 192.0.2.9}}
haproxy: {stats: "http://127.0.0.1/stats", credentials: {env: STATS}, insecure: true}
sessions: {as: 65515, hold-time: 9, families: ipv4, peers: [10.0.0.4, {address: 10.0.0.5, as: 1.10, families: [ipv4, ipv6]}]}
services:
  web:
    vips: 192.0.2.1
    checks: [{command: "true", rise: 1}, {tcp: "redis:6379", send: "PING", expect: +PONG, tls: true, server-name: a}, {http: "http://127.0.0.1/", expect: {status: 200}, headers: {Host: a}}]
    tiers: [{servers: 2}]
    down: {prepend: 4}`),
    JSON.stringify(validate.errors),
  )
})

for (const yaml of [
  'services: []',
  '{}',
  'services: {web: {vips: [192.0.2.1]}}',
  'services: {web: {vips: [192.0.2.1], checks: [{}]}}',
  'services: {web: {vips: [192.0.2.1], checks: [{backend: b, frontend: f}]}}',
  'services: {web: {vips: [192.0.2.1], checks: [{backend: b}], vip: x}}',
  'services: {web: {vips: [192.0.2.1], checks: [{backend: b}], require: most}}',
  'services: {web: {vips: [192.0.2.1], checks: [{backend: b}], tiers: [{prepend: 1}]}}',
  'services: {web: {vips: [192.0.2.1], checks: [{backend: b}], down: {}}}',
  'services: {web: {vips: [192.0.2.1], checks: [{backend: b}]}}\nbgp: {localAs: 65010}',
  'services: {web: {vips: [192.0.2.1], checks: [{backend: b}]}}\nhaproxy: {insecure: maybe}',
  'services: {web: {vips: [192.0.2.1], checks: [{backend: b}]}}\nsessions: {as: 65515}',
  'services: {web: {vips: [192.0.2.1], checks: [{backend: b}]}}\nsessions: {peers: [{as: 65515}]}',
]) {
  test(`${yaml.replace('\n', ', ')} does not conform`, () => assert.equal(accepts(yaml), false))
}

test('every key has a description', () => {
  const bare: string[] = []
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, inner] of Object.entries(node)) {
      if (path.endsWith('/properties') && !('description' in Object(inner))) bare.push(`${path}/${key}`)
      visit(inner, `${path}/${key}`)
    }
  }
  visit(jsonSchema(), '')
  assert.deepEqual(bare, [])
})
