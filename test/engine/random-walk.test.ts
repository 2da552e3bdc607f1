// Whatever HAProxy and ExaBGP do, does what was sent make sense?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { backend, config, prefix, service, tier } from './configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, fault, snapshot } from './worlds.ts'

const seconds = 30

/** What HAProxy says in each second. */
const weather = fc.array(fc.constantFrom('++++', '+++-', '++--', '+---', '----', '????', 'hung', 'refused', 'unreadable'), {
  minLength: seconds,
  maxLength: seconds,
})
/** When an event of HAProxy wakes us. */
const hints = fc.array(fc.integer({ min: 0, max: seconds * 1000 }))
/** How ExaBGP takes each command about routes. */
const mood = fc.array(fc.constantFrom('done', 'done', 'done', 'error', 'silence'), { minLength: 1, maxLength: 10 })

const says = (word: string) => (word === 'hung' || word === 'refused' || word === 'unreadable' ? fault(word) : snapshot(word))

const services = [
  service({
    name: 'ladder',
    vips: [prefix('192.0.2.1'), prefix('192.0.2.2')],
    checks: [backend('http_back', { rise: 2, fall: 2 })],
    tiers: [tier(0.75, {}, 0.5), tier(0.25, { prepend: 2 })],
  }),
  service({ name: 'last-resort', vips: [prefix('2001:db8::1')], checks: [backend('http_back', { rise: 1, fall: 3 })], down: { med: 900 } }),
]

const prefixesOf = (line: string): readonly string[] => line.match(/[\d.:a-f]+\/\d+/g) ?? []

describe('a walk through random weather', () => {
  it('ends with ExaBGP announcing exactly what the last settled weather asks for', () => {
    fc.assert(
      fc.property(weather, mood, hints, (words, moods, times) => {
        const announced = new Map<string, string>()
        let commands = 0
        const world = {
          statistics: (at: number) => says(words[Math.floor(at / 1000)] ?? '+---'),
          exabgp: (line: string, at: number) => {
            if (!/announce|withdraw/.test(line)) return exabgp()(line)
            // In the end ExaBGP is well again.
            const taken = at < seconds * 1000 ? moods[commands++ % moods.length] : 'done'
            if (taken === 'done') {
              const attributes = line.replace(/ nlri .*| [\d.:a-f]+\/\d+/g, '')
              for (const one of prefixesOf(line)) {
                if (line.startsWith('withdraw')) announced.delete(one)
                else announced.set(one, attributes)
              }
              return ['done']
            }
            return taken === 'error' ? ['error'] : []
          },
        }
        const sim = new Simulation(
          config(services, { exabgp: { dialect: 'auto', ack: 'auto', refreshMs: 5000, neighbors: [], endOfRib: [] } }),
          world,
        )
        for (const at of times) sim.inject(at, { type: 'hint' })
        sim.until(seconds * 1000 + 20_000)
        assert.deepEqual(Object.fromEntries(announced), {
          '192.0.2.1/32': announced.get('192.0.2.1/32'),
          '192.0.2.2/32': announced.get('192.0.2.2/32'),
          '2001:db8::1/128': announced.get('2001:db8::1/128'),
        })
        assert.match(announced.get('192.0.2.1/32') ?? '', /as-path \[ 65010 65010 65010 \]/)
        assert.match(announced.get('192.0.2.2/32') ?? '', /as-path \[ 65010 65010 65010 \]/)
        assert.doesNotMatch(announced.get('2001:db8::1/128') ?? '', /med/)
      }),
      { numRuns: 60 },
    )
  })

  it('never withdraws twice in a row, and never anything that was not announced, while ExaBGP answers', () => {
    fc.assert(
      fc.property(weather, (words) => {
        const sim = new Simulation(config(services), { statistics: (at) => says(words[Math.floor(at / 1000)] ?? '----'), exabgp: exabgp() })
        sim.until(seconds * 1000)
        const there = new Set<string>()
        for (const line of sim.routeLines) {
          for (const one of prefixesOf(line)) {
            if (line.startsWith('announce')) there.add(one)
            else assert.ok(there.delete(one), `${one} was withdrawn without being announced`)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('says nothing before the last line was answered', () => {
    const answerTakesMs = 37
    fc.assert(
      fc.property(weather, (words) => {
        const world = { statistics: (at: number) => says(words[Math.floor(at / 1000)] ?? '----'), exabgp: exabgp(), answerTakesMs }
        const { sent } = new Simulation(config(services), world).until(seconds * 1000)
        sent.forEach(({ at, line }, index) => {
          assert.ok(at >= (sent[index - 1]?.at ?? -answerTakesMs) + answerTakesMs, `${line} at ${at}`)
        })
      }),
      { numRuns: 30 },
    )
  })
})
