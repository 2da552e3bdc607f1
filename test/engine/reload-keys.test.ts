// Does every key of the configuration, changed alone, end where a fresh start with it ends, and leave the other service alone?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { meaningOf } from '../../lib/config/meaning.ts'
import { everything } from '../../lib/health/evidence.ts'
import { reads } from '../../lib/values/time.ts'
import { schemaKeys } from '../docs/schema-keys.ts'
import { Neighbors } from './neighbors.ts'
import { plan } from './plan.ts'
import { configOf } from './random-configs.ts'
import { Simulation } from './simulation.ts'
import { snapshots } from './worlds.ts'

type Tree = { readonly [key: string]: unknown }

/** Two values of each attribute, wherever it stands. */
const attributes: Readonly<Record<string, readonly [unknown, unknown]>> = {
  prepend: [1, 2],
  'as-path': ['65010 65020', '65010 65021'],
  med: [10, 20],
  'local-preference': [100, 200],
  community: [['65010:1'], ['65010:2']],
  'large-community': [['65010:1:1'], ['65010:1:2']],
  'extended-community': [['target:65010:1'], ['target:65010:2']],
  'next-hop': ['10.0.0.1', '10.0.0.2'],
  'next-hop.ipv4': ['10.0.0.1', '10.0.0.2'],
  'next-hop.ipv6': ['2001:db8::a', '2001:db8::b'],
  'path-information': [1, 2],
  origin: ['igp', 'egp'],
  aigp: [1, 2],
}

const figures: Readonly<Record<string, readonly [unknown, unknown]>> = {
  'half-life': ['15m', '10m'],
  suppress: [2000, 3000],
  reuse: [750, 800],
  longest: ['1h', '30m'],
}

const cadence: Readonly<Record<string, readonly [unknown, unknown]>> = {
  interval: ['1s', '2s'],
  'fast-interval': ['200ms', '300ms'],
  timeout: ['1s', '2s'],
  rise: [1, 2],
  fall: [3, 2],
}

const http = { http: 'http://127.0.0.1/' }
const tls = { http: 'https://127.0.0.1/' }
const tcp = { tcp: '127.0.0.1:25' }
const statistics = { stats: 'http://127.0.0.1/haproxy?stats' }

/** What a check with the key looks like, before and after. */
const checks: Readonly<Record<string, readonly [Tree, Tree]>> = {
  backend: [{ backend: 'b1' }, { backend: 'b2' }],
  frontend: [{ frontend: 'b1' }, { backend: 'b1' }],
  shared: [http, { ...http, shared: true }],
  'count-maintenance': [{ backend: 'b1' }, { backend: 'b1', 'count-maintenance': true }],
  http: [http, { http: 'http://127.0.0.1/other' }],
  'expect.status': [http, { ...http, expect: { status: '200' } }],
  'expect.body': [http, { ...http, expect: { body: 'ok' } }],
  'expect.headers': [http, { ...http, expect: { headers: { server: 'x' } } }],
  headers: [http, { ...http, headers: { host: 'web' } }],
  socket: [http, { ...http, socket: '/run/web.sock' }],
  'credentials.env': [http, { ...http, credentials: { env: 'SECRET' } }],
  'credentials.file': [http, { ...http, credentials: { file: '/etc/secret' } }],
  insecure: [tls, { ...tls, insecure: true }],
  ca: [tls, { ...tls, ca: '/etc/ca.pem' }],
  tcp: [tcp, { tcp: '127.0.0.1:26' }],
  send: [
    { ...tcp, expect: 'x' },
    { ...tcp, send: 'y', expect: 'x' },
  ],
  expect: [tcp, { ...tcp, expect: '220' }],
  tls: [tcp, { ...tcp, tls: true }],
  'server-name': [
    { ...tcp, tls: true },
    { ...tcp, tls: true, 'server-name': 'web' },
  ],
  command: [{ command: ['/bin/c1'] }, { command: ['/bin/c2'] }],
}

const peer = { address: '10.0.0.4', as: 65001 }
const peers = (own: Tree) => ({ sessions: { peers: [{ ...peer, ...own }] } })
const session: Readonly<Record<string, readonly [unknown, unknown]>> = {
  'router-id': ['10.0.0.1', '10.0.0.2'],
  as: [65001, 65002],
  'hold-time': [30, 60],
  multihop: [2, 3],
  families: [['ipv4'], ['ipv4', 'ipv6']],
  'md5-file': ['/etc/one', '/etc/two'],
  'graceful-restart': [120, 240],
  'local-address': ['10.0.0.1', '10.0.0.2'],
  address: ['10.0.0.4', '10.0.0.5'],
}

