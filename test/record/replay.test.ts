// Does the record of a run reproduce exactly what was sent, wherever it begins?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Evidence, failing, passing, unknown } from '../../lib/health/evidence.ts'
import { encodeEvent, readRecordLine } from '../../lib/record/record.ts'
import { backend, command, config, prefix, service, tier } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, fault, snapshot } from '../engine/worlds.ts'
import { narrate, recordOf } from './records.ts'

const seconds = 20

const weather = fc.array(fc.constantFrom('++++', '+++-', '++--', '+---', '----', '????', 'hung', 'refused', 'unreadable'), {
  minLength: seconds,
  maxLength: seconds,
})
const mood = fc.array(fc.constantFrom('done', 'done', 'done', 'error', 'silence'), { minLength: 1, maxLength: 10 })
const probes = fc.array(fc.constantFrom(passing('200'), failing('503, expected 200-299'), unknown('it cannot be started')), {
  minLength: 1,
})

const says = (word = '++++') => (word === 'hung' || word === 'refused' || word === 'unreadable' ? fault(word) : snapshot(word))

const services = [
  service({
    name: 'ladder',
    vips: [prefix('192.0.2.1'), prefix('192.0.2.2')],
    checks: [backend('http_back', { rise: 2, fall: 2 }), command({ rise: 1 })],
    require: 'any',
    tiers: [tier(0.75, {}, 0.5), tier(0.25, { prepend: 2 })],
    maintenanceFile: '/run/maintenance',
  }),
  service({ name: 'last-resort', vips: [prefix('2001:db8::1')], checks: [backend('http_back', { rise: 1, fall: 3 })], down: { med: 900 } }),
]
const departing = service({
  name: 'departing',
  vips: [prefix('192.0.2.3')],
  checks: [backend('http_back', { rise: 1, fall: 2 })],
  tiers: [tier(0.75, {}, 0.5), tier(0.25, { prepend: 2 })],
  maintenanceFile: '/run/maintenance',
  holdMs: 1500,
  warm: { forMs: 700, attributes: { prepend: 5 } },
  drain: { forMs: 1200, attributes: { med: 99 } },
})
const setup = config([...services, departing], {
  haproxy: { ...config().haproxy, events: 'health' },
  exabgp: { dialect: 'auto', ack: 'auto', refreshMs: 5000, neighbors: [], endOfRib: [] },
})

const live = (words: readonly string[], moods: readonly string[], results: readonly Evidence[]): Simulation => {
  let commands = 0
  let asked = 0
  const sim = new Simulation(setup, {
    statistics: (at) => says(words[Math.floor(at / 1000)]),
    probe: () => results[asked++ % results.length] ?? passing('200'),
    exabgp: (line) => {
      if (!/announce|withdraw/.test(line)) return exabgp({ left: ['192.0.2.1/32', '192.0.2.3/32'] })(line)
      const taken = moods[commands++ % moods.length]
      return taken === 'silence' ? [] : [taken ?? 'done']
    },
  })
  for (const at of [1010, 3015, 3016, 5005, 8000]) sim.inject(at, { type: 'hint' })
  return sim
    .inject(2500, { type: 'ring', report: { kind: 'following', pid: 1 } })
    .inject(4000, { type: 'maintenance', service: 'departing', forMs: 0 })
    .inject(6000, { type: 'maintenance', service: 'departing', forMs: undefined })
    .inject(6500, { type: 'ring', report: { kind: 'lost', reason: 'connection refused' } })
    .hears(7000, 'neighbor 10.0.0.2 up')
    .inject(9500, { type: 'stop', signal: 'SIGTERM' })
    .until(seconds * 1000)
}

