// What does a valid configuration come to?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { overlay } from '../../lib/bgp/attributes.ts'
import type { Config } from '../../lib/config/config.ts'
import { formatProblem } from '../../lib/config/problems/problem.ts'
import { readConfig } from '../../lib/config/read.ts'
import type { Service } from '../../lib/config/service.ts'
import { anyCapacity } from '../../lib/config/values/measure.ts'
import { example } from './example.ts'

const read = async (text: string): Promise<Config> => {
  const result = await readConfig({ file: { name: 'test.yaml', text }, flags: {} })
  if (result.ok) return result.config
  throw new Error(result.problems.map(formatProblem).join('\n'))
}

const readService = async (text: string): Promise<Service> => {
  const [service] = (await read(text)).services
  assert.ok(service)
  return service
}

const service = (...lines: readonly string[]): string =>
  ['services:', '  web:', '    vips: [192.0.2.1]', '    checks: [{backend: b}]', ...lines.map((line) => `    ${line}`)].join('\n')

test('every default is filled in', async () => {
  const config = await read(service())
  assert.deepEqual(
    { ...config, services: config.services.map(({ vips, ...rest }) => ({ ...rest, vips: vips.map(({ text }) => text) })) },
    {
      haproxy: { stats: { kind: 'unix', path: '/run/haproxy/admin.sock' }, warmupMs: 15_000, staleMs: 10_000 },
      exabgp: { dialect: 'auto', ack: 'auto', refreshMs: 60_000, neighbors: [], endOfRib: [] },
      stateFile: 'default',
      metrics: { perCheck: true, perVip: true },
      control: { socket: 'default', mode: 0o660 },
      record: { maxBytes: 16_000_000, files: 4 },
      log: { level: 'info', format: 'text' },
      localAs: undefined,
      permit: [],
      reload: { withdrawShare: 0.5 },
      services: [
        {
          name: 'web',
          vips: ['192.0.2.1/32'],
          checks: [
            {
              kind: 'backend',
              proxy: 'b',
              countMaintenance: false,
              intervalMs: 1000,
              fastIntervalMs: 200,
              timeoutMs: 1000,
              rise: 3,
              fall: 3,
            },
          ],
          require: 'all',
          tiers: [{ enter: anyCapacity, leave: anyCapacity, attributes: {} }],
          attributes: {},
          down: 'withdraw',
          audiences: [{ attributes: {} }],
          unknown: 'hold',
          evidenceMaxAgeMs: 300_000,
          holdMs: 0,
        },
      ],
    },
  )
})

test('with events a check of HAProxy falls on the first result, unless a fall is written', async () => {
  const falls = async (...head: readonly string[]) => {
    const checks = 'checks: [{backend: b}, {frontend: f}, {backend: b, fall: 2}, {command: "true"}]'
    const [web] = (await read([...head, `services: {web: {vips: [192.0.2.1], ${checks}}}`].join('\n'))).services
    return web?.checks.map(({ fall }) => fall)
  }
  assert.deepEqual(await falls('haproxy: {events: health}'), [1, 1, 2, 3])
  assert.deepEqual(await falls('haproxy: {events: health}', 'defaults: {fall: 4}'), [4, 4, 2, 4])
  assert.deepEqual(await falls(), [3, 3, 2, 3])
})

test('the example of the documentation is valid', async () => {
  const [web] = (await read(example)).services
  assert.deepEqual(
    web?.checks.map(({ kind }) => kind),
    ['backend', 'frontend', 'http', 'command'],
  )
  assert.deepEqual(
    web?.tiers.map(({ enter, leave }) => [enter.least, leave.least]),
    [
      [0.75, 0.65],
      [0.25, 0.25],
      [0.01, 0.01],
    ],
  )
})

test('attributes add up from bgp to service to tier, the nearest wins', async () => {
  const { tiers, attributes, down } = await readService(`
bgp: {local-as: 65010, med: 10, prepend: 1, community: ["65010:1"], next-hop: 192.0.2.9}
${service('med: 20', 'tiers:', '  - {capacity: 50%, as-path: 65010 65010}', '  - {capacity: 10%, med: 30, community: "65010:2"}', 'down: {prepend: 4, origin: egp}')}`)
  const nextHop = { ipv4: '192.0.2.9', ipv6: 'self' }
  assert.deepEqual(
    [...tiers.map((tier) => tier.attributes), overlay(attributes, down === 'withdraw' ? {} : down)],
    [
      { med: 20, asPath: [65010, 65010], communities: ['65010:1'], nextHop },
      { med: 30, prepend: 1, communities: ['65010:2'], nextHop },
      { med: 20, prepend: 4, communities: ['65010:1'], nextHop, origin: 'egp' },
    ],
  )
})

test('a check goes before the defaults', async () => {
  const { checks } = await readService(`
defaults: {interval: 5s, fast-interval: 1s, timeout: 2, rise: 2, fall: 4}
services: {web: {vips: [192.0.2.1], checks: [{frontend: f}, {frontend: f, interval: 500ms, timeout: 100ms, rise: 1, fall: 1}]}}`)
  const [one, other] = checks.map(({ intervalMs, fastIntervalMs, timeoutMs, rise, fall }) => [
    intervalMs,
    fastIntervalMs,
    timeoutMs,
    rise,
    fall,
  ])
  assert.deepEqual(one, [5000, 1000, 2000, 2, 4])
  assert.deepEqual(other, [500, 500, 100, 1, 1], 'a fast interval that nobody asked for is never slower than the interval')
})

test('the timeout of defaults is that of a snapshot', async () => {
  assert.equal((await read(`defaults: {timeout: 3s}\n${service()}`)).services[0]?.checks[0]?.timeoutMs, 3000)
})

