// Does a line that doctor has one type change what is wrong, and nothing beside it?
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { nodeFor } from '../../lib/commands/doctor/machine.ts'
import { readConfig } from '../../lib/config/read.ts'
import { readUnit } from '../../lib/doctor/unit.ts'
import { told } from './told.ts'
import { own, rewrite, typed, type World, world } from './world.ts'

const textOf = ({ yaml }: World): string => readFileSync(yaml, 'utf8')

/** Our configuration with these neighbors, in a YAML where their addresses stand elsewhere too. */
const yamlWith = (neighbors: string): string => `# 10.0.0.1 and 10.0.0.3 were neighbors
bgp:
  local-as: 65010
  permit: ["10.0.0.0/8 ge 32"]
  ${neighbors}
services:
  web:
    vips: [10.0.0.17/32, 10.0.0.11/32]
    checks: [{http: "http://10.0.0.1:8080/health"}]
`

/** By what stands there: what the first line leaves. */
const neighborMends: readonly (readonly [string, string | undefined])[] = [
  ['neighbors: [10.0.0.1]', 'neighbors: [10.0.0.2]'],
  ['neighbors: ["10.0.0.1"] # to 10.0.0.1', 'neighbors: ["10.0.0.2"] # to 10.0.0.1'],
  ['neighbors: 10.0.0.1', 'neighbors: 10.0.0.2'],
  ['neighbors:\n    - 10.0.0.1', 'neighbors:\n    - 10.0.0.2'],
  ['neighbors: [10.0.0.2, 10.0.0.1]', 'neighbors: [10.0.0.2]'],
  ['neighbors: [10.0.0.1, 10.0.0.2]', 'neighbors: [10.0.0.2]'],
  ["neighbors: ['10.0.0.1', '10.0.0.2']", "neighbors: ['10.0.0.2']"],
  ['neighbors: 10.0.0.2, 10.0.0.1', 'neighbors: 10.0.0.2'],
  ['neighbors:\n    - 10.0.0.1\n    - 10.0.0.2', 'neighbors:\n    - 10.0.0.2'],
  ['neighbors: [10.0.0.1, 10.0.0.3]', 'neighbors: [10.0.0.2, 10.0.0.3]'],
  ['neighbors: [10.0.0.2,\n    10.0.0.1]', undefined],
]

for (const [before, after] of neighborMends)
  test(`${JSON.stringify(before)} is mended where it stands, and no VIP, check or remark`, async () => {
    const around = world()
    rewrite(around.conf, 'neighbor 127.0.0.1', 'neighbor 10.0.0.2')
    writeFileSync(around.yaml, yamlWith(before))
    process.env.EDITOR = 'true'
    const mend = await typed(around, 'yaml-neighbors')
    assert.equal(textOf(around), yamlWith(after ?? before))
    assert.equal(/EDITOR:-vi} \+6 /.test(mend), after === undefined, mend)
  })

test('what is left of several strange neighbors takes the place of one of them alone', async () => {
  const around = world()
  rewrite(around.conf, 'neighbor 127.0.0.1', 'neighbor 10.0.0.2')
  writeFileSync(around.yaml, yamlWith('neighbors: [10.0.0.1, 10.0.0.3]'))
  for (const _ of [1, 2]) await typed(around, 'yaml-neighbors')
  assert.equal(textOf(around), yamlWith('neighbors: [10.0.0.2]'))
})

test('two lines that were printed at once may be typed one after the other', async () => {
  const around = world()
  rewrite(around.conf, 'hold-time 30;', 'hold-time 30;\n    rate-limit 10;\n    adj-rib-out false;')
  const good = readFileSync(around.conf, 'utf8').replace('    rate-limit 10;\n', '')
  const stale = (await around.look('adj-rib-out'))[0]?.mend ?? ''
  await typed(around, 'rate-limit')
  await typed({ ...around, look: async () => [{ level: 'warn', seen: '', mend: stale }] }, 'adj-rib-out')
  assert.equal(readFileSync(around.conf, 'utf8'), good)
})

