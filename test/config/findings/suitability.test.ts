// Is it said in advance what the sessions of the configuration do not bear?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblem } from '../../../lib/config/problems/problem.ts'
import { readConfig } from '../../../lib/config/read.ts'

const found = async (sessions: string, ...service: readonly string[]): Promise<readonly string[]> => {
  const text = ['bgp: {local-as: 65010}', `sessions: ${sessions}`, 'services:', '  web:', '    checks: [{backend: b}]', ...service].join(
    '\n',
  )
  const read = await readConfig({ file: { name: 'test.yaml', text }, flags: {} })
  assert.ok(read.ok)
  return read.warnings.map(formatProblem)
}

const internal = '{as: 65010, peers: [10.0.0.2]}'
const external = '{as: 65515, peers: [10.0.0.2, 10.0.0.3]}'
const vip = '    vips: [192.0.2.1]'
const both = '    vips: [192.0.2.1, "2001:db8::1"]'

test('a prepend towards an iBGP peer is a warning at its place, and none towards an eBGP peer', async () => {
  const tier = '    tiers: [{capacity: 50%}, {capacity: 1%, prepend: 2}]'
  assert.deepEqual(await found(internal, vip, tier), [
    'test.yaml:7:54: services.web.tiers[1].prepend: warning: Expected no own AS in the path towards 10.0.0.2, which drops it as a loop over iBGP; med or local-preference ranks paths there, got prepend 2',
  ])
  assert.deepEqual(await found(external, vip, tier), [])
})

test('a path with the AS of an eBGP peer is a warning', async () => {
  assert.deepEqual(
    await found('{peers: [{address: 10.0.0.2, as: 65515}, {address: 10.0.0.3, as: 65516}]}', vip, '    as-path: 65010 65515'),
    [
      'test.yaml:7:14: services.web.as-path: warning: Expected no AS of the peer in the path towards 10.0.0.2, which drops it as a loop, got as-path 65010 65515',
    ],
  )
})

test('local-preference towards eBGP peers is one warning, and none towards an iBGP peer', async () => {
  const drain = '    drain: {for: 30s, local-preference: 50}'
  assert.deepEqual(await found(external, vip, drain), [
    'test.yaml:7:41: services.web.drain.local-preference: warning: Expected no local-preference towards 10.0.0.2, 10.0.0.3, as it is not sent over eBGP; prepend or med ranks paths there, got 50',
  ])
  assert.deepEqual(await found(internal, vip, drain), [])
})

test('aigp towards eBGP peers is one warning, and none towards an iBGP peer', async () => {
  const tier = '    tiers: [{capacity: 1%, aigp: 500}]'
  assert.deepEqual(await found(external, vip, tier), [
    'test.yaml:7:34: services.web.tiers[0].aigp: warning: Expected no aigp towards 10.0.0.2, 10.0.0.3, as ExaBGP 4.2 never sends it over eBGP, and 5.0 only with capability { aigp enable; }; med ranks paths there, got 500',
  ])
  assert.deepEqual(await found(internal, vip, tier), [])
  const both = '{peers: [{address: 10.0.0.2, as: 65515}, {address: 10.0.0.3, as: 65010}]}'
  const [line, ...more] = await found(both, vip, tier)
  assert.match(line ?? '', / towards 10\.0\.0\.2, as ExaBGP/)
  assert.deepEqual(more, [])
})

test('next-hop self of an IPv6 VIP over IPv4 sessions alone is a warning, and none with a written one or a session over IPv6', async () => {
  assert.deepEqual(await found(external, both), [
    'test.yaml:6:23: services.web.vips[1]: warning: Expected next-hop: {ipv6: ADDRESS}, as self is no IPv6 address over the IPv4 session with 10.0.0.2, 10.0.0.3: without it the VIP is not announced there, got self',
  ])
  assert.deepEqual(await found(external, both, '    next-hop: {ipv6: "2001:db8::2"}'), [])
  assert.deepEqual(await found('{as: 65515, peers: [10.0.0.2, "2001:db8:1::2"]}', both), [])
})