test('scalars are read as they are written, whatever YAML makes of them', async () => {
  const { tiers } = await readService(
    service('community: 65010:30', 'path-information: 7', 'large-community: [65010:1:2]', 'as-path: 1.10'),
  )
  assert.deepEqual(tiers[0]?.attributes, {
    communities: ['65010:30'],
    largeCommunities: ['65010:1:2'],
    pathInformation: 7,
    asPath: [65546],
  })
  assert.equal((await read(`%YAML 1.1\n---\nbgp: {local-as: 65010}\nexabgp: {ack: on, dialect: 5.0}\n${service()}`)).exabgp.dialect, '5.0')
})

for (const [written, path] of [
  ['65010', [65010]],
  ['65010 65011', [65010, 65011]],
  ['[65010, 65011]', [65010, 65011]],
  ['"[65010 65011]"', [65010, 65011]],
] as const) {
  test(`as-path: ${written}`, async () => {
    assert.deepEqual((await readService(service(`as-path: ${written}`))).tiers[0]?.attributes, { asPath: path })
  })
}

for (const [written, nextHop] of [
  ['self', { ipv4: 'self', ipv6: 'self' }],
  ['192.0.2.9', { ipv4: '192.0.2.9', ipv6: 'self' }],
  ['2001:DB8::9', { ipv4: 'self', ipv6: '2001:db8::9' }],
  ['{ipv4: 192.0.2.9, ipv6: "2001:db8::9"}', { ipv4: '192.0.2.9', ipv6: '2001:db8::9' }],
  ['{ipv6: self}', { ipv4: 'self', ipv6: 'self' }],
] as const) {
  test(`next-hop: ${written}`, async () => {
    assert.deepEqual((await readService(service(`next-hop: ${written}`))).tiers[0]?.attributes, { nextHop })
  })
}

test('a tier may count servers', async () => {
  const { tiers } = await readService(service('tiers: [{servers: 3, leave: 2}, {capacity: 5%}]'))
  assert.deepEqual(tiers[0], { enter: { measure: 'servers', least: 3 }, leave: { measure: 'servers', least: 2 }, attributes: {} })
})

test('an http check has everything that it names, header names in lower case', async () => {
  const { checks } = await readService(`
services:
  web:
    vips: 192.0.2.1
    checks:
      - http: https://app.example.net/healthz
        expect: {status: "200,204,300-399", body: /^ok$/i, headers: {Server: nginx}}
        headers: {Host: www.example.net}
        socket: /run/app.sock
        credentials: {env: APP_LOGIN}
        insecure: true
        ca: /etc/ssl/app.pem
      - http: http://127.0.0.1/
        expect: {status: [200, 202-204]}
        credentials: {file: /etc/app.login}`)
  const cadence = { intervalMs: 1000, fastIntervalMs: 200, timeoutMs: 1000, rise: 3, fall: 3 }
  assert.deepEqual(checks, [
    {
      kind: 'http',
      url: 'https://app.example.net/healthz',
      socket: '/run/app.sock',
      headers: { host: 'www.example.net' },
      credentials: { kind: 'environment', name: 'APP_LOGIN' },
      tls: { insecure: true, ca: '/etc/ssl/app.pem' },
      expect: {
        status: [
          { from: 200, to: 200 },
          { from: 204, to: 204 },
          { from: 300, to: 399 },
        ],
        body: { kind: 'regex', source: '^ok$', flags: 'i' },
        headers: { server: { kind: 'text', text: 'nginx' } },
      },
      ...cadence,
    },
    {
      kind: 'http',
      url: 'http://127.0.0.1/',
      headers: {},
      credentials: { kind: 'file', path: '/etc/app.login' },
      tls: { insecure: false },
      expect: {
        status: [
          { from: 200, to: 200 },
          { from: 202, to: 204 },
        ],
        headers: {},
      },
      ...cadence,
    },
  ])
})

test('a command is a list of arguments or a text for the shell', async () => {
  const { checks } = await readService(`
services:
  web:
    vips: 192.0.2.1
    checks:
      - command: [/bin/check, --port, 80, ""]
      - command: |
          test -e /run/ok && true`)
  assert.deepEqual(
    checks.map((check) => check.kind === 'command' && check.command),
    [
      { kind: 'arguments', argv: ['/bin/check', '--port', '80', ''] },
      { kind: 'shell', text: 'test -e /run/ok && true' },
    ],
  )
})

test('statistics over HTTP have credentials and TLS options', async () => {
  const { haproxy } = await read(
    `haproxy: {stats: "https://127.0.0.1/haproxy?stats", credentials: {env: STATS}, ca: /etc/ca.pem}\n${service()}`,
  )
  assert.deepEqual(haproxy.stats, {
    kind: 'http',
    url: 'https://127.0.0.1/haproxy?stats;csv',
    tls: { insecure: false, ca: '/etc/ca.pem' },
    credentials: { kind: 'environment', name: 'STATS' },
  })
})

test('an anchor may be used in any number of services', async () => {
  const others = Array.from({ length: 200 }, (_, index) => `  s${index}: {vips: [10.0.0.${index}], checks: [{backend: b}], tiers: *ladder}`)
  const config = await read(
    `services:\n  first: {vips: [192.0.2.1], checks: [{backend: b}], tiers: &ladder [{capacity: 50%}]}\n${others.join('\n')}`,
  )
  assert.equal(config.services.length, 201)
})

test('one VIP may be announced by two services under different path identifiers', async () => {
  const config = await read(`services:
  one: {vips: [192.0.2.1], checks: [{backend: b}], path-information: 1}
  two: {vips: [192.0.2.1], checks: [{backend: b}], path-information: 2}`)
  assert.equal(config.services.length, 2)
})
