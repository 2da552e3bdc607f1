// Is what stays wrong said again, ever more rarely, and its end once?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Alarm, type Alarms, remind, remindAt } from '../../lib/engine/alarms.ts'
import { failing } from '../../lib/health/evidence.ts'
import { logLine } from '../../lib/log/line.ts'
import { reads } from '../../lib/values/time.ts'
import { command, config, service } from './configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, fault, snapshot } from './worlds.ts'

const minute = 60_000
const alarm = (own: Partial<Alarm> = {}): Alarm => ({ alarm: 'test', level: 'warn', what: () => 'it is wrong', ...own })

/** What is said of an alarm that stands for so long and then ends, in minutes. */
const said = (one: Alarm, minutes: number): readonly (readonly [string, number])[] => {
  const lines: [string, number][] = []
  let alarms: Alarms = new Map()
  const take = (now: readonly Alarm[], at: number) => {
    const next = remind(alarms, now, reads(at))
    alarms = next.alarms
    lines.push(...next.news.map(({ type, forMs }): [string, number] => [type, forMs / minute]))
  }
  take([one], 0)
  while (remindAt(alarms) < minutes * minute) take([one], remindAt(alarms))
  take([], minutes * minute)
  return lines
}

describe('an alarm', () => {
  it('is said when it begins, after 1 minute, then ever more rarely, at most hourly, and once when it is over', () => {
    assert.deepEqual(said(alarm(), 200), [
      ...[0, 1, 2, 4, 8, 16, 32, 64, 124, 184].map((minutes) => ['alarm', minutes]),
      ['alarm-over', 200],
    ])
  })

  it('of whose beginning another line tells is first said after a minute, and not at all if it ends before', () => {
    assert.deepEqual(said(alarm({ told: true }), 3), [
      ['alarm', 1],
      ['alarm', 2],
      ['alarm-over', 3],
    ])
    assert.deepEqual(said(alarm({ told: true }), 0.9), [])
  })

  it('stands by itself beside others of its sort', () => {
    const [one, two, other] = [alarm({ service: 'a' }), alarm({ service: 'b' }), alarm({ service: 'b', subject: 'file' })]
    const { alarms } = remind(new Map(), [one, two, other], reads(0))
    assert.equal(alarms.size, 3)
    assert.deepEqual(
      remind(alarms, [one, other], reads(1000)).news.map(({ type, service, subject }) => [type, service, subject]),
      [['alarm-over', 'b', undefined]],
    )
  })

  it('is never said twice within a minute, nor left unsaid for more than an hour, however it is looked at', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10 * minute }), { minLength: 1, maxLength: 50 }), (steps) => {
        let alarms: Alarms = new Map()
        let at = 0
        let saidAt = Number.NEGATIVE_INFINITY
        for (const step of steps) {
          const next = remind(alarms, [alarm()], reads(at))
          alarms = next.alarms
          if (next.news.length > 0) {
            assert.ok(at - saidAt >= minute)
            saidAt = at
          }
          assert.ok(remindAt(alarms) > at && remindAt(alarms) <= saidAt + 60 * minute)
          at += step
        }
      }),
    )
  })
})

describe('unknown evidence that lasts', () => {
  const lines = (sim: Simulation) => sim.news.filter(({ type }) => type.startsWith('alarm')).map((one) => logLine(one).message)

  it('is said again with what is kept meanwhile, and its end is said', () => {
    const world = {
      statistics: (at: number) => (at >= 5000 && at < 5400 + 3 * minute ? fault('unreadable') : snapshot('+')),
      exabgp: exabgp(),
    }
    const kept = 'web: keeping tier 1, as evidence is unknown: backend http_back: unreadable by the script'
    assert.deepEqual(lines(new Simulation(config(), world).until(10 * minute)), [
      `${kept} (for 1 min 0 s now)`,
      `${kept} (for 2 min 0 s now)`,
      `alarm over after 3 min 0 s: ${kept}`,
    ])
  })

  it('names what a service without a verdict does', () => {
    const world = (left: readonly string[]) => ({ statistics: () => fault('unreadable'), exabgp: exabgp({ left }) })
    const first = (left: readonly string[]) => lines(new Simulation(config(), world(left)).until(1.5 * minute))[0]
    assert.match(first([]) ?? '', /^web: not announcing its VIPs, as evidence is unknown: /)
    assert.match(first(['9.9.9.9/32']) ?? '', /^web: keeping what ExaBGP announces from before, as evidence is unknown: /)
  })
})

describe('a check that fails by the fault of this machine', () => {
  it('is a warning at once, and is said again while it lasts', () => {
    const world = { probe: () => ({ ...failing('its last run does not end'), alarm: true as const }), exabgp: exabgp() }
    const sim = new Simulation(config([service({ checks: [command()] })]), world).until(1.5 * minute)
    const lines = sim.news.map(logLine).filter(({ message }) => message.includes('its last run') && !message.includes('down'))
    assert.deepEqual(
      lines.map(({ level, message }) => `${level}: ${message}`),
      [
        'warn: web: command true counts as failing: its last run does not end',
        'warn: web: command true counts as failing: its last run does not end (for 1 min 0 s now)',
      ],
    )
  })
})
