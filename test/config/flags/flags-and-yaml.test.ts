// Do flags and the YAML that says the same make the same configuration?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { type FlagName, type FlagValues, flags } from '../../../lib/config/flags/flags.ts'
import { formatProblem } from '../../../lib/config/problems/problem.ts'
import { type ReadConfig, readConfig } from '../../../lib/config/read.ts'

type Pairs = Readonly<Record<string, string>>

type Example = {
  readonly settings: { readonly [Name in FlagName]?: string | readonly string[] }
  readonly checks: readonly { readonly kind: 'backend' | 'frontend' | 'http' | 'tcp' | 'command'; readonly value: string }[]
  readonly tiers: readonly Pairs[]
  readonly down: 'withdraw' | Pairs
}

const duration = fc.constantFrom('200ms', '1s', '0.5', '2m', '1')
const number = fc.nat(4294967295).map(String)
const communities = fc.uniqueArray(fc.constantFrom('65010:1', '65010:30', 'graceful-shutdown', '0:0'), { minLength: 1 })

const settings = fc.record(
  {
    vip: fc.uniqueArray(fc.constantFrom('192.0.2.1', '192.0.2.8/29', '2001:db8::1', '2001:DB8:1::/64'), { minLength: 1 }),
    'local-as': fc.constantFrom('65010', '1.10', '4200000000'),
    require: fc.constantFrom('all', 'any'),
    unknown: fc.constantFrom('hold', 'down'),
    'maintenance-file': fc.constantFrom('/etc/exabgp/maintenance', '/tmp/a b'),
    stats: fc.constantFrom('/run/a.sock', 'abns@a', '127.0.0.1:9999', '[::1]:9999', 'http://127.0.0.1/haproxy?stats'),
    'next-hop': fc.constantFrom('self', '192.0.2.9', '2001:db8::9'),
    prepend: fc.constantFrom('0', '1', '32'),
    med: number,
    'local-preference': number,
    'path-information': number,
    community: communities,
    'large-community': fc.constant(['65010:1:2']),
    'extended-community': fc.constant(['target:65010:100', '0x0002fdf200000064']),
    origin: fc.constantFrom('igp', 'egp', 'incomplete'),
    aigp: fc.constantFrom('0', '18446744073709551615'),
    neighbor: fc.constantFrom(['10.0.0.1'], ['10.0.0.1', '2001:db8::5']),
    permit: fc.constantFrom(['192.0.2.0/24 ge 29'], ['192.0.2.0/24 ge 29 le 32', '2001:db8::/32 ge 64']),
    interval: fc.constantFrom('1s', '2m', '1'),
    'fast-interval': fc.constantFrom('200ms', '0.5'),
    timeout: duration,
    rise: fc.integer({ min: 1, max: 100 }).map(String),
    fall: fc.integer({ min: 1, max: 100 }).map(String),
    warmup: duration,
    stale: duration,
    refresh: fc.constantFrom('1s', '60', '5m'),
    dialect: fc.constantFrom('auto', '4.2', '5.0', '6.0'),
    ack: fc.constantFrom('auto', 'on', 'off'),
    record: fc.constantFrom('/var/log/rhi.jsonl', '/tmp/a b'),
    'record-size': fc.constantFrom('64kB', '1.5MB', '1GB', '16000000'),
    'record-files': fc.constantFrom('2', '100'),
    'log-level': fc.constantFrom('error', 'warn', 'info', 'debug'),
    'log-format': fc.constantFrom('text', 'json'),
  },
  { requiredKeys: ['vip', 'local-as', 'record'] },
)

// In the order in which flags make checks.
const checks = fc
  .uniqueArray(fc.constantFrom('backend', 'frontend', 'http', 'tcp', 'command'), { minLength: 1 })
  .map((kinds) => (['backend', 'frontend', 'http', 'tcp', 'command'] as const).filter((kind) => kind === 'backend' || kinds.includes(kind)))
  .map((kinds) =>
    kinds.map((kind) => ({
      kind,
      value: { backend: 'http_back', frontend: 'f:1', http: 'http://127.0.0.1/?a=b', tcp: '127.0.0.1:22', command: 'a && b' }[kind],
    })),
  )

const attributes = fc.record(
  { prepend: fc.constantFrom('0', '2'), med: number, community: fc.constantFrom('65010:5', '65010:5,65010:6'), origin: fc.constant('igp') },
  { requiredKeys: ['prepend'] },
)

const ladders = [[], ['75%'], ['75%', '25%'], ['100%', '50.5%', '0.1%']]
const tiers = fc
  .tuple(fc.constantFrom(...ladders), attributes)
  .map(([ladder, own]): readonly Pairs[] => ladder.map((capacity) => ({ capacity, leave: '0.1%', ...own })))

const down = fc.oneof(fc.constant('withdraw' as const), attributes)

const asFlags = (example: Example): FlagValues => {
  const pairs = (map: Pairs) =>
    Object.entries(map)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ')
  const ofChecks = Object.fromEntries(example.checks.map(({ kind, value }) => [kind, value]))
  const tier = example.tiers.length === 0 ? {} : { tier: example.tiers.map(pairs) }
  const given = { ...example.settings, ...ofChecks, ...tier, down: example.down === 'withdraw' ? 'withdraw' : pairs(example.down) }
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { label: `--${name}`, values: [value].flat() }]))
}

const asYaml = (example: Example): string => {
  const tree: Record<string, Record<string, unknown>> = { main: {} }
  for (const [name, value] of Object.entries(example.settings)) {
    const flag = Object.entries(flags).find(([own]) => own === name)?.[1]
    const [section, key] = flag?.to === 'setting' ? flag.path : ['main', flag?.path[0]]
    tree[section ?? ''] = { ...tree[section ?? ''], [key ?? '']: value }
  }
  const { main, ...sections } = tree
  const service = {
    ...main,
    checks: example.checks.map(({ kind, value }) => ({ [kind]: value })),
    ...(example.tiers.length > 0 && { tiers: example.tiers }),
    down: example.down,
  }
  return stringify({ ...sections, services: { main: service } }, { defaultStringType: 'PLAIN' })
}

const withoutPlaces = (read: ReadConfig) => (read.ok ? [read.config, read.warnings.map(({ text }) => text)] : read.problems)

test('flags and the equivalent YAML make the same configuration', async () => {
  await fc.assert(
    fc.asyncProperty(fc.record({ settings, checks, tiers, down }), async (example) => {
      const byFlags = await readConfig({ flags: asFlags(example) })
      const byYaml = await readConfig({ file: { name: 'test.yaml', text: asYaml(example) }, flags: {} })
      assert.ok(byFlags.ok, byFlags.ok ? '' : byFlags.problems.map(formatProblem).join('\n'))
      assert.deepEqual(withoutPlaces(byYaml), withoutPlaces(byFlags))
    }),
    { numRuns: 300 },
  )
})
