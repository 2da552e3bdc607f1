// Is every rule of a provider applied, at its place, in these very words?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sameRoutes } from '../../../lib/config/findings/profiles/capacity.ts'
import { readArguments } from '../../../lib/config/flags/read-arguments.ts'
import { formatProblem, type Problem } from '../../../lib/config/problems/problem.ts'
import { readConfig } from '../../../lib/config/read.ts'
import { profileNames } from '../../../lib/config/schema/profile-name.ts'

type Judged = { readonly ok: boolean; readonly found: readonly string[] }

const judge = async (text: string): Promise<Judged> => judged(await readConfig({ file: { name: 'test.yaml', text }, flags: {} }))

const judged = (result: Awaited<ReturnType<typeof readConfig>>): Judged => {
  const problems: readonly Problem[] = result.ok ? result.warnings : result.problems
  return { ok: result.ok, found: problems.map(formatProblem) }
}

/** One line of `bgp`, and a service with these lines. */
const configuration = (profiles: string, bgp: string, ...service: readonly string[]): string =>
  [
    `bgp: {profiles: [${profiles}]${bgp === '' ? '' : `, ${bgp}`}}`,
    'services:',
    '  web:',
    '    checks: [{backend: b}]',
    ...(service.some((line) => line.startsWith('vips')) ? service : ['vips: [192.0.2.1]', ...service]).map((line) => `    ${line}`),
  ].join('\n')

const vips = (count: number): string =>
  `vips: [${Array.from({ length: count }, (_, index) => `10.1.${index >> 8}.${index & 255}`).join(', ')}]`

const routeServerFaq = 'https://learn.microsoft.com/azure/route-server/route-server-faq'
const peering = 'https://learn.microsoft.com/azure/virtual-wan/scenario-bgp-peering-hub'
const reserved = '8074-8075, 12076, 23456, 64496-64511, 65515, 65517-65520, 65535-65551'
const removed = 'https://github.com/adstuart/azure-vwan-routemaps-asn'
const publicAs = 'a public AS number, as ExpressRoute removes private ones and on-premises sees all paths equally long'
const connect = 'https://docs.aws.amazon.com/vpc/latest/tgw/tgw-connect.html'
const quotas = 'https://docs.cloud.google.com/network-connectivity/docs/router/quotas'

