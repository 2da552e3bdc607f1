// Does a service that flaps stay in use at a router that damps routes, and does damping cost nothing but improvements?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Damping } from '../../lib/config/service.ts'
import { logLine } from '../../lib/log/line.ts'
import { withholding } from '../../lib/log/withheld.ts'
import { backend, config, type Own, service, tier } from './configs.ts'
import { suppressions, usual } from './receiver.ts'
import { Simulation } from './simulation.ts'
import { exabgp, snapshot } from './worlds.ts'

const minute = 60_000
const hour = 60 * minute

const damping: Damping = { ...usual, longestMs: hour }
const checksEvery = (intervalMs: number) => [backend('http_back', { rise: 1, fall: 1, intervalMs, fastIntervalMs: intervalMs })]
const checks = checksEvery(1000)
const single: Own = { checks }
const ladder: Own = { checks, tiers: [tier(0.75), tier(0.5, { prepend: 1 }), tier(0.25, { prepend: 2 })] }
const lastResort: Own = { checks, tiers: [tier(0.75), tier(0.5, { prepend: 1 })], down: { prepend: 6 } }

const announce = 'announce route 9.9.9.9/32 next-hop self'
const prepended = (count: number) =>
  `${announce} as-path [ ${Array(count + 1)
    .fill(65010)
    .join(' ')} ]`
const withdraw = 'withdraw route 9.9.9.9/32'

/** Each word lasts for as long as the rhythm says, over and over, for an hour; then all is well. */
const flapping = (own: Own, words: readonly string[], everyMs: number, end = hour): Simulation =>
  new Simulation(
    config([service({ ...own, checks: checksEvery(everyMs) })], {
      exabgp: { dialect: 'auto', ack: 'auto', refreshMs: 24 * hour, neighbors: [], endOfRib: [] },
    }),
    {
      statistics: (at) => snapshot(at >= hour ? '++++' : (words[Math.floor(at / everyMs) % words.length] ?? '')),
      exabgp: exabgp(),
    },
  ).until(end)

const changes = ({ sent }: Simulation) => sent.filter(({ line }) => /^(announce|withdraw)/.test(line))

describe('a receiver with the usual figures', () => {
  const rhythms = [2, 7, 11, 30, 61, 200, 400].map((seconds) => seconds * 1000)
  const weathers: readonly (readonly [string, Own, readonly string[]])[] = [
    ['that is up and down', single, ['++++', '----']],
    ['with three tiers that is up and down', ladder, ['++++', '----']],
    ['with three tiers that falls slowly and rises at once', ladder, ['++++', '++--', '+---', '----']],
    ['with three tiers that falls and rises slowly', ladder, ['++++', '++--', '+---', '----', '+---', '++--']],
    ['with three tiers that never goes below the second', ladder, ['++++', '++--']],
    ['with a last resort', lastResort, ['++++', '++--', '----']],
    ['that warms up', { ...ladder, warm: { forMs: 20_000, attributes: { prepend: 9 } } }, ['++++', '++--', '----']],
  ]

  for (const [what, own, words] of weathers) {
    it(`never suppresses the routes of a service ${what} with our damping on, however it counts time, and does with it off`, () => {
      let off = 0
      for (const everyMs of rhythms) {
        const damped = changes(flapping({ ...own, damping }, words, everyMs))
        for (const stepMs of [0, 5000])
          assert.deepEqual(
            suppressions(damped, usual, stepMs).filter(({ announced }) => announced),
            [],
            `every ${everyMs} ms: ${JSON.stringify(damped)}`,
          )
        off += suppressions(changes(flapping(own, words, everyMs)), usual).filter(({ announced }) => announced).length
      }
      assert.ok(off > 0)
    })
  }

  it('never comes to suppressing a service with one tier at all', () => {
    for (const everyMs of rhythms)
      assert.deepEqual(suppressions(changes(flapping({ ...single, damping }, ['++++', '----'], everyMs)), usual, 5000), [])
  })
})

