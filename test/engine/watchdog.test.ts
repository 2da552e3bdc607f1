// What becomes of a question that is never answered, and of those who did not ask it?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { failing, passing } from '../../lib/health/evidence.ts'
import { backend, command, config, prefix, pushed, service } from './configs.ts'
import { Simulation, type World } from './simulation.ts'
import { exabgp, fault, snapshot } from './worlds.ts'

const probing = service({ name: 'probing', vips: [prefix('192.0.2.1')], checks: [command()] })
const other = service({ name: 'other', vips: [prefix('192.0.2.2')], checks: [command({ rise: 1 })] })
const watching = service({ name: 'watching', vips: [prefix('192.0.2.3')], checks: [backend()] })

const withdrawals = ({ routeLines }: Simulation): readonly string[] => routeLines.filter((line) => line.startsWith('withdraw'))

describe('a probe that is never answered', () => {
  it('counts as failing, is asked again, and is told of for as long as it lasts', () => {
    const asked: number[] = []
    const sim = new Simulation(config([probing]), {
      exabgp: exabgp(),
      probe: (at) => passing(asked.push(at) > 5 ? 'too late' : 'good'),
      delays: (at) => (at < 4000 ? [1] : []),
    }).until(200_000)
    assert.deepEqual(withdrawals(sim), ['withdraw route 192.0.2.1/32'])
    assert.ok(asked.filter((at) => at > 100_000).length >= 40)
    const alarms = sim.news.flatMap((news) => (news.type === 'alarm' && news.alarm === 'no-answer' ? [news] : []))
    assert.equal(alarms.length, 3)
    assert.equal(
      alarms[0]?.what,
      'probing: command true has not been answered for 2 s: that counts as a failed result, and it is asked again',
    )
  })

  it('is heard again as soon as it is answered in time, and not by what it said before', () => {
    const sim = new Simulation(config([probing]), {
      exabgp: exabgp(),
      probe: () => passing('good'),
      delays: (at) => (at > 4000 && at < 20_000 ? [30_000] : [1]),
    }).until(60_000)
    assert.deepEqual(
      sim.routeLines
        .filter((line) => line.includes('route'))
        .slice(0, 3)
        .map((line) => line.split(' ', 1)[0]),
      ['announce', 'withdraw', 'announce'],
    )
    assert.ok(sim.news.some((news) => news.type === 'alarm-over' && news.alarm === 'no-answer'))
  })
})

it('a look at HAProxy that is never answered is one that hangs: down after stale', () => {
  const sim = new Simulation(config([watching]), {
    exabgp: exabgp(),
    statistics: () => snapshot('+'),
    delays: (at) => (at < 5000 ? [1] : []),
  })
  sim.until(14_000)
  assert.deepEqual(withdrawals(sim), [])
  sim.until(25_000)
  assert.deepEqual(withdrawals(sim), ['withdraw route 192.0.2.3/32'])
})

it('other processes that are never found out about are an answer too', () => {
  const former = [prefix('192.0.2.9')]
  const sim = new Simulation(config([other]), {
    former,
    predecessor: true,
    exabgp: exabgp({ left: ['192.0.2.9/32'] }),
    probe: () => passing('good'),
  }).until(30_000)
  assert.ok(sim.news.some((news) => news.type === 'stale-vip' && !news.withdrawn))
})

describe('a look at maintenance files that is never answered', () => {
  const kept = service({ name: 'kept', maintenanceFile: '/etc/exabgp/maintenance', checks: [command({ rise: 1 })] })
  const start = () =>
    new Simulation(config([kept]), {
      exabgp: exabgp(),
      probe: () => passing('good'),
      delays: (at, { type }) => (type === 'look-for-maintenance' && at > 10_000 && at < 80_000 ? [] : [1]),
    })

  it('is an alarm that lasts, and is asked again; the last answer holds', () => {
    const sim = start().until(100_000)
    assert.deepEqual(withdrawals(sim), [])
    const told = sim.news.flatMap((news) => ('alarm' in news ? [`${news.type} ${news.what}`] : []))
    const what = 'the look at maintenance files has not been answered for 1.1 s: their last answers hold, and they are looked at again'
    assert.deepEqual(told, [`alarm ${what}`, `alarm ${what}`, `alarm-over ${what}`])
    const inSilence = sim.maintenanceLooks.filter((at) => at > 10_000 && at < 80_000)
    assert.ok(inSilence.every((at, index) => at - (inSilence[index - 1] ?? at) <= 2000))
  })

  it('does not keep what is found all the same from counting', () => {
    const sim = start().inject(20_000, { type: 'maintenance', service: 'kept', forMs: 0 }).until(20_000)
    assert.equal(withdrawals(sim).length, 1)
  })
})

it('a file that counts as it was is told of until it can be read', () => {
  const file = '/etc/exabgp/login'
  const sim = new Simulation(config([other]), { exabgp: exabgp(), probe: () => passing('good') })
    .inject(1000, { type: 'outdated', file, reason: 'no answer' })
    .inject(90_000, { type: 'outdated', file, reason: undefined })
    .until(100_000)
  const told = sim.news.flatMap((news) => ('alarm' in news && news.alarm === 'outdated' ? [`${news.type} ${news.what}`] : []))
  const what = `${file} cannot be read (no answer): its former content is used, for 1 h at most`
  assert.deepEqual(told, [`alarm ${what}`, `alarm ${what}`, `alarm-over ${what}`])
})

