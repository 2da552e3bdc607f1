// Is the history what happened, in so much memory and no more?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { passing } from '../../lib/health/evidence.ts'
import { History } from '../../lib/status/history.ts'
import { historyText } from '../../lib/status/history-text.ts'
import { backend, command, config, prefix, service, tier } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshots } from '../engine/worlds.ts'

const style = { colour: false, columns: undefined, time: (time: number) => new Date(time).toISOString() }

const transition = (service: string, time: number, reason = 'why') => ({ time, service, from: 'announced', to: 'down', reason }) as const

describe('the history', () => {
  it('has the changes of a service, with tier, capacity and reason, and knows the end of a slow start', () => {
    const web = service({
      checks: [backend('b', { rise: 1, fall: 1 })],
      tiers: [tier(0.75), tier(0.25, { prepend: 2 })],
      warm: { forMs: 2000, attributes: { med: 50 } },
      down: { prepend: 6 },
    })
    const marks = (at: number): string => (at < 5000 ? '++' : at < 8000 ? '+-' : '--')
    const { news } = new Simulation(config([web]), { exabgp: exabgp(), statistics: (at) => snapshots([['b', marks(at)]]) }).until(10_000)
    const history = new History()
    for (const [index, one] of news.entries()) history.take(one, 1000 + index)
    assert.deepEqual(
      history.since(0).map(({ time: _, service: __, ...one }) => one),
      [
        { from: 'pending', to: 'warm', tier: 1, capacity: 1, reason: 'backend b: 2 of 2 servers, 100%' },
        { from: 'warm', to: 'announced', tier: 1, capacity: 1, reason: 'backend b: 2 of 2 servers, 100%' },
        { from: 'announced', to: 'degraded', tier: 2, capacity: 0.5, reason: 'backend b: 1 of 2 servers, 50% (s2 DOWN L4CON)' },
        { from: 'degraded', to: 'last-resort', capacity: 0, reason: 'backend b: 0 of 2 servers, 0% (s1 DOWN L4CON, s2 DOWN L4CON)' },
      ],
    )
  })

  it('has the removal of a service from the configuration, and its return', () => {
    const checks = [command({ rise: 1 })]
    const web = service({ name: 'web', checks })
    const dns = service({ name: 'dns', checks, vips: [prefix('9.9.9.53/32')] })
    const sim = new Simulation(config([web, dns]), { exabgp: exabgp(), probe: () => passing('200') })
    sim.inject(5000, { type: 'configured', config: config([web]) })
    sim.inject(8000, { type: 'configured', config: config([web, dns]) })
    const history = new History()
    for (const [index, one] of sim.until(15_000).news.entries()) history.take(one, index)
    assert.deepEqual(
      history.of('dns').map(({ from, to, reason }) => [from, to, reason]),
      [
        ['pending', 'announced', 'command true: 200'],
        ['announced', 'removed', 'it is no longer in the configuration'],
        ['removed', 'announced', 'command true: 200'],
      ],
    )
  })

  it('tells from a moment on, in the order in which it happened', () => {
    const history = new History()
    for (const [name, time] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['b', 4],
    ] as const)
      history.add(transition(name, time))
    assert.deepEqual(
      history.since(2).map(({ service, time }) => `${service}${time}`),
      ['b2', 'a3', 'b4'],
    )
    assert.deepEqual(history.since(5), [])
  })

  it('keeps the newest 2,000 of a service, and nothing of others for them', () => {
    const history = new History()
    history.add(transition('quiet', 0))
    for (let time = 1; time <= 2500; time++) history.add(transition('busy', time))
    const kept = history.since(0)
    assert.equal(kept.length, 2001)
    assert.deepEqual([kept[0]?.service, kept[1]?.time, kept.at(-1)?.time], ['quiet', 501, 2500])
  })

  it('keeps 8 MB of all, whatever services say', () => {
    const history = new History()
    for (let time = 1; time <= 100_000; time++) history.add(transition(`s${time % 100}`, time, 'x'.repeat(1000)))
    const kept = history.since(0)
    const bytes = JSON.stringify(kept).length
    assert.ok(bytes > 5_000_000 && bytes < 8_000_000, String(bytes))
    assert.equal(kept.at(-1)?.time, 100_000)
  })

  it('is shown with a row for each change, harmlessly', () => {
    const time = Date.UTC(2026, 10, 26, 12)
    const transitions = [
      { time: time - 7200_000, service: 'web', from: 'announced', to: 'degraded', tier: 2, capacity: 0.5, reason: 'half' } as const,
      transition('dns', time - 60_000, 'a\nb'),
    ]
    assert.deepEqual(historyText({ version: 1, time, since: 0, transitions }, style), [
      '10:00:00Z  web  announced -> degraded, tier 2  50%  half',
      '11:59:00Z  dns  announced -> down                   a\\x0ab',
    ])
    assert.deepEqual(historyText({ version: 1, time, since: time - 60_000, transitions: [] }, style), [
      'nothing has changed since 11:59:00Z (1 min)',
    ])
  })
})