const errors: Readonly<Record<string, readonly [text: string, ...found: readonly string[]]>> = {
  'azure-route-server: an AS number of 32 bits': [
    configuration('azure-route-server', 'local-as: 4200000000'),
    `test.yaml:1:49: bgp.local-as: Expected an AS number of 16 bits, 65535 at most, got 4200000000 (azure-route-server, 16-bit-asn: ${routeServerFaq})`,
  ],
  'azure-route-server: its own AS number in a path': [
    configuration('azure-route-server', 'local-as: 64496', 'tiers:', '- {capacity: 1%, as-path: 64000 65515}'),
    `test.yaml:1:49: bgp.local-as: Expected an AS number outside ${reserved}, got 64496 (azure-route-server, reserved-asn: ${routeServerFaq})`,
    'test.yaml:7:31: services.web.tiers[0].as-path: Expected an AS path without 65515, got 64000 65515 (azure-route-server, own-asn: https://learn.microsoft.com/azure/route-server/multiregion)',
    `test.yaml:7:31: services.web.tiers[0].as-path: warning: Expected ${publicAs}, got 64000 65515 (azure-route-server, private-prepend: ${removed})`,
  ],
  'azure-route-server: IPv6': [
    configuration('azure-route-server', 'neighbors: [10.0.0.4, "2001:db8::4"]', 'vips: [192.0.2.1, "2001:db8::1"]'),
    `test.yaml:1:61: bgp.neighbors[1]: Expected an IPv4 address, as sessions over IPv6 are not supported, got 2001:db8::4 (azure-route-server, ipv4-only: ${routeServerFaq})`,
    `test.yaml:5:23: services.web.vips[1]: Expected an IPv4 VIP, as IPv6 is not supported, got 2001:db8::1/128 (azure-route-server, ipv4-only: ${routeServerFaq})`,
  ],
  'azure-route-server: a session over IPv6 that only a service names': [
    configuration('azure-route-server', 'neighbors: 10.0.0.4', 'neighbors:', '  "2001:DB8::4": {prepend: 0}'),
    'test.yaml:7:7: services.web.neighbors["2001:DB8::4"]: warning: Expected 2001:db8::4, unless exabgp.conf has the same letters, which ExaBGP compares, got "2001:DB8::4"',
    'test.yaml:7:7: services.web.neighbors["2001:DB8::4"]: warning: Expected one of bgp.neighbors (10.0.0.4), to which it is added, got "2001:DB8::4"',
    `test.yaml:7:7: services.web.neighbors["2001:DB8::4"]: Expected an IPv4 address, as sessions over IPv6 are not supported, got 2001:db8::4 (azure-route-server, ipv4-only: ${routeServerFaq})`,
    `test.yaml:7:7: services.web.neighbors["2001:DB8::4"]: warning: Expected the same routes with the same attributes to both peers, got prepend for one (azure-route-server, same-routes: ${routeServerFaq})`,
  ],
  'azure-route-server: a session over IPv6 among those of exabgp-conf': [
    `sessions: {as: 65515, peers: [10.0.0.4, {address: "2001:db8::4"}]}\n${configuration('azure-route-server', 'local-as: 64000')}`,
    `test.yaml:1:41: sessions.peers[1]: Expected an IPv4 address, as sessions over IPv6 are not supported, got 2001:db8::4 (azure-route-server, ipv4-only: ${routeServerFaq})`,
  ],
  'azure-route-server: 501 VIPs': [
    configuration('azure-route-server', '', vips(501)),
    'test.yaml:5:5792: services.web.vips[500]: Expected at most 500 VIPs, as routes announced again count twice towards the 1000 at which the session is closed, got 501 (azure-route-server, routes: https://www.simonpainter.com/route-server-prefix-limit/)',
  ],
  'azure-vwan: a reserved AS number and IPv6': [
    configuration('azure-vwan', 'local-as: 65517', 'vips: ["2001:db8::1"]'),
    `test.yaml:1:41: bgp.local-as: Expected an AS number outside ${reserved}, got 65517 (azure-vwan, reserved-asn: ${peering})`,
    'test.yaml:5:12: services.web.vips[0]: Expected an IPv4 VIP, as IPv6 is not supported, got 2001:db8::1/128 (azure-vwan, ipv4-only: https://learn.microsoft.com/azure/virtual-wan/virtual-wan-faq)',
  ],
  'azure-vwan: 10001 VIPs': [
    configuration('azure-vwan', '', vips(10_001)),
    `test.yaml:5:47692: services.web.vips[4000]: warning: Expected at most 4000 VIPs, what is left for an appliance of the 10000 of a hub when everything else uses 6000, got 10001 (azure-vwan, hub-routes: ${peering})`,
    `test.yaml:5:123136: services.web.vips[10000]: Expected at most 10000 VIPs, which is all that a hub takes from everything connected to it, got 10001 (azure-vwan, routes: ${peering})`,
  ],
  'aws-tgw-connect: a session over IPv6': [
    configuration('aws-tgw-connect', 'neighbors: ["fd00::2", "fd00::3"]'),
    `test.yaml:1:48: bgp.neighbors[0]: Expected an IPv4 address, as sessions over IPv6 are not supported, got fd00::2 (aws-tgw-connect, ipv4-sessions: ${connect})`,
    `test.yaml:1:59: bgp.neighbors[1]: Expected an IPv4 address, as sessions over IPv6 are not supported, got fd00::3 (aws-tgw-connect, ipv4-sessions: ${connect})`,
  ],
  'gcp-cloud-router: 5001 VIPs': [
    configuration('gcp-cloud-router', '', vips(5001)),
    `test.yaml:5:2902: services.web.vips[250]: warning: Expected at most 250 VIPs, the destinations of a region unless its quota was raised; the longest prefixes are dropped first, got 5001 (gcp-cloud-router, region-routes: ${quotas})`,
    `test.yaml:5:60252: services.web.vips[5000]: Expected at most 5000 VIPs, above which the session is reset, got 5001 (gcp-cloud-router, routes: ${quotas})`,
  ],
}