test('of two statements in a line that has the same words twice, the one that is wrong is changed', async () => {
  const around = world()
  const [, ...others] = readFileSync(around.conf, 'utf8').split('neighbor 127.0.0.1 {')
  const neighbor = (address: string, hold: number) =>
    `neighbor ${address} {${others.join('').replace('hold-time 30', `hold-time ${hold}`)}`.replace(/\n\s*/g, ' ')
  const conf = readFileSync(around.conf, 'utf8').split('neighbor 127')[0]
  writeFileSync(around.conf, `${conf}${neighbor('127.0.0.1', 30)}${neighbor('127.0.0.2', 180)}${neighbor('127.0.0.3', 180)}\n`)
  await typed(around, 'hold-time')
  await typed(around, 'hold-time')
  assert.equal(readFileSync(around.conf, 'utf8'), `${conf}${['1', '2', '3'].map((one) => neighbor(`127.0.0.${one}`, 30)).join('')}\n`)
})

test('a statement that goes on in the next line is left to a person', async () => {
  const around = world()
  rewrite(around.conf, 'hold-time 30;', 'rate-limit \\\n    10;')
  process.env.EDITOR = 'true'
  assert.match(await typed(around, 'rate-limit'), /^\$\{EDITOR:-vi\} \+10 /)
})

test('a VIP that two processes have is taken from the list of its service, and stays in what else names it', async () => {
  const around = world()
  const text = (vips: string) =>
    `bgp: {local-as: 65010, permit: [192.0.2.7/32, "192.0.2.0/24 ge 32"]}\nservices: {web: {vips: ${vips}, checks: [{command: "true"}]}}\n`
  writeFileSync(around.yaml, text('[192.0.2.7/32]'))
  const second = `${around.folder}/two.yaml`
  writeFileSync(second, text('[192.0.2.7, 192.0.2.8]'))
  rewrite(
    around.conf,
    'neighbor 127',
    `process two {\n    run ${around.folder}/exabgp-haproxy --config ${second};\n    encoder text;\n}\nneighbor 127`,
  )
  await typed(around, 'shared-vip')
  assert.equal(readFileSync(second, 'utf8'), text('[192.0.2.8]'))
})

test('a process too many goes, and one whose name begins so stays in the list', async () => {
  const around = world()
  const block = (name: string, run: string) => `process ${name} {\n    run ${run};\n    encoder text;\n}\n`
  const run = `${around.folder}/exabgp-haproxy --config ${around.yaml}`
  rewrite(around.conf, 'neighbor 127', `${block('two', run)}${block('two-more', '/bin/cat')}neighbor 127`)
  rewrite(around.conf, '[ rhi ]', '[ two-more, two, rhi ]')
  const good = readFileSync(around.conf, 'utf8').replace(block('two', run), '').replace('[ two-more, two, rhi ]', '[ two-more rhi ]')
  await typed(around, 'shared-vip')
  assert.equal(readFileSync(around.conf, 'utf8'), good)
})

test('a misspelled key is changed where it stands, and not where the same word stands before it', async () => {
  const around = world()
  const flow = (key: string) => `bgp: {local-as: 65010}\nservices: {chekcs: {vips: [192.0.2.7/32], ${key}: [{command: "true"}]}}\n`
  writeFileSync(around.yaml, flow('chekcs'))
  await typed(around, 'config-valid')
  assert.equal(textOf(around), flow('checks'))
})

/** A block that announces VIPs for ever, and what is left of it by one line. */
const staticRoutes: readonly (readonly [string, string])[] = [
  ['static { route VIP/32 next-hop self;\n route 203.0.113.0/24 next-hop self; }', 'static { \n route 203.0.113.0/24 next-hop self; }'],
  ['static { route 203.0.113.0/24 next-hop self; route VIP next-hop self; }', 'static { route 203.0.113.0/24 next-hop self;  }'],
  ['announce { ipv4 { unicast VIP/32 next-hop self; } }', 'announce { ipv4 {  } }'],
  ['static { route VIP/32 { next-hop self; } }', 'static {  }'],
  ['static {\n attributes next-hop self nlri VIP/32;\n}', 'static {\n}'],
]

