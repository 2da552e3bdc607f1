// What does a tcp check that was written come to?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stringify } from 'yaml'
import { formatProblem } from '../../../../lib/config/problems/problem.ts'
import { readConfig } from '../../../../lib/config/read.ts'
import { plainName } from '../../../../lib/config/schema/checks/kinds.ts'

const read = (check: unknown) => {
  const text = typeof check === 'string' ? check : stringify(check).trim().replaceAll('\n', '\n        ')
  return readConfig({ file: { name: 'test', text: `services:\n  web:\n    vips: [192.0.2.1]\n    checks:\n      - ${text}\n` }, flags: {} })
}

const cadence = { intervalMs: 1000, fastIntervalMs: 200, timeoutMs: 1000, rise: 3, fall: 3 }

test('a server alone, with a question, over TLS, on a unix socket', async () => {
  const checks = [
    [{ tcp: '[2001:db8::1]:80' }, { endpoint: { kind: 'tcp', host: '2001:db8::1', port: 80 } }, 'tcp [2001:db8::1]:80'],
    [
      { tcp: 'redis:6379', send: 'PING\r\n', expect: '+PONG', interval: '2s' },
      { endpoint: { kind: 'tcp', host: 'redis', port: 6379 }, send: 'PING\r\n', expect: { kind: 'text', text: '+PONG' }, intervalMs: 2000 },
      'tcp redis:6379',
    ],
    [
      { tcp: '/run/a.sock', tls: true, 'server-name': 'a.example', ca: '/ca.pem', expect: '/^ok/i' },
      {
        endpoint: { kind: 'unix', path: '/run/a.sock' },
        tls: { insecure: false, ca: '/ca.pem', serverName: 'a.example' },
        expect: { kind: 'regex', source: '^ok', flags: 'i' },
      },
      'tcp /run/a.sock',
    ],
  ] as const
  for (const [written, expected, name] of checks) {
    const result = await read(written)
    assert.ok(result.ok, JSON.stringify(result))
    const [check] = result.config.services[0]?.checks ?? []
    assert.deepEqual(check, { kind: 'tcp', ...cadence, ...expected })
    assert.equal(plainName(check), name)
  }
})

test('by flag it is the same as in the file', async () => {
  const flag = (text: string) => ({ label: '', values: [text] })
  const result = await readConfig({ flags: { vip: flag('192.0.2.1'), tcp: flag('127.0.0.1:22') } })
  assert.ok(result.ok)
  assert.deepEqual(result.config.services[0]?.checks, [{ kind: 'tcp', endpoint: { kind: 'tcp', host: '127.0.0.1', port: 22 }, ...cadence }])
})

for (const [written, bytes] of [
  [String.raw`{tcp: "a:1", send: 'PING\r\n\0\t\\\xff'}`, 'PING\r\n\0\t\\\u00ff'],
  [String.raw`{tcp: "a:1", send: "PING\r\n"}`, 'PING\r\n'],
  ['{tcp: "a:1", send: "ü€"}', Buffer.from('ü€').toString('latin1')],
  ['{tcp: "a:1", send: 1}', '1'],
] as const) {
  test(`${written} sends these bytes`, async () => {
    const result = await read(written)
    assert.ok(result.ok, JSON.stringify(result))
    const [check] = result.config.services[0]?.checks ?? []
    assert.equal(check?.kind === 'tcp' && check.send, bytes)
  })
}

const bytes = String.raw`Expected 1 to 4096 bytes of text, with \r, \n, \t, \0, \\ and \x00 to \xff for what cannot be written`

for (const [check, problem] of [
  [{ tcp: '10.1:80' }, 'test:5:14: services.web.checks[0].tcp: Expected host:port or the path of a unix socket, got "10.1:80"'],
  [{ tcp: 'a' }, 'test:5:14: services.web.checks[0].tcp: Expected host:port or the path of a unix socket, got "a"'],
  [String.raw`{tcp: "a:1", send: '\q'}`, String.raw`test:5:28: services.web.checks[0].send: ${bytes}, got "\\q"`],
  [`{tcp: "a:1", send: ''}`, `test:5:28: services.web.checks[0].send: ${bytes}, got ""`],
  ['{tcp: "a:1", expect: "/(?=a)/"}', /RE2/],
  ['{tcp: "a:1", ca: /ca.pem}', /Expected tls: true beside server-name, ca and insecure/],
  ['{tcp: "a:1", tls: true, server-name: 10.0.0.1}', /Expected a name, not an address, got "10.0.0.1"/],
  ['{tcp: "a:1", headers: {a: b}}', /Expected one of the keys tcp, send, expect, tls, server-name, insecure, ca, interval/],
] as const) {
  test(`${typeof check === 'string' ? check : stringify(check).trim()} is refused`, async () => {
    const result = await read(check)
    const problems = result.ok ? [] : result.problems.map(formatProblem)
    assert.equal(problems.length, 1, problems.join('\n'))
    if (typeof problem === 'string') assert.equal(problems[0], problem)
    else assert.match(problems[0] ?? '', problem)
  })
}

test('more bytes than a small packet or two are refused', async () => {
  assert.equal((await read(`{tcp: "a:1", send: "${'x'.repeat(4096)}"}`)).ok, true)
  assert.equal((await read(`{tcp: "a:1", send: "${'x'.repeat(4097)}"}`)).ok, false)
})