const warnings: typeof errors = {
  'azure-route-server: one of two peers, a private prepend, MED and local preference': [
    configuration(
      'azure-route-server',
      'local-as: 65010, neighbors: [10.0.0.4], med: 10',
      'tiers: [{servers: 1, prepend: 2}]',
      'down: {local-preference: 50}',
    ),
    `test.yaml:1:67: bgp.neighbors: warning: Expected both addresses of the route server, and the same routes to both, got only 10.0.0.4 (azure-route-server, both-peers: ${routeServerFaq})`,
    `test.yaml:1:84: bgp.med: warning: Expected no med, whose effect is not documented; prepend is what ranks paths, got 10 (azure-route-server, med: ${routeServerFaq})`,
    `test.yaml:6:35: services.web.tiers[0].prepend: warning: Expected ${publicAs}, got 65010, prepended (azure-route-server, private-prepend: ${removed})`,
    `test.yaml:7:30: services.web.down.local-preference: warning: Expected no local-preference, which is not sent over eBGP; prepend is what ranks paths, got 50 (azure-route-server, ebgp: ${routeServerFaq})`,
  ],
  'azure-vwan: the next hop of another': [
    configuration(
      'azure-vwan',
      '',
      'next-hop: 192.0.2.9',
      'tiers: [{servers: 1, next-hop: {ipv4: 192.0.2.8}}, {capacity: 1%, next-hop: self}]',
    ),
    `test.yaml:6:15: services.web.next-hop: warning: Expected self, as the next hop has to be the address of the peer itself, got 192.0.2.9 (azure-vwan, next-hop: ${peering})`,
    `test.yaml:7:36: services.web.tiers[0].next-hop: warning: Expected self, as the next hop has to be the address of the peer itself, got 192.0.2.8 (azure-vwan, next-hop: ${peering})`,
  ],
  'azure-vwan: one of two peers of exabgp-conf': [
    `sessions: {as: 65515, peers: [10.0.0.4]}\n${configuration('azure-vwan', 'local-as: 64000')}`,
    `test.yaml:1:30: sessions.peers: warning: Expected both addresses of the hub router, and the same routes to both, got only 10.0.0.4 (azure-vwan, both-peers: ${peering})`,
  ],
  'azure-vwan: one of two peers, a private path, MED': [
    configuration('azure-vwan', 'neighbors: 10.0.0.4', 'as-path: [65010, 65010]', 'med: 1'),
    `test.yaml:1:42: bgp.neighbors: warning: Expected both addresses of the hub router, and the same routes to both, got only 10.0.0.4 (azure-vwan, both-peers: ${peering})`,
    `test.yaml:6:14: services.web.as-path: warning: Expected ${publicAs}, got 65010 65010 (azure-vwan, private-prepend: ${removed})`,
    'test.yaml:7:10: services.web.med: warning: Expected no med, whose effect is not documented; prepend is what ranks paths, got 1 (azure-vwan, med: https://learn.microsoft.com/azure/virtual-wan/about-virtual-hub-routing-preference)',
  ],
  'aws-tgw-connect: one of two sessions, tiers with other paths': [
    configuration(
      'aws-tgw-connect',
      'local-as: 65010, neighbors: 169.254.6.2',
      'tiers: [{capacity: 50%}, {capacity: 25%, prepend: 1}, {capacity: 1%, as-path: 65010 1}]',
    ),
    `test.yaml:1:64: bgp.neighbors: warning: Expected both BGP addresses of the Connect peer, and the same routes to both, got only 169.254.6.2 (aws-tgw-connect, both-peers: ${connect})`,
    `test.yaml:6:55: services.web.tiers[1].prepend: warning: Expected the same AS path on every tier: a node on another tier takes no part in ECMP, which needs identical AS paths, got prepend 1 (aws-tgw-connect, ecmp: ${connect})`,
    `test.yaml:6:83: services.web.tiers[2].as-path: warning: Expected the same AS path on every tier: a node on another tier takes no part in ECMP, which needs identical AS paths, got as-path 65010 1 (aws-tgw-connect, ecmp: ${connect})`,
  ],
  'aws-tgw-connect: 1001 VIPs': [
    configuration('aws-tgw-connect', '', vips(1001)),
    'test.yaml:5:11572: services.web.vips[1000]: warning: Expected at most 1000 VIPs, the quota of a Connect peer unless it was raised, got 1001 (aws-tgw-connect, routes: https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html)',
  ],
  'gcp-cloud-router: one of two peers, a longer path without MED': [
    configuration(
      'gcp-cloud-router',
      'local-as: 65010, neighbors: 10.0.0.4',
      'tiers: [{servers: 2, prepend: 1, med: 200}, {servers: 1, prepend: 2}]',
    ),
    'test.yaml:1:65: bgp.neighbors: warning: Expected both interfaces of the redundant pair, and the same routes to both, got only 10.0.0.4 (gcp-cloud-router, both-peers: https://cloud.google.com/compute/docs/reference/rest/v1/routers)',
    'test.yaml:6:71: services.web.tiers[1].prepend: warning: Expected med beside it: in the default (legacy) path selection, the length of the AS path does not count between tasks of Cloud Router, got prepend 2 (gcp-cloud-router, path-length: https://docs.cloud.google.com/network-connectivity/docs/router/concepts/learned-routes)',
  ],
}