const service = (one: Tree, other: Tree): readonly [Tree, Tree] => [{ services: { web: one } }, { services: { web: other } }]
const section = (name: string, one: unknown, other: unknown): readonly [Tree, Tree] => [{ [name]: one }, { [name]: other }]
const withTls = (other: Tree): Tree => ({ listen: '127.0.0.1:9780', tls: { cert: '/etc/cert.pem', key: '/etc/key.pem', ...other } })
const tiers = (one: Tree, other: Tree) => service({ tiers: [one] }, { tiers: [other] })

const others: Readonly<Record<string, readonly [Tree, Tree]>> = {
  'haproxy.stats': section('haproxy', { stats: '/run/a' }, { stats: '/run/b' }),
  'haproxy.events': section('haproxy', {}, { events: 'health' }),
  'haproxy.credentials.env': section('haproxy', statistics, { ...statistics, credentials: { env: 'SECRET' } }),
  'haproxy.credentials.file': section('haproxy', statistics, { ...statistics, credentials: { file: '/etc/secret' } }),
  'haproxy.insecure': section('haproxy', { stats: 'https://127.0.0.1/' }, { stats: 'https://127.0.0.1/', insecure: true }),
  'haproxy.ca': section('haproxy', { stats: 'https://127.0.0.1/' }, { stats: 'https://127.0.0.1/', ca: '/etc/ca.pem' }),
  'bgp.local-as': section('bgp', { 'local-as': 65010, prepend: 1 }, { 'local-as': 65011, prepend: 1 }),
  'bgp.neighbors': section('bgp', { neighbors: ['10.0.0.4', '10.0.0.5'] }, { neighbors: ['10.0.0.5', '10.0.0.6'] }),
  'bgp.permit': section('bgp', {}, { permit: ['192.0.2.0/24 ge 32', '2001:db8::/32 ge 128'] }),
  'defaults.warmup': section('defaults', {}, { warmup: '10s' }),
  'defaults.stale': section('defaults', {}, { stale: '20s' }),
  'exabgp.dialect': section('exabgp', {}, { dialect: '5.0' }),
  'exabgp.ack': section('exabgp', {}, { ack: 'off' }),
  'exabgp.refresh': section('exabgp', {}, { refresh: '2m' }),
  'exabgp.end-of-rib': section('exabgp', {}, { 'end-of-rib': 'on' }),
  'exabgp.state-file': section('exabgp', {}, { 'state-file': 'off' }),
  'control.socket': section('control', {}, { socket: 'off' }),
  'control.group': section('control', {}, { group: 'staff' }),
  'control.mode': section('control', {}, { mode: '0600' }),
  'control.read-only': section('control', {}, { 'read-only': '/run/read.sock' }),
  'record.file': section('record', { file: '/var/a' }, { file: '/var/b' }),
  'record.size': section('record', { file: '/var/a' }, { file: '/var/a', size: '1MB' }),
  'record.files': section('record', { file: '/var/a' }, { file: '/var/a', files: 3 }),
  'metrics.textfile': section('metrics', {}, { textfile: '/var/a.prom' }),
  'metrics.per-check': section('metrics', {}, { 'per-check': 'off' }),
  'metrics.per-vip': section('metrics', {}, { 'per-vip': 'off' }),
  'status.listen': section('status', { listen: '127.0.0.1:9780' }, { listen: '127.0.0.1:9781' }),
  'status.names': section('status', { listen: '127.0.0.1:9780' }, { listen: '127.0.0.1:9780', names: ['lb1.example'] }),
  'status.token-file': section('status', { listen: '127.0.0.1:9780' }, { listen: '127.0.0.1:9780', 'token-file': '/etc/token' }),
  'status.tls.cert': section('status', withTls({}), withTls({ cert: '/etc/other.pem' })),
  'status.tls.key': section('status', withTls({}), withTls({ key: '/etc/other.pem' })),
  'status.tls.client-ca': section('status', withTls({}), withTls({ 'client-ca': '/etc/ca.pem' })),
  'log.level': section('log', {}, { level: 'debug' }),
  'log.format': section('log', {}, { format: 'json' }),
  'hooks[].on': section('hooks', [{ run: 'true' }], [{ run: 'true', on: ['down'] }]),
  'hooks[].run': section('hooks', [{ run: 'true' }], [{ run: ['/bin/true'] }]),
  'hooks[].timeout': section('hooks', [{ run: 'true' }], [{ run: 'true', timeout: '5s' }]),
  'services.<name>.hooks[].on': service({ hooks: [{ run: 'true' }] }, { hooks: [{ run: 'true', on: ['down'] }] }),
  'services.<name>.hooks[].run': service({ hooks: [{ run: 'true' }] }, { hooks: [{ run: ['/bin/true'] }] }),
  'services.<name>.hooks[].timeout': service({ hooks: [{ run: 'true' }] }, { hooks: [{ run: 'true', timeout: '5s' }] }),
  'loopback.manage': section('loopback', {}, { manage: 'on' }),
  'loopback.interface': section('loopback', { manage: 'on' }, { manage: 'on', interface: 'dummy0' }),
  'loopback.linger': section('loopback', { manage: 'on' }, { manage: 'on', linger: '5s' }),
  'loopback.remove': section('loopback', { manage: 'on' }, { manage: 'on', remove: 'withdrawn' }),
  'services.<name>.loopback.manage': service({}, { loopback: { manage: 'on' } }),
  'services.<name>.loopback.interface': service({ loopback: { manage: 'on' } }, { loopback: { manage: 'on', interface: 'dummy0' } }),
  'services.<name>.loopback.linger': service({ loopback: { manage: 'on' } }, { loopback: { manage: 'on', linger: '5s' } }),
  'services.<name>.loopback.remove': service({ loopback: { manage: 'on' } }, { loopback: { manage: 'on', remove: 'withdrawn' } }),
  'reload.withdraw': section('reload', {}, { withdraw: '60%' }),
  'services.<name>.vips': service({ vips: ['192.0.2.1/32'] }, { vips: ['192.0.2.1/32', '192.0.2.3/32'] }),
  'services.<name>.require': service({}, { require: 'any' }),
  'services.<name>.tiers[].capacity': tiers({ capacity: '40%' }, { capacity: '50%' }),
  'services.<name>.tiers[].leave': tiers({ capacity: '40%' }, { capacity: '40%', leave: '30%' }),
  'services.<name>.tiers[].servers': tiers({ servers: 1 }, { servers: 2 }),
  'services.<name>.unknown': service({}, { unknown: 'down' }),
  'services.<name>.evidence-max-age': service({ require: 'any' }, { require: 'any', 'evidence-max-age': '1m' }),
  'services.<name>.increase': service({ vips: ['192.0.2.1/32', '192.0.2.3/32'] }, { vips: ['192.0.2.1/32', '192.0.2.3/32'], increase: 1 }),
  'services.<name>.hold': service({}, { hold: '1s' }),
  'services.<name>.warm.for': service({ warm: { for: '1s' } }, { warm: { for: '2s' } }),
  'services.<name>.drain.for': service({ drain: { for: '1m' } }, { drain: { for: '2m' } }),
  'services.<name>.drain.until': service({ drain: { for: '1m' } }, { drain: { for: '1m', until: 'idle' } }),
  'services.<name>.drain.sessions': service({ drain: { for: '1m' } }, { drain: { for: '1m', sessions: 3 } }),
  'services.<name>.resume': service({}, { resume: 'manual' }),
  'services.<name>.require-local': service({}, { 'require-local': 'ignore' }),
  'services.<name>.maintenance-file': service({}, { 'maintenance-file': '/etc/maintenance' }),
}

