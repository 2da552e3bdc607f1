// Is it said in advance where routers would prefer a service that can serve less?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblem } from '../../../lib/config/problems/problem.ts'
import { readConfig } from '../../../lib/config/read.ts'

const found = async (bgp: string, ...service: readonly string[]): Promise<readonly string[]> => {
  const lines = [`bgp: {local-as: 65010${bgp}}`, 'services:', '  web:', '    vips: [192.0.2.1]', '    checks: [{backend: b}]']
  const text = [...lines, ...service.map((line) => `    ${line}`)].join('\n')
  const read = await readConfig({ file: { name: 'test.yaml', text }, flags: {} })
  assert.ok(read.ok)
  return read.warnings.map((problem) => formatProblem(problem).replace('a route that is no better than that of', '…'))
}

test('a lower tier, and down, with fewer prepends are warned of at their places', async () => {
  assert.deepEqual(await found('', 'tiers: [{capacity: 75%, prepend: 3}, {capacity: 50%}]', 'down: {prepend: 1}'), [
    'test.yaml:6:42: services.web.tiers[1]: warning: Expected … tier 1 (prepend 3), as routers would prefer this node when it can serve less, got prepend 0',
    'test.yaml:7:5: services.web.down: warning: Expected … tier 1 (prepend 3), as routers would prefer this node when it is down, got prepend 1',
  ])
  assert.deepEqual(await found('', 'prepend: 3', 'down: {prepend: 0}'), [
    'test.yaml:7:5: services.web.down: warning: Expected … tier 1 (prepend 3), as routers would prefer this node when it is down, got prepend 0',
  ])
})

for (const [above, below, words] of [
  ['prepend: 2, med: 5', 'prepend: 2, med: 4', 'tier 1 (med 5)'],
  ['med: 5', 'local-preference: 100', 'tier 1 (med 5)'],
  ['local-preference: 50', 'prepend: 9', 'tier 1 (local-preference 50)'],
  ['as-path: 65010 65010 65010', 'prepend: 1', 'tier 1 (an as-path of 3)'],
] as const) {
  test(`${below} is better than ${above}`, async () => {
    const [line = '', ...more] = await found('', `tiers: [{capacity: 75%, ${above}}, {capacity: 50%, ${below}}]`)
    assert.ok(line.includes(words), line)
    assert.deepEqual(more, [])
  })
}

for (const [above, below] of [
  ['med: 5', 'med: 5'],
  ['med: 5', 'prepend: 1'],
  ['prepend: 4', 'local-preference: 50'],
  ['community: "65010:1"', 'community: "65010:2"'],
] as const) {
  test(`${below} is no better than ${above}`, async () => {
    assert.deepEqual(
      await found(', med: 5', `tiers: [{capacity: 75%, ${above}}, {capacity: 50%, ${below}}]`, 'down: {prepend: 9, local-preference: 1}'),
      [],
    )
  })
}

test('what holds for the service and the node counts, and what a drain says cannot be better', async () => {
  assert.deepEqual(await found(', prepend: 3', 'down: {}', 'drain: {for: 30s, prepend: 0, local-preference: 500}'), [])
  assert.equal((await found(', prepend: 3', 'med: 5', 'tiers: [{capacity: 1%}, {capacity: 0.5%, med: 4}]')).length, 1)
})

test('for one neighbor alone down may be the better route', async () => {
  const [line = '', ...more] = await found(', neighbors: [10.0.0.2, 10.0.0.3]', 'down: {prepend: 2}', 'neighbors: {10.0.0.3: {prepend: 4}}')
  assert.match(line, /services\.web\.down: warning: .* tier 1 \(prepend 4\), .* got prepend 2 towards 10\.0\.0\.3$/)
  assert.deepEqual(more, [])
})

test('with a tier that cannot be read the others are compared', async () => {
  const text =
    'services: {web: {vips: [192.0.2.1], checks: [{backend: b}], tiers: [{capacity: 75%, med: 9}, {capacity: x}, {capacity: 5%, med: 1}]}}'
  const read = await readConfig({ file: { name: 'test.yaml', text }, flags: {} })
  assert.deepEqual(read.ok ? [] : read.problems.map(({ warning, place }) => [warning === true, place.path.join('.')]), [
    [false, 'services.web.tiers.1.capacity'],
    [true, 'services.web.tiers.2'],
  ])
})
