// How are the addresses of HAProxy's statistics read?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseStatisticsAddress } from '../../../lib/config/values/stats-address.ts'

const good = {
  '/run/haproxy/admin.sock': { kind: 'unix', path: '/run/haproxy/admin.sock' },
  'abns@haproxy': { kind: 'abstract', name: 'haproxy' },
  'unix@/run/haproxy/admin.sock': { kind: 'unix', path: '/run/haproxy/admin.sock' },
  'ipv4@127.0.0.1:9999': { kind: 'tcp', host: '127.0.0.1', port: 9999 },
  'tcp@127.0.0.1:9999': { kind: 'tcp', host: '127.0.0.1', port: 9999 },
  'tcp4@127.0.0.1:9999': { kind: 'tcp', host: '127.0.0.1', port: 9999 },
  'tcp6@::1:9999': { kind: 'tcp', host: '::1', port: 9999 },
  'ipv4@lb1.example.net:9999': { kind: 'tcp', host: 'lb1.example.net', port: 9999 },
  'ipv6@[::1]:9999': { kind: 'tcp', host: '::1', port: 9999 },
  'ipv6@2001:db8::1:9999': { kind: 'tcp', host: '2001:db8::1', port: 9999 },
  'ipv6@lb1.example.net:9999': { kind: 'tcp', host: 'lb1.example.net', port: 9999 },
  '127.0.0.1:9999': { kind: 'tcp', host: '127.0.0.1', port: 9999 },
  'lb1.example.net:9999': { kind: 'tcp', host: 'lb1.example.net', port: 9999 },
  '[2001:DB8:0::1]:9999': { kind: 'tcp', host: '2001:db8::1', port: 9999 },
  'http://127.0.0.1/haproxy?stats': { kind: 'http', url: 'http://127.0.0.1/haproxy?stats;csv' },
  'http://127.0.0.1:8404': { kind: 'http', url: 'http://127.0.0.1:8404/;csv' },
  'http://haproxy': { kind: 'http', url: 'http://haproxy/;csv' },
  'http://haproxy?stats': { kind: 'http', url: 'http://haproxy/?stats;csv' },
  'http://127.0.0.1/csv': { kind: 'http', url: 'http://127.0.0.1/csv;csv' },
  'http://127.0.0.1/haproxy?stats;csv': { kind: 'http', url: 'http://127.0.0.1/haproxy?stats;csv' },
  'http://127.0.0.1/haproxy?stats;csv;norefresh': { kind: 'http', url: 'http://127.0.0.1/haproxy?stats;csv;norefresh' },
  'http://127.0.0.1/haproxy?stats;up;norefresh': { kind: 'http', url: 'http://127.0.0.1/haproxy?stats;norefresh;csv' },
  'http://127.0.0.1/haproxy;no-maint;csv;up': { kind: 'http', url: 'http://127.0.0.1/haproxy;csv' },
  'http://127.0.0.1/haproxy?stats;json': { kind: 'http', url: 'http://127.0.0.1/haproxy?stats;csv' },
  'https://lb1.example.net:8443/stats': { kind: 'http', url: 'https://lb1.example.net:8443/stats;csv' },
}

for (const [text, value] of Object.entries(good)) {
  test(`${text} is a ${value.kind} address`, () => assert.deepEqual(parseStatisticsAddress(text), { ok: true, value }))
}

const bad = [
  '',
  'admin.sock',
  '/',
  `/${'x'.repeat(107)}`,
  'abns@',
  'unix@admin.sock',
  'unix@',
  'ipv4@[::1]:9999',
  'tcp4@[::1]:9999',
  'ipv4@/run/haproxy/admin.sock',
  'ipv6@127.0.0.1:9999',
  'ipv6@::1',
  'ipv4@',
  'abns@a b',
  'abns@ü',
  'http://127.0.0.1:0/',
  '127.0.0.1',
  '127.0.0.1:0',
  '127.0.0.1:65536',
  '127.0.0.1:080',
  '010.0.0.1:80',
  '127.1:80',
  '256.0.0.1:80',
  '2001:db8::1:80',
  '[127.0.0.1]:80',
  '[::1]',
  'http://',
  'http://user:secret@127.0.0.1/haproxy?stats',
  'http://user@127.0.0.1/haproxy?stats',
  'http://0x7f.1/haproxy?stats',
  'ftp://127.0.0.1/haproxy?stats',
]

for (const text of bad) {
  test(`"${text.slice(0, 50)}" is refused`, () => assert.equal(parseStatisticsAddress(text).ok, false))
}
