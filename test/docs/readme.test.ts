// Do README and OPERATING tell the truth about what is announced, and what is logged when something fails?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../lib/config/config.ts'
import { readConfig } from '../../lib/config/read.ts'
import { passing, unknown } from '../../lib/health/evidence.ts'
import { settle, unsettled } from '../../lib/health/hysteresis.ts'
import { nonEmpty } from '../../lib/values/non-empty.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'
import { failures } from './failures.ts'
import { blocksIn, quotedIn, readDocument, tableOf } from './markdown.ts'

const rows = tableOf('OPERATING.md', 'what fails').rows

test('README is for the first ten minutes: it has at most 150 lines', () => {
  assert.ok(readDocument('README.md').trimEnd().split('\n').length <= 150)
})

test('every row of the failure table is tried, and every failure that is tried has a row', () => {
  assert.deepEqual(rows.map(([what]) => what).sort(), Object.keys(failures).sort())
})

for (const [what = '', becomes = '', logged = ''] of rows) {
  test(`when ${what}, that is logged and the route fares so`, async () => {
    const { log, routes } = await (failures[what]?.() ?? assert.fail('it is never tried'))
    const lines = quotedIn(logged)
    assert.ok(lines.length > 0)
    for (const line of lines)
      assert.ok(
        log.some((one) => patternOf(line).test(one)),
        `never logged: ${line}\n${log.join('\n')}`,
      )
    const withdrawals = routes.filter((line) => line.includes('withdraw')).length
    if (becomes.includes('Withdrawn')) assert.ok(withdrawals > 0, 'never withdrawn')
    if (becomes.startsWith('Kept') && !becomes.includes('Withdrawn')) assert.equal(withdrawals, 0, 'withdrawn')
    if (/^(Kept|Withdrawn|Announced)/.test(becomes)) assert.ok(routes[0]?.includes('announce'), 'never announced')
    if (becomes.startsWith('Nothing is announced')) assert.deepEqual(routes, [])
  })
}

/** The commands about routes after the checks have settled at each of these shares, one after the other. */
const commandsAt = (config: Config, shares: readonly number[]): readonly string[] => {
  const settleMs = 10_000
  const marks = shares.map((share) => '+'.repeat(share * 10).padEnd(10, '-'))
  const statistics = (at: number) => snapshot(marks[Math.min(Math.floor(at / settleMs), marks.length - 1)] ?? '')
  return new Simulation(config, { statistics, probe: () => passing('200'), exabgp: exabgp() }).until(marks.length * settleMs).routeLines
}

/** By the words of the first column: the last route command that the row is about. */
const standings: Readonly<Record<string, (config: Config) => string | undefined>> = {
  'not all of them have settled since the start': (config) =>
    new Simulation(config, {
      statistics: () => snapshot('++'),
      probe: () => unknown('not to be known'),
      exabgp: exabgp({ left: ['9.9.9.9/32'] }),
    })
      .until(20_000)
      .routeLines.at(-1),
  '100%': (config) => commandsAt(config, [1]).at(0),
  '70%, coming from tier 1': (config) => commandsAt(config, [1, 0.7]).at(1),
  '70%, coming from below': (config) => commandsAt(config, [0.1, 0.7]).at(1),
  '10%': (config) => commandsAt(config, [0.1]).at(0),
  '0%': (config) => commandsAt(config, [1, 0]).at(1),
  '0%, with `down: {prepend: 6}` instead of `down: withdraw`': (config) =>
    commandsAt({ ...config, services: nonEmpty(config.services.map((service) => ({ ...service, down: { prepend: 6 } }))) }, [1, 0]).at(1),
  'the maintenance file exists': (config) =>
    new Simulation(config, { statistics: () => snapshot('++'), probe: () => passing('200'), exabgp: exabgp() })
      .inject(5000, { type: 'maintenance', service: 'web', forMs: 0 })
      .until(20_000)
      .routeLines.at(1),
}

test('what is announced when is what the configuration of the README announces', async () => {
  const text = blocksIn('yaml').find(({ place }) => place.startsWith('README.md'))?.text ?? ''
  const read = await readConfig({ file: { name: 'README.md', text }, flags: {} })
  assert.ok(read.ok)
  const table = tableOf('README.md', 'the checks have settled at').rows
  assert.deepEqual(
    table.map(([settled, , gets = '']) => [settled, quotedIn(gets)[0]]),
    Object.entries(standings).map(([settled, command]) => [settled, command(read.config)]),
  )
})

test('a check settles as the rows of results say', () => {
  const rows = tableOf('README.md', 'results of a check, the newest last').rows
  assert.ok(rows.length > 0)
  const settledAfter = (results: readonly number[]): number | undefined =>
    results.reduce((state, capacity) => settle(state, { capacity, servers: 0 }, { rise: 3, fall: 3 }), unsettled).settled?.capacity
  for (const [results = '', settled] of rows) {
    const capacity = settledAfter(results.split(', ').map((share) => Number(share) / 100))
    assert.equal(settled, capacity === undefined ? 'nothing yet' : `${capacity * 100}%`, results)
  }
})

const patternOf = (line: string): RegExp => {
  const words = line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${words.join('.*')}$`)
}
