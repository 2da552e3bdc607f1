// Does the configuration of ExaBGP say what the record says, in these very words?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Asn, parseAsn } from '../../lib/bgp/as-path.ts'
import { type Configuration, exabgpConfiguration, type Neighbor } from '../../lib/exabgp-conf/configuration.ts'
import { md5Lines, parseMd5Password } from '../../lib/exabgp-conf/md5-password.ts'
import { isWritable, written } from '../../lib/exabgp-conf/quoting.ts'

const asn = (text: string): Asn => {
  const parsed = parseAsn(text)
  if (!parsed.ok) throw new Error(parsed.expected)
  return parsed.value
}

const neighbor: Neighbor = {
  address: '10.16.96.4',
  localAddress: '172.16.156.70',
  peerAs: asn('65515'),
  holdTimeS: 30,
  families: ['ipv4'],
}

const configuration: Configuration = {
  run: ['/usr/bin/node', '/usr/local/bin/exabgp-haproxy', 'run', '--config=/etc/exabgp/exabgp-haproxy.yaml'],
  routerId: '172.16.156.70',
  localAs: asn('65010'),
  neighbors: [neighbor],
}

const cases: Readonly<Record<string, Configuration>> = {
  'one-router': configuration,
  'two-routers-by-flags': {
    ...configuration,
    run: [
      ...['/usr/bin/node', '/opt/a b/exabgp-haproxy', 'run', '--vip=9.9.9.9/32', '--vip=2001:db8::9', '--backend=http_back'],
      ...['--tier=capacity=75% prepend=1', String.raw`--command=/bin/check #1; grep -c \d {} [a,b]`],
    ],
    neighbors: [neighbor, { ...neighbor, address: '10.16.96.5' }],
  },
  everything: {
    ...configuration,
    localAs: asn('4200000000'),
    neighbors: [
      {
        ...neighbor,
        families: ['ipv4', 'ipv6'],
        multihop: 2,
        md5Password: 'abcd',
        gracefulRestartS: 120,
        capabilities: ['aigp enable'],
        manualEor: true,
      },
      {
        ...neighbor,
        address: '2001:db8::4',
        localAddress: '2001:db8::70',
        peerAs: asn('4200000000'),
        holdTimeS: 9,
        families: ['ipv6'],
        md5Password: String.raw`it's a "secret" \o/`,
      },
    ],
  },
}

for (const [name, given] of Object.entries(cases)) {
  test(`${name} is written as in its file`, () => {
    assert.equal(exabgpConfiguration(given), readFileSync(join(import.meta.dirname, 'configuration', `${name}.conf`), 'utf8'))
  })
}

test('a word is quoted where it has to be, and refused where that does not help', () => {
  assert.deepEqual(['--config=/a-b/c.d', '', 'a b', 'a;b', String.raw`a\b`, 'ü'].map(written), [
    '--config=/a-b/c.d',
    '""',
    '"a b"',
    '"a;b"',
    String.raw`"a\\b"`,
    '"ü"',
  ])
  for (const word of ['a"b', "a'b", 'a\nb', 'a\u0085b']) {
    assert.equal(isWritable(word), false)
    assert.throws(() => written(word), /cannot stand/)
  }
})

test('a password is one line of printable ASCII, at most 80 characters', () => {
  const read = (text: string) => {
    const password = parseMd5Password(text)
    return password.ok ? password.value : undefined
  }
  for (const text of ['x', 'x y', ' x ', 'x'.repeat(80)])
    assert.deepEqual([read(text), read(`${text}\n`), read(`${text}\r\n`)], [text, text, text])
  for (const text of ['', '\n', 'x\n\n', 'x\ny', 'x\ty', 'é', 'x'.repeat(81)]) assert.equal(read(text), undefined, JSON.stringify(text))
})

test('a password that looks like base64 is said to be none; one with quotation marks is base64', () => {
  assert.deepEqual(md5Lines('abcd'), ['md5-password abcd;', 'md5-base64 false;'])
  assert.deepEqual(md5Lines('a#b;'), ['md5-password "a#b;";', 'md5-base64 false;'])
  assert.deepEqual(md5Lines("it's"), ['md5-password aXQncw==;', 'md5-base64 true;'])
})
