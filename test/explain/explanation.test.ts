// How does the story of a record read, and what would another configuration have done?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Config } from '../../lib/config/config.ts'
import { tell } from '../../lib/explain/explanation.ts'
import type { Narrator } from '../../lib/explain/narrator.ts'
import type { Watch } from '../../lib/haproxy/request.ts'
import { failing, passing } from '../../lib/health/evidence.ts'
import { backend, command, config, prefix, service, tier } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot, snapshots } from '../engine/worlds.ts'
import { narrate, recordOf, version } from '../record/records.ts'

const style = { unicode: false, colour: false, time: (time: number) => new Date(time).toISOString() }

const web = service({
  checks: [backend('http_back', { rise: 2, fall: 3 })],
  tiers: [tier(0.75), tier(0.25, { prepend: 2 })],
})
const setup = config([web])

/** Half of the servers go after 10 s, all after 20 s. */
const decline = (own: Config = setup, until = 30_000) =>
  new Simulation(own, {
    statistics: (at) => snapshot(at < 10_000 ? '++' : at < 20_000 ? '+-' : '--'),
    probe: (at) => (at < 15_000 ? passing('exit status 0') : failing('exit status 1')),
    exabgp: exabgp(),
  }).until(until)

const escapeCode = '\u001b'

const textOf = (narrator: Narrator): string => tell(narrator.story([]), style).join('\n')