test('a VIP of a family that no session carries is one warning with all that is missing', async () => {
  const narrow = '{as: 65515, families: [ipv4], peers: [10.0.0.2]}'
  const place = 'test.yaml:6:23: services.web.vips[1]: warning: Expected ipv6 among the families of a peer (10.0.0.2)'
  assert.deepEqual(await found(narrow, both), [
    `${place}, and next-hop: {ipv6: ADDRESS}: without it nobody hears of the VIP, got 2001:db8::1/128`,
  ])
  assert.deepEqual(await found(narrow, both, '    next-hop: {ipv6: "2001:db8::2"}'), [
    `${place}: without it nobody hears of the VIP, got 2001:db8::1/128`,
  ])
})

test('next-hop self of an IPv4 VIP over IPv6 sessions alone is a warning', async () => {
  assert.deepEqual(await found('{as: 65515, peers: ["2001:db8:1::2"]}', vip), [
    'test.yaml:6:12: services.web.vips[0]: warning: Expected next-hop: {ipv4: ADDRESS}, as self is the router ID over the IPv6 session with 2001:db8:1::2, got self',
  ])
})

test('what a service says for one neighbor goes before what its tiers say for all, and is looked at for that one alone', async () => {
  const tier = '    tiers: [{capacity: 50%}, {capacity: 1%, local-preference: 50}]'
  const own = (attributes: string) => `    neighbors: {10.0.0.2: {${attributes}}}`
  const both = '{peers: [{address: 10.0.0.2, as: 65515}, {address: 10.0.0.3, as: 65010}]}'
  assert.equal((await found(both, vip, tier)).length, 1)
  assert.equal((await found(both, vip, tier, own('med: 5'))).length, 1)
  const [line, ...more] = await found(both, vip, own('local-preference: 50'))
  assert.match(
    line ?? '',
    /^test\.yaml:7:\d+: services\.web\.neighbors\["10\.0\.0\.2"\]\.local-preference: warning: .* towards 10\.0\.0\.2, /,
  )
  assert.deepEqual(more, [])
  assert.deepEqual(await found(both, vip, '    prepend: 1', '    neighbors: {10.0.0.3: {prepend: 0, med: 5}}'), [])
})

test('a neighbor that only a service names is looked at as well', async () => {
  const text = (neighbors: string) =>
    [
      'bgp: {local-as: 65010, neighbors: [10.0.0.2]}',
      'sessions: {peers: [{address: 10.0.0.2, as: 65515}, {address: 10.0.0.3, as: 65010}]}',
      `services: {web: {vips: [192.0.2.1], checks: [{backend: b}], prepend: 1${neighbors}}}`,
    ].join('\n')
  const loops = async (neighbors: string) => {
    const read = await readConfig({ file: { name: 'test.yaml', text: text(neighbors) }, flags: {} })
    return (read.ok ? read.warnings : read.problems).map(formatProblem).filter((line) => line.includes('as a loop'))
  }
  assert.deepEqual(await loops(''), [])
  const [line = '', ...more] = await loops(', neighbors: {10.0.0.3: {med: 5}}')
  assert.match(line, /services\.web\.prepend: warning: .* towards 10\.0\.0\.3, which drops it as a loop/)
  assert.deepEqual(more, [])
})

test('a next hop for one neighbor is none for the others, and its address may be written in any form', async () => {
  const own = (neighbor: string) => `    neighbors: {"${neighbor}": {next-hop: {ipv6: "2001:db8::2"}}}`
  const [line, ...more] = await found(external, both, own('10.0.0.2'))
  assert.match(line ?? '', /over the IPv4 session with 10\.0\.0\.3: without it/)
  assert.deepEqual(more, [])
  const overIpv6 = '{as: 65515, families: [ipv4, ipv6], peers: ["2001:db8:1::2"]}'
  assert.equal((await found(overIpv6, both)).length, 1)
  assert.deepEqual(await found(overIpv6, both, '    neighbors: {"2001:DB8:1:0::2": {next-hop: {ipv4: 192.0.2.9}}}'), [])
})
