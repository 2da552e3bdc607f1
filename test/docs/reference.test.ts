// Does the reference name every key, flag, variable and log line, and nothing else?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flagNames, flags, variableOf } from '../../lib/config/flags/flags.ts'
import { readConfig } from '../../lib/config/read.ts'
import { write } from '../../lib/exabgp/command.ts'
import { logLine } from '../../lib/log/line.ts'
import { routesOf } from '../../lib/policy/desired.ts'
import { statusJsonSchema } from '../../lib/status/json-schema.ts'
import { families } from '../../lib/status/metrics/families.ts'
import { labelsOf } from '../../lib/status/metrics/family.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'
import { blocksIn, quotedIn, readDocument, tableOf, tablesIn } from './markdown.ts'
import { samples } from './news-samples.ts'
import { schemaKeys } from './schema-keys.ts'
import { session } from './status-session.ts'

const keyTables = tablesIn('REFERENCE.md').filter(({ header }) => header[0] === 'key')

/** Each key of the reference by its whole path; a table under a heading with several paths holds for each. */
const documented = new Map<string, { readonly meaning: string }>(
  keyTables.flatMap(({ heading, rows }) =>
    quotedIn(heading).flatMap((path) => rows.map(([key = '', , , meaning = '']) => [`${path}.${quotedIn(key)[0]}`, { meaning }] as const)),
  ),
)

const sections = [
  'haproxy',
  'bgp',
  'defaults',
  'sessions',
  'exabgp',
  'control',
  'record',
  'metrics',
  'status',
  'hooks',
  'log',
  'loopback',
  'reload',
  'services',
]

test('every key of the configuration stands in the reference, and no other', () => {
  const known = [...schemaKeys().keys()].filter((path) => !sections.includes(path))
  assert.ok(known.length > 50)
  assert.deepEqual([...documented.keys()].sort(), known.sort())
})

test('every section has its heading', () => {
  const headings = keyTables.flatMap(({ heading }) => quotedIn(heading))
  assert.deepEqual(
    sections.filter(
      (section) => !headings.some((heading) => [`${section}`, `${section}[]`].includes(heading) || heading.startsWith(`${section}.`)),
    ),
    [],
  )
})

test('the meaning of every key begins as --help and editors say it', () => {
  const wrong = [...schemaKeys()].filter(([path, descriptions]) => {
    const meaning = documented.get(path)?.meaning
    return meaning !== undefined && ![...descriptions].some((description) => meaning.startsWith(description))
  })
  assert.deepEqual(wrong, [])
})

test('no key stands in the reference twice', () => {
  const all = keyTables.flatMap(({ heading, rows }) => quotedIn(heading).flatMap((path) => rows.map(([key]) => `${path} ${key}`)))
  assert.deepEqual(
    all.filter((key, index) => all.indexOf(key) !== index),
    [],
  )
})

const below = { service: 'services.main.', check: 'services.main.checks[].', setting: '', file: '' } as const

test('every flag stands in the reference with its variable and its key, and no other', () => {
  const expected = flagNames.map((name) => {
    const { to, path, repeatable } = flags[name]
    const sets = to === 'file' ? 'the file' : `\`${below[to]}${path.join('.')}\``
    return [`\`--${name}\``, `\`${variableOf(name)}\``, sets, repeatable ? 'many' : 'once']
  })
  assert.deepEqual(tableOf('REFERENCE.md', 'flag').rows, expected)
})

// Not news of the engine: who writes these has them as they are.
const byTheProgram = [
  '`started`',
  '`shared-vip`',
  '`orders-forgotten`',
  '`orders-hidden`',
  '`output`',
  '`record`',
  '`addresses-file`',
  '`state-file`',
  '`hook`',
  '`textfile`',
  '`mistake`',
]

test('every sort of log line stands in the reference with its level, an example and its fields, and no other', () => {
  const expected = Object.values(samples).map((news) => {
    const { level, message, fields } = logLine(news)
    const names = Object.keys(fields).filter((name) => name !== 'event')
    assert.deepEqual(
      names.filter((name) => ['level', 'message', 'timestamp'].includes(name)),
      [],
      'what a line of JSON has of its own',
    )
    return [`\`${news.type}\``, level, `\`${message}\``, names.map((name) => `\`${name}\``).join(', ')]
  })
  assert.deepEqual(
    tableOf('REFERENCE.md', 'event').rows.filter(([event = '']) => !byTheProgram.includes(event)),
    expected,
  )
})

test('what OPERATING alerts on are events of the log', () => {
  const known = tableOf('REFERENCE.md', 'event').rows.map(([event]) => event)
  const alerted = tableOf('OPERATING.md', 'when').rows.flatMap(([, event = '']) => event.split(', ').filter((one) => one !== 'none'))
  assert.ok(alerted.length > 10)
  assert.deepEqual(
    alerted.filter((event) => !known.includes(event)),
    [],
  )
})

