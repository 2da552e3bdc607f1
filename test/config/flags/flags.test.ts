// What do flags and the environment come to, and how are their mistakes reported?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../../lib/config/config.ts'
import { commands } from '../../../lib/config/flags/arguments.ts'
import { flagNames, flags, variableOf } from '../../../lib/config/flags/flags.ts'
import { readArguments } from '../../../lib/config/flags/read-arguments.ts'
import { formatProblem } from '../../../lib/config/problems/problem.ts'
import { readConfig } from '../../../lib/config/read.ts'

type Given = Readonly<Record<string, string | readonly string[]>>

const problemsOf = async (given: Given, environment: Given = {}, file?: string): Promise<readonly string[]> => {
  const result = await readWith(given, environment, file)
  return 'config' in result ? [] : result.problems.map(formatProblem)
}

const configOf = async (given: Given, environment: Given = {}, file?: string): Promise<Config> => {
  const result = await readWith(given, environment, file)
  if ('config' in result) return result.config
  throw new Error(result.problems.map(formatProblem).join('\n'))
}

const readWith = async (given: Given, environment: Given, file?: string) => {
  const texts = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]))
  const read = readArguments({ _: [], $0: 'exabgp-haproxy', ...given }, texts, [])
  const result = await readConfig({ ...(file !== undefined && { file: { name: 'test.yaml', text: file } }), flags: read.flags })
  return result.ok && read.problems.length === 0 ? result : { problems: [...read.problems, ...(result.ok ? [] : result.problems)] }
}

const web = { vip: '192.0.2.1', backend: 'b' }

test('a VIP and a backend are enough', async () => {
  const { services } = await configOf(web)
  assert.deepEqual(
    services.map(({ name, vips, checks }) => [name, vips.map(({ text }) => text), checks.map(({ kind }) => kind)]),
    [['main', ['192.0.2.1/32'], ['backend']]],
  )
})

test('repeatable flags repeat, in the environment by line or by space', async () => {
  const { services, permit } = await configOf(
    { http: ['http://127.0.0.1/a', 'http://127.0.0.1/b'], require: 'any' },
    {
      EXABGP_HAPROXY_VIP: '192.0.2.1 192.0.2.2\n192.0.2.3\n',
      EXABGP_HAPROXY_TIER: 'capacity=50% prepend=0\ncapacity=10% med=5',
      EXABGP_HAPROXY_PERMIT: '192.0.2.0/24 ge 32\n198.51.100.0/24 ge 32 le 32',
      EXABGP_HAPROXY_COMMAND: 'true && true',
    },
  )
  assert.deepEqual(
    services.map(({ vips, checks, tiers }) => [vips.length, checks.map(({ kind }) => kind), tiers.map(({ enter }) => enter.least)]),
    [[3, ['http', 'http', 'command'], [0.5, 0.1]]],
  )
  assert.equal(permit.length, 2)
})

test('a flag goes before the environment, and an empty variable is none', async () => {
  const { log, exabgp } = await configOf({ ...web, 'log-level': 'debug' }, { EXABGP_HAPROXY_LOG_LEVEL: 'error', EXABGP_HAPROXY_ACK: '' })
  assert.deepEqual([log.level, exabgp.ack], ['debug', 'auto'])
})

test('tiers and down take key=value pairs', async () => {
  const { services } = await configOf({
    ...web,
    'local-as': '65010',
    tier: ['capacity=75% leave=65%', 'servers=1 prepend=2 community=65535:0,65010:1 next-hop=192.0.2.9'],
    down: 'as-path=65010,65010',
  })
  const [service] = services
  assert.deepEqual(service?.tiers, [
    { enter: { measure: 'capacity', least: 0.75 }, leave: { measure: 'capacity', least: 0.65 }, attributes: {} },
    {
      enter: { measure: 'servers', least: 1 },
      leave: { measure: 'servers', least: 1 },
      attributes: { prepend: 2, communities: ['65535:0', '65010:1'], nextHop: { ipv4: '192.0.2.9', ipv6: 'self' } },
    },
  ])
  assert.deepEqual(service?.down, { asPath: [65010, 65010] })
})

test('flags go before the file, key by key', async () => {
  const file = `haproxy: {stats: "http://127.0.0.1/stats", credentials: {env: STATS}}
bgp: {local-as: 65010, as-path: 65010, med: 1}
services: {web: {vips: [192.0.2.1], checks: [{backend: b}]}}`
  const config = await configOf({ config: 'test.yaml', prepend: '2', stats: 'http://127.0.0.2/stats', rise: '1' }, {}, file)
  assert.deepEqual(config.services[0]?.tiers[0]?.attributes, { prepend: 2, med: 1 })
  assert.deepEqual(config.haproxy.stats, {
    kind: 'http',
    url: 'http://127.0.0.2/stats;csv',
    tls: { insecure: false },
    credentials: { kind: 'environment', name: 'STATS' },
  })
  assert.equal(config.services[0]?.checks[0]?.rise, 1)
})

test('without anything it is said what is needed', async () => {
  assert.deepEqual(await problemsOf({}), ['Expected --config FILE, or --vip and a check such as --backend, got neither'])
})

test('a VIP without a check, or a check without a VIP, lacks the other', async () => {
  assert.deepEqual(await problemsOf({ vip: ['192.0.2.1'] }), [
    '--backend, --frontend, --http, --tcp, --command: Expected at least one check, got none',
  ])
  assert.deepEqual(await problemsOf({ backend: ['b'] }), ['--vip: Expected at least one VIP, got none'])
})