for (const [block, left] of staticRoutes)
  test(`the VIP in ${JSON.stringify(block)} is found, and goes alone`, async () => {
    const around = world()
    assert.deepEqual(await around.look('static-route'), [])
    const good = readFileSync(around.conf, 'utf8')
    rewrite(around.conf, '    family', `${block.replace('VIP', own)}\n    family`)
    const mend = await typed(around, 'static-route')
    assert.equal(readFileSync(around.conf, 'utf8'), good.replace('    family', `${left}\n    family`), mend)
    assert.deepEqual(await around.look('static-route'), [])
  })

test('a VIP is found in every spelling, and what a person has to decide is left to him', async () => {
  const around = world()
  writeFileSync(
    around.yaml,
    textOf(around)
      .replace(/vips: .*/, 'vips: ["2001:db8::1/128"]')
      .replace('permit: [', 'permit: ["::/0 ge 128", '),
  )
  for (const route of [
    'route 2001:DB8:0:0::1/128 next-hop 2001:db8::9',
    'route 2001:db8::0001 {\n next-hop 2001:db8::9;\n}',
    'attributes next-hop 2001:db8::9 nlri 2001:db8::1/128 2001:db8::2/128',
  ]) {
    rewrite(around.conf, '    family', `static { ${route}; }\n    family`.replace('};', '}'))
    const [found] = await around.look('static-route')
    assert.match(found?.seen ?? '', /announces 2001:db8::1\/128 for ever$/)
    assert.match(found?.mend ?? '', route.startsWith('route 2001:DB8') ? /^sed -i '11s/ : /^\$\{EDITOR/)
    rewrite(around.conf, `static { ${route}; }\n`.replace('};', '}'), '')
  }
})

test('an expression for processes counts where it fits the name of ours', async () => {
  for (const [list, isHeard] of [
    ['rh.*', true],
    ['other.*', false],
    ['hi', false],
  ] as const) {
    const around = world()
    rewrite(around.conf, 'processes [ rhi ];', `processes-match [ "${list}" ];`)
    const [found] = await around.look('api-block')
    assert.equal(found?.seen, isHeard ? undefined : `neighbor 127.0.0.1 lists ${list}, and no process of ours`)
    if (isHeard) continue
    await typed(around, 'api-block')
    assert.match(readFileSync(around.conf, 'utf8'), /processes-match \[ rhi /)
    assert.deepEqual(await around.look('api-block'), [])
  }
})

test('where there is a unit of ExaBGP its PATH is what mends an old Node, and no other program loses its own', async () => {
  const node = { found: 'v18.20.4', own: '/opt/node22/bin/node', path: '/usr/local/bin:/usr/bin' }
  assert.match(
    (await told('node-version', { node: { ...node, isUnits: true } }))[0]?.mend ?? '',
    /Environment=PATH=\/opt\/node22\/bin:\/usr\/local\/bin:\/usr\/bin/,
  )
  assert.equal(
    (await told('node-version', { node: { ...node, isUnits: false } }))[0]?.mend,
    'ln -s /opt/node22/bin/node /usr/local/bin/node',
  )
  const unit = readUnit('LoadState=loaded\n')
  assert.deepEqual([(await nodeFor(unit)).isUnits, (await nodeFor(undefined)).isUnits], [true, false])
})

test('a backend that HAProxy does not have is renamed, and not those that begin so', async () => {
  const around = world()
  const text = (name: string) =>
    `checks: [{backend: ${name}}, {backend: web-1}, {backend: "${name}"}, {frontend: web}]\n  - backend: ${name}\n`
  writeFileSync(around.yaml, text('web'))
  const probe = { wrong: ['web: HAProxy has no backend web. Did you mean "web2"?'], remarks: [], rings: [] }
  const file = { path: around.yaml, text: text('web') }
  const ours = [{ process: undefined, file, config: await readConfig({ flags: {} }) }]
  const facts = { probe, ours, socket: { path: '', state: 'usable' } } as const
  await typed({ ...around, look: (id) => told(id, facts) }, 'haproxy-probe')
  assert.equal(textOf(around), text('web2').replace('"web2"', 'web2'))
})