test('the defaults that are written out are the defaults', async () => {
  const block = blocksIn('yaml').find(({ text }) => text.includes('warmup: 15s'))?.text ?? ''
  const bare = 'services: {web: {vips: [9.9.9.9/32], checks: [{backend: http_back}, {http: "http://127.0.0.1/"}]}}'
  const read = (text: string) => readConfig({ file: { name: 'test', text }, flags: {} })
  const [written, left] = [await read(block), await read(bare)]
  assert.ok(written.ok && left.ok)
  const { attributes, ...tier } = written.config.services[0]?.tiers[0] ?? {}
  assert.deepEqual(attributes, { nextHop: { ipv4: 'self', ipv6: 'self' } }, 'a next hop that is not written is self')
  const services = written.config.services.map((service) => ({ ...service, tiers: [{ ...tier, attributes: {} }], attributes: {} }))
  assert.deepEqual({ ...written.config, services }, left.config)
})

test('what waits, waits as long as its row says', async () => {
  for (const [setting = '', down = '', sent = ''] of tableOf('REFERENCE.md', 'setting').rows) {
    const [own = ''] = quotedIn(setting)
    const check = 'backend: http_back, rise: 1, fall: 1, interval: 1s, fast-interval: 1s'
    const text = `bgp: {local-as: 65010}\nservices: {web: {vips: [9.9.9.9/32], checks: [{${check}}]${own === '' ? '' : `, ${own}`}}}`
    const read = await readConfig({ file: { name: 'test', text }, flags: {} })
    assert.ok(read.ok, setting)
    const times = [...down.matchAll(/from (\d+) s to (\d+) s/g)].map(([, from, to]) => [Number(from) * 1000, Number(to) * 1000] as const)
    const statistics = (at: number) => snapshot(times.some(([from = 0, to = 0]) => at >= from && at < to) ? '--' : '++')
    const simulation = new Simulation(read.config, { statistics, exabgp: exabgp() }).until(2_000_000)
    assert.deepEqual(changesOf(simulation), sent.split(', '), setting)
  }
})

/** Changes of the route after the start, as the rows tell them. */
const changesOf = ({ sent }: Simulation): readonly string[] =>
  sent
    .filter(({ line }) => /^(announce|withdraw) route/.test(line))
    .filter(({ line }, index, all) => line !== all[index - 1]?.line)
    .filter(({ at }) => at > 30_000)
    .map(({ at, line }) => {
      const path = /as-path \[ (.*) \]/.exec(line)?.[1]?.split(' ') ?? []
      const prepends = path.length > 1 ? ` with prepend ${path.length - 1}` : ''
      return `${Math.round(at / 1000)} s ${line.split(' ')[0]}${prepends}`
    })

test('the example of one neighbor is announced as its table says', async () => {
  const text = blocksIn('yaml').find((block) => block.text.includes('10.16.96.5: {prepend: 2'))?.text ?? ''
  const read = await readConfig({ file: { name: 'REFERENCE.md', text }, flags: {} })
  assert.ok(read.ok && read.warnings.length === 0)
  const [service] = read.config.services
  assert.ok(service)
  const { localAs, exabgp: settings } = read.config
  const verdicts = { 'on tier 1': 0, 'on tier 2': 1, draining: 'draining', down: 'down' } as const
  const rows = Object.entries(verdicts).map(([title, verdict]) => [
    title,
    ...routesOf(service, verdict, false, localAs).map((route) => {
      const line = write({ kind: 'announce', routes: [route] }, { dialect: '4.2', neighbors: settings.neighbors, spelling: new Map() })
      return `\`${line.replace(`neighbor ${route.to} `, '')}\``
    }),
  ])
  assert.deepEqual(tableOf('REFERENCE.md', 'the service is').rows, rows)
})

test('every field of a snapshot stands in the reference, and no other', () => {
  const schema: Schema = statusJsonSchema()
  const section = readDocument('REFERENCE.md').split('\n### Status as JSON\n')[1]?.split('\n## ')[0] ?? ''
  const rows = [...section.matchAll(/^\| (the snapshot|`([\w.[\]]+)`) \| (.*) \|$/gm)]
  assert.ok(rows.length > 10)
  for (const [, , path = '', fields = ''] of rows)
    assert.deepEqual(
      [...fields.matchAll(/`(\w+)`/g)].map(([, name]) => name),
      Object.keys(schemaAt(schema, path).properties ?? {}),
      path,
    )
})

type Schema = { readonly properties?: Readonly<Record<string, Schema>>; readonly items?: Schema }

const schemaAt = (schema: Schema, path: string): Schema =>
  path.split('.').reduce<Schema>((inner, key) => {
    const own = inner.properties?.[key.replace('[]', '')]
    return key === '' ? inner : ((key.endsWith('[]') ? own?.items : own) ?? {})
  }, schema)

test('what OPERATING.md shows of status is what it prints', () => {
  const shown = Object.entries(session()).map(([command, lines]) => `$ ${command}\n${lines.join('\n')}\n`)
  const [block] = blocksIn('').filter(({ text }) => text.startsWith('$ exabgp-haproxy status\n'))
  assert.equal(block?.text, shown.join('\n'))
})

test('every metric stands in the reference with its type, labels and meaning, and no other', () => {
  const expected = families.map(({ of, name, type, help, reading }) => {
    const own = 'label' in reading ? [reading.label] : 'labels' in reading ? reading.labels : []
    return [`\`${name}\``, type, [...labelsOf[of], ...own].map((label) => `\`${label}\``).join(', '), help]
  })
  assert.deepEqual(tableOf('REFERENCE.md', 'metric').rows, expected)
})