describe('damping', () => {
  const sim = (own: Own, said: (at: number) => string) =>
    new Simulation(config([service({ damping, ...own })]), { statistics: (at) => snapshot(said(at)), exabgp: exabgp() })
  const routes = (one: Simulation) =>
    changes(one)
      .filter(({ line }, index, all) => line !== all[index - 1]?.line)
      .map(({ at, line }) => [Math.round(at / 1000), line])

  it('lets a service come back from one failure as soon as a receiver would bear another', () => {
    const failing = sim(single, (at) => (at >= minute && at < minute + 2000 ? '-' : '+')).until(10 * minute)
    assert.deepEqual(routes(failing), [
      [0, announce],
      [60, withdraw],
      [70, announce],
    ])
  })

  it('makes it wait a half-life after the second, and says so when it begins and when it ends', () => {
    const failing = sim(single, (at) => ((at >= minute && at < 62_000) || (at >= 80_000 && at < 82_000) ? '-' : '+')).until(hour)
    assert.equal(changes(failing).filter(({ line }) => line === withdraw).length, 2)
    const last = routes(failing).at(-1)
    assert.deepEqual(last?.[1], announce)
    assert.ok(Number(last?.[0]) > 80 + 14 * 60 && Number(last?.[0]) < 80 + 16 * 60, `${last}`)
    const told = failing.news.filter(({ type }) => type === 'held' || type === 'released').map((news) => logLine(news).message)
    assert.deepEqual(told.slice(2), [
      'web: damping holds tier 1 back for 15 min 8 s (now down): penalty 2000 has to fall below 1000',
      'web: damping released tier 1 after 15 min 8 s: penalty 1000',
    ])
  })

  it('lets a withdrawn service come back on a lower tier before it may have the best', () => {
    const failing = sim(ladder, (at) => (at >= minute && at < 62_000 ? '----' : '++++')).until(hour)
    const [, , [cameBack, lower] = [], [climbed, best] = []] = routes(failing)
    assert.deepEqual([cameBack, lower, best], [70, prepended(2), announce])
    assert.ok(Number(climbed) > 15 * 60 && Number(climbed) < 17 * 60, `${climbed}`)
  })

  it('never delays a deterioration, not even while an improvement waits', () => {
    const words = (at: number) =>
      at < 5000 ? '++++' : at < 6000 ? '++--' : at < 8000 ? '++++' : at < 10_000 ? '++--' : at < 12_000 ? '++++' : '----'
    assert.deepEqual(routes(sim(ladder, words).until(minute)).slice(-1), [[12, withdraw]])
  })

  it('holds nothing back for longer than its longest', () => {
    const short = { ...damping, longestMs: 10 * minute }
    const failing = sim({ ...single, damping: short }, (at) => ((at >= minute && at < 62_000) || (at >= 80_000 && at < 82_000) ? '-' : '+'))
    assert.deepEqual(routes(failing.until(hour)).at(-1), [82 + 10 * 60, announce])
  })

  it('counts what an operator does, and holds the way back from it', () => {
    const file = (forMs: number | undefined) => ({ type: 'maintenance' as const, service: 'web', forMs })
    const kept = sim({ ...single, maintenanceFile: '/etc/exabgp/maintenance' }, () => '+')
    for (const at of [10_000, 40_000]) kept.inject(at, file(0)).inject(at + 15_000, file(undefined))
    assert.deepEqual(routes(kept.until(10 * minute)), [
      [0, announce],
      [10, withdraw],
      [25, announce],
      [40, withdraw],
    ])
    assert.equal(routes(kept.until(hour)).length, 5)
  })

  it('counts what changes on the wire: a tier that looks the same costs nothing', () => {
    const same = sim({ checks, tiers: [tier(0.75), tier(0.01)] }, (at) => (Math.floor(at / 2000) % 2 === 0 ? '++' : '+-')).until(50_000)
    assert.equal(same.news.filter(({ type }) => type === 'held').length, 0)
    assert.equal(changes(same).length, 1)
  })

  it('goes before the end of a slow start as before any improvement', () => {
    const warm = { forMs: 5000, attributes: { prepend: 3 } }
    const warming = sim({ ...ladder, warm }, (at) => (at >= minute && at < 62_000 ? '----' : '++++')).until(10 * minute)
    assert.deepEqual(routes(warming), [
      [0, prepended(3)],
      [5, announce],
      [60, withdraw],
      [582, prepended(3)],
    ])
    assert.deepEqual(routes(warming.until(hour)).at(-1)?.[1], announce)
  })

  it('says what it holds to those who ask why', () => {
    const { state } = sim(single, (at) => (at >= minute && at < 62_000 ? '-' : '+')).until(65_000)
    assert.deepEqual(state.services.flatMap(withholding), ['damping holds tier 1 back: penalty 1000 has to fall below 1000'])
  })
})