/** `check` alone asks for profiles; and nothing may be another route there. */
const without = new Set([
  'bgp.profiles',
  'services.<name>.warm.path-information',
  'services.<name>.drain.path-information',
  'services.<name>.neighbors.<name>.path-information',
])

const at = (path: string, value: unknown): Tree => path.split('.').reduceRight<unknown>((below, name) => ({ [name]: below }), value) as Tree

const pairFor = (key: string): readonly [Tree, Tree] | undefined => {
  if (others[key] !== undefined) return others[key]
  const [, checkKey = ''] = /^services\.<name>\.checks\[\]\.(.+)$/.exec(key) ?? []
  const kind = checks[checkKey] ?? both(cadence[checkKey], (value) => ({ backend: 'b1', [checkKey]: value }))
  if (kind !== undefined) return service({ checks: [kind[0]] }, { checks: [kind[1]] })
  const [, peerKey = ''] = /^sessions\.peers\[\]\.(.+)$/.exec(key) ?? []
  if (session[peerKey] !== undefined) return both(session[peerKey], (value) => peers({ [peerKey]: value }))
  const [, shared = ''] = /^sessions\.([\w-]+)$/.exec(key) ?? []
  if (session[shared] !== undefined)
    return both(session[shared], (value) => ({
      sessions: { peers: [shared === 'as' ? { address: peer.address } : peer], [shared]: value },
    }))
  const [, place = '', name = ''] = /^(.*?)\.?((?:next-hop\.)?[\w-]+)$/.exec(key) ?? []
  const values =
    attributes[name] ?? (place.endsWith('damping') ? figures[name] : undefined) ?? (place === 'defaults' ? cadence[name] : undefined)
  return both(values, (value) => placed(place, name, value))
}