test('every mistake names the flag or the variable', async () => {
  const given = {
    vip: ['010.0.0.1', '192.0.2.1/32', '127.0.0.1'],
    backend: ['b', 'b;c'],
    http: 'http://user:secret@127.0.0.1/',
    tier: ['capacity=75', 'capacity=50% perpend=2', 'abc', 'capacity=5% capacity=4%', 'servers=2 leave=3'],
    down: 'prepend=2',
    'as-path': '65010 x',
    prepend: '1e1',
    community: ['65010:666', 'blackhole'],
    credentials: 'user:secret',
    rise: ['1', '2'],
    fall: '',
    bakend: 'b',
    x: '1',
  }
  assert.deepEqual(await problemsOf(given, { EXABGP_HAPROXY_LOG_LEVEL: 'verbose', EXABGP_HAPROXY_NEIGHBOR: '10.0.0.1 peer' }), [
    '--bakend: Expected a known flag. Did you mean "--backend"?',
    '-x: Expected a known flag, as --help lists them',
    '--tier: Expected key=value pairs separated by spaces, every key once, got "abc"',
    '--tier: Expected key=value pairs separated by spaces, every key once, got "capacity=5% capacity=4%"',
    '--credentials: Expected env:NAME or file:/path',
    '--rise: Expected one value, got "1" and "2"',
    '--fall: Expected a value, got nothing',
    'EXABGP_HAPROXY_NEIGHBOR: Expected an IPv4 or IPv6 address, got "peer"',
    '--prepend: Expected a number from 0 to 32, got "1e1"',
    '--as-path: Expected an AS number from 1 to 4294967294, other than 23456, got "65010 x"',
    '--community: Expected a community other than 65535:666 (BLACKHOLE, RFC 7999), which drops the traffic of a VIP, got "blackhole"',
    'EXABGP_HAPROXY_LOG_LEVEL: Expected one of error, warn, info, debug, got "verbose"',
    '--vip: Expected a prefix such as 192.0.2.1/32 or 2001:db8::1/128, got "010.0.0.1"',
    '--backend: Expected a name of letters, digits and any of - _ . : as HAProxy allows them, got "b;c"',
    '--http: Expected a URL without user:password; name where they stand under "credentials", as {env: NAME} or {file: /path}, got "http://…@127.0.0.1/"',
    '--tier: capacity: Expected a percentage such as 75%, above 0% and up to 100%, got "75". Did you mean "75%"?',
    '--tier: perpend: Expected a known key, got "perpend". Did you mean "prepend"?',
    '--as-path: Expected either prepend or as-path, got both',
    '--down: prepend: Expected local-as to be set, which a prepend repeats, got nothing',
    '--vip: Expected a VIP that may be announced, got 127.0.0.1/32: loopback (127.0.0.0/8) is never announced',
    '--tier: leave: Expected at most the servers of the tier, 2, got 3',
  ])
})

test('a flag that would hold a password is not repeated in a problem', async () => {
  assert.deepEqual(await problemsOf({ ...web, credentials: ['user:secret', 'env:NAME'], stats: 'http://127.0.0.1/stats' }), [
    '--credentials: Expected env:NAME or file:/path',
    '--credentials: Expected one value',
  ])
})

test('a password in an address that is none is not repeated, also where its @ is escaped', async () => {
  for (const stats of ['u:secret@h@:9999x', 'u:secret%40h:x', 'http:/u:secret%40h/x'])
    assert.doesNotMatch((await problemsOf({ ...web, stats })).join(), /secret/)
})

test('beside a file no flag may describe a service', async () => {
  const file = 'services: {web: {vips: [192.0.2.1], checks: [{backend: b}]}}'
  assert.deepEqual(await problemsOf({ config: 'test.yaml', tier: 'capacity=1%' }, { EXABGP_HAPROXY_VIP: '192.0.2.1' }, file), [
    'EXABGP_HAPROXY_VIP: Expected no EXABGP_HAPROXY_VIP beside --config',
    '--tier: Expected no --tier beside --config',
  ])
})

test('problems of flags and of the file come together', async () => {
  const file = 'log: {level: loud}\nservices: {web: {vips: [192.0.2.1], checks: [{backend: b}]}}'
  assert.deepEqual(await problemsOf({ config: 'test.yaml', rise: '0' }, {}, file), [
    '--rise: Expected a number from 1 to 100, got "0"',
    'test.yaml:1:14: log.level: Expected one of error, warn, info, debug, got "loud"',
  ])
})

test('a section of the file that is no map is not replaced by flags', async () => {
  const file = 'bgp: [65010]\nservices: {web: {vips: [192.0.2.1], checks: [{backend: b}]}}'
  assert.deepEqual(await problemsOf({ config: 'test.yaml', med: '1' }, {}, file), ['test.yaml:1:6: bgp: Expected a map, got a list'])
})

test('words that are no flags are reported', async () => {
  const problems = (words: readonly string[]) => readArguments({ _: words, $0: '' }, {}, []).problems.map(formatProblem)
  assert.deepEqual(problems(['run']), [])
  assert.deepEqual(problems(['chek', 'x']), [
    `Expected flags, or one of the commands ${commands.join(', ')}, got "chek". Did you mean "check"?`,
  ])
  assert.deepEqual(problems(['check', 'x']), ['Expected flags only, got "x"'])
})

test('every flag has one line of description and a variable of its own', () => {
  for (const name of flagNames) assert.match(flags[name].description, /^[^\n]{10,160}$/)
  assert.equal(new Set(flagNames.map(variableOf)).size, flagNames.length)
  assert.equal(variableOf('local-as'), 'EXABGP_HAPROXY_LOCAL_AS')
})