describe('the record of a run', () => {
  it('reproduces exactly the lines that were sent, whatever the weather, as one piece or as many', () => {
    fc.assert(
      fc.property(weather, mood, probes, fc.integer({ min: 1, max: 50 }), (words, moods, results, pieceLength) => {
        const sim = live(words, moods, results)
        const sent = sim.written
        assert.ok(sent.length > 3)
        assert.deepEqual(narrate(recordOf(sim, setup)).lines, sent)
        assert.deepEqual(narrate(recordOf(sim, setup, pieceLength)).lines, sent)
      }),
      { numRuns: 40 },
    )
  })

  it('reproduces the rest of the lines when its first files are gone', () => {
    fc.assert(
      fc.property(weather, mood, fc.integer({ min: 1, max: 20 }), (words, moods, pieceLength) => {
        const sim = live(words, moods, [passing('200')])
        const lines = recordOf(sim, setup, pieceLength)
        const headers = lines.flatMap((line, index) => (readRecordLine(line).kind === 'header' ? [index] : []))
        const from = headers[Math.floor(headers.length / 2)] ?? 0
        const rest = narrate(lines.slice(from)).lines
        assert.deepEqual(rest, rest.length === 0 ? [] : sim.written.slice(-rest.length))
        assert.equal(narrate(lines.slice(0, from)).lines.length + rest.length, sim.written.length)
      }),
      { numRuns: 40 },
    )
  })

  it('gives back every event as it was', () => {
    fc.assert(
      fc.property(weather, mood, probes, (words, moods, results) => {
        for (const { event } of live(words, moods, results).taken)
          assert.deepEqual(readRecordLine(encodeEvent(event)), { kind: 'event', event })
      }),
      { numRuns: 10 },
    )
  })

  it('knows a line that broke off, and one that is none of its own', () => {
    const [header = '', event = ''] = recordOf(live([], ['done'], [passing('200')]), setup)
    assert.equal(readRecordLine(header.slice(0, -7)).kind, 'cut')
    assert.equal(readRecordLine(event.slice(0, -1)).kind, 'cut')
    for (const line of [
      'hello',
      '{"at":1,"type":"odd"}',
      '{"type":"tick"}',
      '{"at":1,"type":"stop"}',
      '[]',
      'null',
      '{"record":"exabgp-haproxy"}',
    ])
      assert.equal(readRecordLine(line).kind, 'foreign', line)
  })

  it('takes no line whose event or state lacks what will be looked at', () => {
    const lines = recordOf(live([], ['done'], [passing('200')]), setup)
    const probed = lines.find((line) => line.includes('"type":"probed"')) ?? ''
    for (const [whole, part, instead] of [
      [probed, '"reason"', '"cause"'],
      [probed, '"capacity":1', '"capacity":"1"'],
      [lines[0] ?? '', '"heardAt"', '"spokenAt"'],
      [lines[0] ?? '', '"begins":"run"', '"begins":"walk"'],
      [lines[0] ?? '', '"unknownSince"', '"since"'],
    ] as const) {
      assert.notEqual(readRecordLine(whole).kind, 'foreign')
      assert.ok(whole.includes(part), part)
      assert.equal(readRecordLine(whole.replaceAll(part, instead)).kind, 'foreign', part)
    }
  })
})

/** The lines that change a route, without those that only say something once more, in the same text or in another (an origin is IGP by default). */
const changesIn = (lines: readonly string[]): readonly string[] => {
  const announced = new Map<string, string>()
  return lines.filter((line) => {
    if (!/^(announce|withdraw) /.test(line)) return false
    const prefixes = line.match(/\S+\/\d+/g) ?? []
    const said = line.startsWith('announce')
      ? line
          .replace(/^announce \w+ /, '')
          .replace(/ ?(\S+\/\d+|nlri|origin igp)/g, '')
          .trim()
      : undefined
    const changed = prefixes.filter((prefix) => announced.get(prefix) !== said)
    for (const prefix of prefixes)
      if (said === undefined) announced.delete(prefix)
      else announced.set(prefix, said)
    return changed.length > 0
  })
}

// With servers that are not verified a hint can shift by a result what the other configuration counts, about once in a thousand runs.
const verified = weather.map((words) => words.map((word) => (word === '????' ? '++++' : word)))
const hints = fc.array(fc.integer({ min: 0, max: seconds * 1000 }))

describe('the same configuration asked what it would have done', () => {
  it('would have sent the same routes, where ExaBGP was well', () => {
    const quiet = config(services, { haproxy: { ...setup.haproxy, events: 'health' } })
    fc.assert(
      fc.property(verified, hints, (words, times) => {
        const sim = new Simulation(quiet, {
          statistics: (at) => says(words[Math.floor(at / 1000)]),
          probe: () => failing('exit status 1'),
          exabgp: exabgp(),
        })
        for (const at of times) sim.inject(at, { type: 'hint' })
        sim.until(seconds * 1000)
        assert.deepEqual(changesIn(narrate(recordOf(sim, quiet, 40), quiet).lines), changesIn(sim.written))
      }),
      { numRuns: 40 },
    )
  })
})