for (const [title, [text, ...found]] of Object.entries(errors)) {
  test(`${title}: refused`, async () => assert.deepEqual(await judge(text), { ok: false, found }))
}

for (const [title, [text, ...found]] of Object.entries(warnings)) {
  test(`${title}: warned about`, async () => assert.deepEqual(await judge(text), { ok: true, found }))
}

test('other attributes for one of both neighbors are found through the whole configuration', async () => {
  for (const [profile, source] of [
    ['azure-route-server', routeServerFaq],
    ['azure-vwan', peering],
  ] as const) {
    const own = ['neighbors:', '  10.0.0.4: {community: 65010:1}']
    assert.deepEqual(await judge(configuration(profile, 'neighbors: [10.0.0.4, 10.0.0.5]', ...own)), {
      ok: true,
      found: [
        `test.yaml:7:7: services.web.neighbors["10.0.0.4"]: warning: Expected the same routes with the same attributes to both peers, got community for one (${profile}, same-routes: ${source})`,
      ],
    })
  }
})

test('both peers are named where a service names the other, or the sessions of exabgp-conf do', async () => {
  const remarks = async (text: string) => (await judge(text)).found.filter((line) => line.includes('both-peers'))
  const own = (neighbor: string) => ['neighbors:', `  ${neighbor}: {prepend: 0}`]
  assert.deepEqual(await remarks(configuration('azure-vwan', 'neighbors: 10.0.0.4', ...own('10.0.0.5'))), [])
  assert.equal((await remarks(configuration('azure-vwan', 'neighbors: 10.0.0.4', ...own('10.0.0.4')))).length, 1)
  const peers = (list: string) => `sessions: {as: 65515, peers: ${list}}\n${configuration('azure-vwan', 'local-as: 64000')}`
  assert.deepEqual(await remarks(peers('[10.0.0.4, 10.0.0.5]')), [])
  assert.deepEqual(await remarks(peers('[10.0.0.4, 10.0.0.999]')), [])
})