describe('a pause of the machine', () => {
  for (const [when, pausedAt] of [
    ['while HAProxy is asked', 60_000],
    ['between two looks', 65_000],
  ] as const) {
    it(`${when} is no silence of HAProxy`, () => {
      const paused = { at: pausedAt, ms: 12_000 }
      const sim = new Simulation(pushed(), {
        exabgp: exabgp(),
        statistics: (at) => (at >= paused.at && at <= paused.at + paused.ms + 1 ? fault('hung') : snapshot('+')),
      })
      sim.until(pausedAt - 1).inject(pausedAt, { type: 'hint' })
      if (when === 'while HAProxy is asked') sim.until(pausedAt)
      sim.pause(paused.ms).until(120_000)
      assert.ok(sim.news.some((news) => news.type === 'evidence' && news.evidence.kind === 'unknown'))
      assert.deepEqual(withdrawals(sim), [])
    })
  }

  it('is no part of `warmup`', () => {
    const statistics = (at: number) => (at < 20_000 ? snapshot('-') : snapshot(at < 64_000 ? '?' : '-', 'http_back', 2))
    const sim = new Simulation(config(), { statistics, exabgp: exabgp() }).until(22_000).pause(40_000).until(90_000)
    assert.deepEqual(sim.routeLines, [])
  })

  it('is no part of `evidence-max-age`', () => {
    const statistics = (at: number) => (at < 20_000 ? snapshot('+') : fault('unreadable'))
    const probe = (at: number) => (at < 10_000 ? passing('good') : failing('bad'))
    const either = config([service({ checks: [backend(), command()], require: 'any', evidenceMaxAgeMs: 60_000 })])
    const sim = new Simulation(either, { statistics, probe, exabgp: exabgp() }).until(22_000).pause(600_000).until(679_000)
    assert.deepEqual(withdrawals(sim), [])
    assert.equal(withdrawals(sim.until(681_000)).length, 1)
  })

  it('while HAProxy is asked does not cost the answer, which an unknown check waits for', () => {
    const statistics = (at: number) => (at < 20_000 ? snapshot('+') : at < 30_000 ? fault('unreadable') : snapshot('-'))
    const sim = new Simulation(config([service({ checks: [backend('http_back', { fall: 1 })] })]), { statistics, exabgp: exabgp() })
    let at = 29_000
    while (!sim.state.haproxy.reading || at < 30_000) sim.until(++at)
    sim.pause(5000).until(at + 5002)
    assert.equal(withdrawals(sim).length, 1)
  })

  it('gives those who are asked the time that was lost', () => {
    const sim = new Simulation(config([probing]), { exabgp: exabgp(), probe: () => passing('good'), probeTakesMs: 900 })
    sim.until(10_100).pause(12_000).until(30_000)
    assert.deepEqual(withdrawals(sim), [])
    assert.ok(sim.news.every(({ type }) => type !== 'alarm'))
  })
})

it('a process that gets little of a CPU counts none of the time in which it did not run', () => {
  const start = () =>
    new Simulation(config([probing]), { exabgp: exabgp(), probe: () => passing('good'), delays: (at) => [at > 10_000 ? 2500 : 1] }).until(
      10_000,
    )
  const starved = start()
  for (let round = 1; round <= 40; round++) starved.until(10_000 + round * 950 - 900).pause(900)
  assert.deepEqual(withdrawals(starved), [])
  assert.ok(starved.news.every(({ type }) => type !== 'alarm'))
  assert.equal(withdrawals(start().until(48_000)).length, 1)
})

/** What becomes of each question in turn: after how long each copy of its answer comes. */
const fates = fc.array(
  fc.oneof(
    fc.constant([]),
    fc.constant([1]),
    fc.constant([1, 1]),
    fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 3 }),
  ),
  { minLength: 1, maxLength: 20 },
)

describe('whatever is answered never, twice, late or out of order', () => {
  it('every check goes on being asked, and others decide as they do without', () => {
    fc.assert(
      fc.property(fates, (turns) => {
        const services = [probing, other, watching]
        let turn = 0
        const asked = new Map<string, number[]>()
        const world: World = {
          exabgp: exabgp(),
          statistics: () => snapshot('+'),
          probe: (at, { service }) => {
            asked.set(service, [...(asked.get(service) ?? []), at])
            return passing('good')
          },
          delays: (_, asking) =>
            !(asking.type === 'probe' && asking.check.service === 'other') ? (turns[turn++ % turns.length] ?? []) : [1],
        }
        const about = (sim: Simulation) => sim.routeLines.filter((line) => line.includes('192.0.2.2/32')).length > 0
        const sim = new Simulation(config(services), world).until(60_000)
        assert.ok(about(sim))
        const verdicts = (one: Simulation) =>
          one.news.flatMap((news) => (news.type === 'verdict' && news.service === 'other' ? [news.to] : []))
        assert.deepEqual(verdicts(sim), [0])
        for (const [name, times] of asked) {
          const gaps = times.map((at, index) => at - (times[index - 1] ?? 0))
          assert.ok(Math.max(...gaps, 60_000 - (times.at(-1) ?? 0)) <= 3000, `${name} was not asked for ${Math.max(...gaps)} ms`)
        }
        assert.ok(sim.looks.every(({ at }, index) => at - (sim.looks[index - 1]?.at ?? 0) <= 4000))
      }),
      { numRuns: 100 },
    )
  })

  it('without a look that is accepted a service is down after stale', () => {
    fc.assert(
      fc.property(fates, (turns) => {
        let turn = 0
        const sim = new Simulation(config([watching]), {
          exabgp: exabgp(),
          statistics: (at) => (at < 5000 ? snapshot('+') : fault('hung')),
          delays: (at) => (at < 5000 ? [1] : (turns[turn++ % turns.length] ?? [])),
        }).until(60_000)
        assert.deepEqual(withdrawals(sim), ['withdraw route 192.0.2.3/32'])
      }),
      { numRuns: 100 },
    )
  })
})