describe('the story of a record', () => {
  it('tells evidence, what withholds its effect, verdicts with their reasons and the exact lines, and draws them', () => {
    const sim = decline()
    sim.inject(30_000, { type: 'stop', signal: 'SIGTERM' }).until(30_001)
    assert.equal(
      textOf(narrate(recordOf(sim, setup))),
      `recorded by exabgp-haproxy ${version}

ExaBGP and HAProxy
  2023-11-14
  22:13:20.000Z  note     the process starts
  22:13:20.000Z  sent     system version
  22:13:20.001Z  sent     system version
  22:13:20.002Z  note     ExaBGP 4.2.21 runs this process (API 4.2) and acknowledges every command
  22:13:20.002Z  sent     show adj-rib out
  22:13:20.003Z  note     ExaBGP lists none of our VIPs as announced
  22:13:20.003Z  sent     show neighbor extensive
  22:13:32.602Z  again    show adj-rib out
  22:13:50.000Z  note     stopping on SIGTERM: nothing was announced, withdrew 9.9.9.9/32 once more, which a neighbor may still have

web: 9.9.9.9/32
    100% | ######################
     75% | ######################
     50% | #############################################
     25% |?#############################################
    tier |.1111111111111111111111122222222222222222222222xxxxxxxxxxxxxxxxxxxxx
  routes | ##############################################
         22:13:20                                                     22:13:50
  1 best tier, d draining, m maintenance, x down, . no verdict yet, ? unknown
  2023-11-14
  22:13:20.000Z  waits    backend http_back: no result yet
  22:13:20.001Z  seen     backend http_back: 2 of 2 servers, 100%
  22:13:20.001Z  waits    backend http_back: nothing has settled yet, rise: 1 of 2 results above 0%
  22:13:20.201Z  verdict  tier 1, announcing 9.9.9.9/32: backend http_back: 2 of 2 servers, 100%
  22:13:20.201Z  sent     announce route 9.9.9.9/32 next-hop self
  22:13:30.201Z  seen     backend http_back: 1 of 2 servers, 50% (s2 DOWN L4CON)
  22:13:30.201Z  waits    backend http_back: fall: 1 of 3 results below 100%
  22:13:30.401Z  waits    backend http_back: fall: 2 of 3 results below 100%
  22:13:30.601Z  verdict  tier 2, announcing 9.9.9.9/32 with as-path 65010 65010 65010: backend http_back: 1 of 2 servers, 50% (s2 DOWN L4CON)
  22:13:30.601Z  sent     announce route 9.9.9.9/32 next-hop self as-path [ 65010 65010 65010 ]
  22:13:32.603Z  again    announce route 9.9.9.9/32 next-hop self as-path [ 65010 65010 65010 ] (2 times, until 22:13:35.603Z)
  22:13:40.601Z  seen     backend http_back: 0 of 2 servers, 0% (s1 DOWN L4CON, s2 DOWN L4CON)
  22:13:40.601Z  waits    backend http_back: fall: 1 of 3 results below 50%
  22:13:40.801Z  waits    backend http_back: fall: 2 of 3 results below 50%
  22:13:41.001Z  verdict  down, withdrawing its VIPs: backend http_back: 0 of 2 servers, 0% (s1 DOWN L4CON, s2 DOWN L4CON)
  22:13:41.001Z  sent     withdraw route 9.9.9.9/32
  22:13:42.603Z  again    withdraw route 9.9.9.9/32 (2 times, until 22:13:45.603Z)
  22:13:50.000Z  sent     withdraw route 9.9.9.9/32`,
    )
  })

  it('fits 80 columns with its chart, and colours it only when asked to', () => {
    const story = narrate(recordOf(decline(), setup)).story([])
    const charted = (colour: boolean) => tell({ ...story, entries: [] }, { ...style, unicode: true, colour })
    for (const line of charted(false)) assert.ok(line.length <= 80, line)
    assert.ok(!charted(false).join('').includes(escapeCode))
    const plain = charted(true).map((line) => line.replace(new RegExp(`${escapeCode}\\[\\d+m`, 'g'), '').trimEnd())
    assert.deepEqual(plain, charted(false))
    assert.ok(charted(true).join('').includes(`${escapeCode}[31mx`))
  })

  it('tells a line that is repeated in a row once', () => {
    const often = config([web], { exabgp: { dialect: 'auto', ack: 'auto', refreshMs: 2000, neighbors: [], endOfRib: [] } })
    const text = textOf(narrate(recordOf(decline(often, 9000), often)))
    assert.match(text, /again {4}announce route 9\.9\.9\.9\/32 next-hop self \(4 times, until 22:13:28\.001Z\)/)
  })

  it('says where events are missing, and where one run ends and the next begins', () => {
    const lines = recordOf(decline(), setup, 20)
    const pieces = (...pieces: readonly number[]) => pieces.flatMap((piece) => lines.slice(piece * 21, (piece + 1) * 21))
    assert.match(textOf(narrate(pieces(1, 2))), /the record begins here, in the middle of a run/)
    assert.match(textOf(narrate(pieces(0, 2))), /events are missing before this: a file of the record is not here/)
    assert.doesNotMatch(textOf(narrate(pieces(0, 1, 2))), /missing|midst/)
    const next = recordOf(decline(), setup, Number.POSITIVE_INFINITY, { run: 'next', time: 1_700_000_060_000 })
    assert.equal(textOf(narrate([...pieces(0, 1, 2), ...next])).match(/the process starts/g)?.length, 2)
  })

  it('says that another version may decide otherwise', () => {
    assert.match(textOf(narrate(recordOf(decline(), setup, 1000, { version: '0.9.0' }))), /this is 1\.2\.3, which may decide otherwise/)
  })
})