test('what every provider takes is not remarked on', async () => {
  const sound = 'local-as: 64000, neighbors: [10.0.0.4, 10.0.0.5], next-hop: self, community: graceful-shutdown'
  const text = configuration(profileNames.join(', '), sound, vips(250), 'tiers: [{capacity: 50%}]', 'down: {prepend: 3, med: 30}')
  const { ok, found } = await judge(text.replace(', med: 30', ''))
  assert.deepEqual([ok, found.map((line) => /\((\S+, \S+):/.exec(line)?.[1])], [true, ['gcp-cloud-router, path-length']])
  assert.deepEqual(await judge(configuration(profileNames.join(', '), sound, vips(250), 'tiers: [{capacity: 50%}]')), {
    ok: true,
    found: [],
  })
})

test('attributes are found wherever a service holds them', async () => {
  const lines = ['med: 1', 'tiers: [{capacity: 1%, med: 2}]', 'down: {med: 3}', 'warm: {for: 9s, med: 4}', 'drain: {for: 9s, med: 5}']
  const { found } = await judge(configuration('azure-vwan', 'med: 0', ...lines))
  assert.deepEqual(
    found.map((line) => /: (\S+): warning: .* got (\d) /.exec(line)?.slice(1).join(' ')),
    ['bgp.med 0', ...['med 1', 'tiers[0].med 2', 'down.med 3', 'warm.med 4', 'drain.med 5'].map((place) => `services.web.${place}`)],
  )
})

test('without a profile nothing is remarked on', async () => {
  const text = 'bgp: {local-as: 4200000000, prepend: 2, med: 1}\nservices: {web: {vips: ["2001:db8::1"], checks: [{backend: b}]}}'
  assert.deepEqual(await judge(text), { ok: true, found: [] })
})

test('a profile that does not exist is a mistake', async () => {
  assert.deepEqual(await judge(configuration('azure-vwam', '')), {
    ok: false,
    found: [
      'test.yaml:1:18: bgp.profiles[0]: Expected one of azure-route-server, azure-vwan, aws-tgw-connect, gcp-cloud-router, got "azure-vwam". Did you mean "azure-vwan"?',
    ],
  })
})

test('rules are held against what can be read beside other mistakes, and against a tree without end', async () => {
  const broken = await judge(configuration('azure-vwan', 'local-as: 65515', 'vips: [192.0.2.1/33, "2001:db8::1"]', 'med: many'))
  assert.deepEqual(
    broken.found.map((line) => line.split(':').slice(1, 4).join(':')),
    ['1:41: bgp.local-as', '5:12: services.web.vips[0]', '5:26: services.web.vips[1]', '6:10: services.web.med'],
  )
  assert.equal((await judge('bgp: {profiles: azure-vwan}\nservices: &a\n  a: *a\n')).ok, false)
})

test('flags take profiles, and are named as the place', async () => {
  const flags = { vip: '2001:db8::1', backend: 'b', 'local-as': '65010', prepend: '1', profile: ['azure-vwan', 'gcp-cloud-router'] }
  const { flags: given } = readArguments({ _: [], $0: '', ...flags }, {}, [])
  const { ok, found } = judged(await readConfig({ flags: given }))
  assert.deepEqual(
    [ok, found.map((line) => `${line.slice(0, line.indexOf(' Expected'))} ${/\((\S+, \S+):/.exec(line)?.[1]}`)],
    [
      false,
      [
        '--vip: azure-vwan, ipv4-only',
        '--prepend: warning: azure-vwan, private-prepend',
        '--prepend: warning: gcp-cloud-router, path-length',
      ],
    ],
  )
})

test('attributes for one neighbor only are other routes for one peer', () => {
  const level = (address: string, own: object) => ({ path: ['services', 'web', 'neighbors', address], own })
  const subject = {
    localAs: undefined,
    neighbors: [],
    vips: [],
    levels: [level('10.0.0.4', { prepend: 1, med: 2 }), level('10.0.0.5', {})],
  }
  assert.deepEqual(sameRoutes(subject), [
    {
      path: ['services', 'web', 'neighbors', '10.0.0.4'],
      expected: 'the same routes with the same attributes to both peers',
      got: 'prepend, med for one',
      key: true,
    },
  ])
})
