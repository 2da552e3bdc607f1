// Where does a text say that a server listens?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointText, parseTcp, parseUnix } from '../../../lib/config/values/endpoint.ts'
import { unwrap } from '../../engine/configs.ts'

for (const text of ['127.0.0.1:80', '[2001:db8::1]:443', 'redis.example:6379', 'localhost:1']) {
  test(`${text} is read, and written as it was`, () => assert.equal(endpointText(unwrap(parseTcp(text, ''))), text))
}

for (const text of ['127.0.0.1', '010.0.0.1:80', '10.1:80', 'a:0', 'a:65536', '2001:db8::1:80', '[::g]:80', 'a b:80', ':80']) {
  test(`${text} is none`, () => assert.deepEqual(parseTcp(text, 'a server'), { ok: false, expected: 'a server' }))
}

test('a link-local address, which says no interface, is none', () => {
  const refused = { ok: false, expected: 'an address that is not link-local, as it says no interface' }
  for (const text of ['[fe80::1]:80', '[FEBF::1]:80']) assert.deepEqual(parseTcp(text, 'a server'), refused)
  assert.ok(parseTcp('[fec0::1]:80', '').ok)
})

test('a unix socket has a whole path of at most 107 bytes', () => {
  assert.equal(endpointText(unwrap(parseUnix('/run/a.sock'))), '/run/a.sock')
  for (const text of ['run/a.sock', '/', `/${'a'.repeat(107)}`]) assert.equal(parseUnix(text).ok, false)
})