const both = (values: readonly [unknown, unknown] | undefined, made: (value: unknown) => Tree): readonly [Tree, Tree] | undefined =>
  values && [made(values[0]), made(values[1])]

const placed = (place: string, name: string, value: unknown): Tree => {
  const own = at(name, value)
  switch (place) {
    case 'services.<name>.tiers[]':
      return { services: { web: { tiers: [{ capacity: '1%', ...own }] } } }
    case 'services.<name>.warm':
    case 'services.<name>.drain':
      return { services: { web: { [place.endsWith('warm') ? 'warm' : 'drain']: { for: '1s', ...own } } } }
    case 'services.<name>.neighbors.<name>':
      return { bgp: { neighbors: ['10.0.0.4', '10.0.0.5', '10.0.0.6'] }, services: { web: { neighbors: { '10.0.0.5': own } } } }
    case 'services.<name>':
      return { services: { web: own } }
    default:
      return at(place.replace('<name>', 'web'), own)
  }
}

const merged = (one: Tree): Tree => ({
  ...one,
  bgp: { 'local-as': 65010, ...(one.bgp as Tree) },
  defaults: { rise: 1, ...(one.defaults as Tree) },
  services: {
    web: { vips: ['192.0.2.1/32', '2001:db8::1/128'], checks: [{ backend: 'b1' }], ...((one.services as Tree)?.web as Tree) },
    other: { vips: ['192.0.2.9/32'], checks: [{ backend: 'b2' }] },
  },
})

const world = (neighbors: Neighbors) => ({
  statistics: () => snapshots([['b1', '++--'], ['b2', '++++']]), // biome-ignore format: one line
  probe: () => ({ kind: 'measured' as const, measure: everything, reason: 'by the script' }),
  exabgp: neighbors.answer,
})

const addresses = ['10.0.0.4', '10.0.0.5', '10.0.0.6']
const keys = [...schemaKeys().keys()]
const leaves = keys.filter((key) => !keys.some((other) => other.startsWith(`${key}.`) || other.startsWith(`${key}[]`)))

for (const key of [...leaves, ...Object.keys(checks).map((name) => `services.<name>.checks[].${name}`)].filter(
  (one, index, all) => all.indexOf(one) === index,
)) {
  test(`${key}, changed alone`, async () => {
    if (without.has(key)) return
    const pair = pairFor(key)
    assert.ok(pair, 'a key needs two values in this test')
    const [one, other] = await Promise.all(pair.map(merged).map(configOf))
    assert.ok(one && other)
    assert.notEqual(meaningOf(one), meaningOf(other))
    const [reloaded, fresh] = [new Neighbors(addresses), new Neighbors(addresses)]
    const sim = new Simulation(one, world(reloaded)).until(5000)
    const planned = plan(sim.state, other, reads(5000))
    assert.ok(planned.rows.length > 0, 'the plan says nothing')
    const before = reloaded.changes.length
    sim.inject(5000, { type: 'configured', config: other })
    if (key.endsWith('maintenance-file')) sim.inject(5001, { type: 'maintenance', service: 'web', forMs: undefined })
    sim.until(10_000)
    new Simulation(other, world(fresh)).until(10_000)
    assert.deepEqual(Object.fromEntries([...reloaded.held].sort()), Object.fromEntries([...fresh.held].sort()))
    if (key.startsWith('bgp.') || key.startsWith('exabgp.')) return
    assert.deepEqual(reloaded.changes.slice(before).filter(({ vip }) => vip === '192.0.2.9/32'), []) // biome-ignore format: one line
  })
}