describe('another configuration', () => {
  const supposed = (services: Parameters<typeof config>[0], recorded = setup): Narrator =>
    narrate(recordOf(decline(recorded), recorded), config(services))

  it('counts the recorded results by its own rise, fall and tiers', () => {
    const patient = service({ checks: [backend('http_back', { rise: 1, fall: 10 })], tiers: [tier(0.1, { med: 5 })] })
    const narrator = supposed([patient])
    assert.deepEqual(narrator.lines, ['announce route 9.9.9.9/32 next-hop self med 5', 'withdraw route 9.9.9.9/32'])
    assert.match(textOf(narrator), /fall: 9 of 10 results below 50%/)
    assert.match(textOf(narrator), /as it was:/)
  })

  it('counts what an outline confirmed as it counts a look at the servers', () => {
    const recorded = config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })] })])
    const large = new Simulation(recorded, { statistics: () => snapshot('++'.repeat(100)), exabgp: exabgp() }).until(9000)
    const careful = config([service({ checks: [backend('http_back', { rise: 6, fall: 6 })] })])
    assert.equal(large.looks.filter(({ look }) => look !== 'outline').length, 2)
    assert.deepEqual(narrate(recordOf(large, recorded), careful).lines, ['announce route 9.9.9.9/32 next-hop self'])
  })

  it('counts what was asked of one backend for that one, and the others from what was known', () => {
    const services = ['a', 'b'].map((name, index) =>
      service({ name, vips: [prefix(`9.9.9.${index}`)], checks: [backend(name, { rise: 1, fall: 1 })] }),
    )
    const says = (at: number, { backends }: Watch) =>
      snapshots(backends.map((proxy) => [proxy, (at < 5200 || proxy === 'a' ? '+' : '-').repeat(200)] as const))
    const recorded = new Simulation(config(services), { statistics: says, exabgp: exabgp() }).inject(5300, { type: 'hint' }).until(20_000)
    assert.ok(recorded.looks.some(({ look, watch }) => look === 'both' && watch.backends.length === 1))
    const careful = services.map((one) => service({ ...one, checks: [backend(one.name, { rise: 2, fall: 3 })] }))
    const { lines } = narrate(recordOf(recorded, config(services)), config(careful))
    assert.deepEqual(lines, ['announce attributes next-hop self nlri 9.9.9.0/32 9.9.9.1/32', 'withdraw route 9.9.9.1/32'])
  })

  it('asks less often than the record does, if its interval is longer', () => {
    const slow = service({ checks: [backend('http_back', { rise: 1, fall: 3, intervalMs: 3000, fastIntervalMs: 3000 })] })
    const [verdict] = supposed([slow])
      .story([])
      .entries.filter(({ text }) => text.startsWith('down'))
    // Results count at most every 3 s, and it takes three of them after 20 s.
    assert.ok(verdict !== undefined && verdict.time >= 1_700_000_026_000, JSON.stringify(verdict))
  })

  it('leaves a check without recorded evidence unknown, and says so', () => {
    const narrator = supposed([
      service({ checks: [backend('other_back')] }),
      service({ name: 'more', vips: [prefix('9.9.9.8')], checks: [command()] }),
    ])
    assert.deepEqual(narrator.lines, [])
    const text = textOf(narrator)
    assert.match(text, /web: backend other_back: the record has no evidence of it, so it stays unknown/)
    assert.match(text, /more: command true: the record has no evidence of it, so it stays unknown/)
  })

  it('is not held up by a check without recorded evidence', () => {
    const both = [web, service({ name: 'other', vips: [prefix('9.9.9.8')], checks: [backend('other_back')] })]
    const [verdict] = supposed(both)
      .story([])
      .entries.filter(({ kind }) => kind === 'verdict')
    assert.equal(verdict?.time, 1_700_000_000_201)
  })

  it('finds the evidence of a check by its name, also under another service and at another place', () => {
    const recorded = config([service({ checks: [backend('http_back', { rise: 2 }), command({ rise: 2 })] })])
    const renamed = service({ name: 'renamed', checks: [command({ rise: 1, fall: 1 })] })
    const narrator = supposed([renamed], recorded)
    assert.deepEqual(narrator.lines, ['announce route 9.9.9.9/32 next-hop self', 'withdraw route 9.9.9.9/32'])
    assert.match(textOf(narrator), /web: this service of the record is not in this configuration/)
    assert.match(textOf(narrator), /renamed: command true: exit status 1|command true: exit status 1/)
  })

  it('says when it begins in the midst of a run', () => {
    const lines = recordOf(decline(), setup, 20).slice(21)
    assert.match(textOf(narrate(lines, setup)), /the record begins in the middle of a run: every check has to settle first/)
  })
})
