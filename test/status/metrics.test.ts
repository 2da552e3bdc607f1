// Is the exposition what Prometheus' text format 0.0.4 wants, and does it say what the snapshot does?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { families } from '../../lib/status/metrics/families.ts'
import type { ProcessFacts } from '../../lib/status/metrics/family.ts'
import { emptyMemory } from '../../lib/status/metrics/subjects.ts'
import { metrics, metricsPieces } from '../../lib/status/metrics.ts'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import { reads } from '../../lib/values/time.ts'
import { command, config, type Own, prefix, pushed, service, tier } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshot as statistics } from '../engine/worlds.ts'
import { facts } from './facts.ts'
import { snapshot } from './snapshot-of.ts'

const process: ProcessFacts = { cpuSeconds: 1.5, residentBytes: 50_000_000, openFiles: 20, mostFiles: 1024 }
const whole = { perCheck: true, perVip: true, system: true }

const ladder = [tier(0.75), tier(0.25, { prepend: 2 })]

const seen = (own: Own, serves: (at: number) => string, untilMs = 10_000): Snapshot => {
  const world = { statistics: (at: number) => statistics(serves(at)), exabgp: exabgp() }
  const sim = new Simulation(config([service({ tiers: ladder, ...own })]), world)
  const { state } = sim.inject(0, { type: 'addresses', addresses: ['9.9.9.9'] }).until(untilMs)
  return snapshot(state, facts, reads(untilMs))
}

const linesOf = (taken: Snapshot, own: Partial<ProcessFacts> = {}, detail = whole): readonly string[] =>
  metrics(taken, { ...process, ...own }, detail).split('\n')

/** The samples of a family, without its name. */
const values = (lines: readonly string[], name: string): readonly string[] =>
  lines.flatMap((line) => (line.startsWith(`${name}{`) || line.startsWith(`${name} `) ? [line.slice(name.length)] : []))

describe('the exposition', () => {
  it('says what the snapshot says', () => {
    const lines = linesOf(seen({}, (at) => (at < 5000 ? '++' : '+-')))
    const has = (line: string) => assert.ok(lines.includes(line), `${line} is missing in\n${lines.join('\n')}`)
    has('exabgp_haproxy_service_state{service="web",state="degraded"} 1')
    has('exabgp_haproxy_service_state{service="web",state="announced"} 0')
    has('exabgp_haproxy_service_tier{service="web"} 2')
    has('exabgp_haproxy_service_capacity_ratio{service="web"} 0.5')
    has('exabgp_haproxy_service_changes_total{service="web",to="degraded"} 1')
    has('exabgp_haproxy_service_changes_total{service="web",to="down"} 0')
    has('exabgp_haproxy_check_capacity_ratio{service="web",check="backend http_back"} 0.5')
    has('exabgp_haproxy_vip_announced{service="web",vip="9.9.9.9/32"} 1')
    has('exabgp_haproxy_vip_local{service="web",vip="9.9.9.9/32"} 1')
    has('exabgp_haproxy_maintenance_since_timestamp_seconds{service="web",by="file"} 0')
    has('exabgp_haproxy_config_info{sha256="3f9c00112233"} 1')
    has('exabgp_haproxy_reaction_seconds_count{direction="worse"} 1')
    has('exabgp_haproxy_exabgp_refused_total 0')
    has('process_cpu_seconds_total 1.5')
  })

  it('says of no VIP of a shadow that it is announced, nor what sessions do beside its route', () => {
    const taken = seen({}, () => '++')
    const shadow = { unsent: 1, agreed: 0, missing: ['9.9.9.9/32'], unwanted: [] }
    const services = taken.services.map((one) => ({
      ...one,
      traffic: { sign: 'still-sessions' as const, since: taken.time, sessions: 1, text: '' },
    }))
    const of = (own: object) => linesOf({ ...taken, services, process: { ...taken.process, ...own } })
    assert.deepEqual(values(of({}), 'exabgp_haproxy_vip_announced').length, 1)
    assert.deepEqual(values(of({ shadow }), 'exabgp_haproxy_vip_announced'), [])
    assert.deepEqual(values(of({ shadow }), 'exabgp_haproxy_vip_local').length, 1)
    const still = (lines: readonly string[]) => values(lines, 'exabgp_haproxy_service_traffic').filter((line) => line.endsWith(' 1')).length
    assert.deepEqual([still(of({})), still(of({ shadow }))], [1, 0])
  })

  it('has each family once, with help and type before its samples, and ends with a line end', () => {
    const text = metrics(
      seen({}, () => '++'),
      process,
      whole,
    )
    assert.ok(text.endsWith('\n') && !text.includes('\n\n'))
    const found = [...text.matchAll(/^# HELP (\S+) .+\n# TYPE (\S+) (\w+)\n/gm)].map(([, help, type]) => [help, type])
    assert.ok(found.length > 30)
    assert.ok(found.every(([help, type]) => help === type))
    assert.equal(new Set(found.flat()).size, found.length)
    const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    const names = series.map((line) => line.replace(/ [^ ]+$/, ''))
    assert.equal(new Set(names).size, names.length, 'no series stands there twice')
    for (const line of series) assert.match(line, /^[a-z_]+(\{([a-z\d_]+="([^"\\\n]|\\[\\"n])*",?)+\})? (-?\d[\d.e+-]*|NaN|\+Inf)$/)
  })

  it('has exactly one state that is 1', () => {
    for (const serves of ['++', '+-', '--', '??']) {
      const states = values(linesOf(seen({}, () => serves)), 'exabgp_haproxy_service_state')
      assert.equal(states.length, 8)
      assert.equal(states.filter((one) => one.endsWith(' 1')).length, 1)
    }
  })

  it('escapes what comes from outside', () => {
    const taken = seen({}, () => '++')
    const named = { ...taken, services: taken.services.map((one) => ({ ...one, name: 'a"b\\c\nd' })) }
    assert.deepEqual(values(linesOf(named), 'exabgp_haproxy_service_tiers'), ['{service="a\\"b\\\\c\\nd"} 2'])
  })

  it('tells checks of one name apart', () => {
    const taken = seen({ checks: [command(), command()] }, () => '++', 0)
    assert.deepEqual(values(linesOf(taken), 'exabgp_haproxy_check_results_total'), [
      '{service="web",check="command true"} 0',
      '{service="web",check="command true #2"} 0',
    ])
  })

  it('has a VIP once, however many neighbors hear of it apart', () => {
    const audiences = [
      { to: ['10.0.0.1'] as const, attributes: {} },
      { to: ['10.0.0.2'] as const, attributes: { prepend: 1 } },
    ]
    const vips = ['9.9.9.9/32', '9.9.9.10/32'].map(prefix)
    const taken = seen({ vips, audiences }, () => '++')
    assert.equal(taken.services[0]?.vips.length, 4)
    assert.deepEqual(values(linesOf(taken), 'exabgp_haproxy_vip_announced'), [
      '{service="web",vip="9.9.9.9/32"} 1',
      '{service="web",vip="9.9.9.10/32"} 1',
    ])
  })

  it('counts what fails from 0, before anything has', () => {
    const lines = linesOf(seen({}, () => '++', 0))
    const counters = families.filter(({ type, of }) => type === 'counter' && of !== 'neighbor' && of !== 'process')
    // What HAProxy counts is not known before it has told.
    const ours = counters.filter(({ name }) => name !== 'exabgp_haproxy_service_sessions_total')
    assert.ok(ours.length > 3)
    for (const { name } of ours) assert.ok(values(lines, name).length > 0, name)
    assert.deepEqual(values(lines, 'exabgp_haproxy_exabgp_unanswered_total'), [' 0'])
    assert.ok(values(lines, 'exabgp_haproxy_reaction_seconds_bucket').includes('{direction="better",le="+Inf"} 0'))
  })

  it('leaves out what is not known, and what is not wanted', () => {
    const { openFiles: _, ...rest } = process
    const text = metrics(
      seen({}, () => '++'),
      rest,
      { perCheck: false, perVip: false, system: false },
    )
    assert.doesNotMatch(text, /check_|vip_|^process_|haproxy_followed/m)
    assert.match(
      metrics(
        seen({}, () => '++'),
        rest,
        whole,
      ),
      /vip_announced/,
    )
    assert.doesNotMatch(
      metrics(
        snapshot(new Simulation(config(), { statistics: () => statistics('++') }).until(5000).state, facts, reads(5000)),
        rest,
        whole,
      ),
      /vip_local/,
    )
  })

  it('tells of a VIP that this machine lacks, of the ring, and of neighbors', () => {
    assert.deepEqual(
      values(
        linesOf(
          snapshot(
            new Simulation(config(), { statistics: () => statistics('++'), exabgp: exabgp() })
              .inject(10, { type: 'addresses', addresses: ['127.0.0.1'] })
              .until(5000).state,
            facts,
            reads(5000),
          ),
        ),
        'exabgp_haproxy_vip_local',
      ),
      ['{service="web",vip="9.9.9.9/32"} 0'],
    )
    const world = { statistics: () => statistics('++'), exabgp: exabgp() }
    const { state } = new Simulation(pushed(), world)
      .inject(50, { type: 'ring', report: { kind: 'following', pid: 1 } })
      .inject(100, { type: 'heard', line: JSON.stringify({ type: 'state', neighbor: { address: { peer: '10.0.0.1' }, state: 'up' } }) })
      .until(5000)
    const lines = linesOf(snapshot(state, facts, reads(5000)))
    assert.deepEqual(values(lines, 'exabgp_haproxy_haproxy_followed'), [' 1'])
    assert.deepEqual(values(lines, 'exabgp_haproxy_haproxy_up'), [' 1'])
    assert.deepEqual(values(lines, 'exabgp_haproxy_neighbor_up'), ['{neighbor="10.0.0.1"} 1'])
  })

  it('forgets a service that is no more', () => {
    const taken = seen({}, () => '++')
    assert.deepEqual(
      linesOf({ ...taken, services: [] }).filter((line) => line.includes('service=')),
      [],
    )
  })
})

describe('the table', () => {
  it('has names, types and units as Prometheus wants them', () => {
    for (const { name, type, help, reading } of families) {
      assert.match(name, /^(exabgp_haproxy|process)(_[a-z\d]+)+$/)
      assert.equal(name.endsWith('_total'), type === 'counter', name)
      assert.doesNotMatch(name, /_(gauge|counter|histogram|summary|ms|sec|milliseconds|percent|count|sum|bucket)$/)
      assert.match(help, /^[A-Z0-9].*\.$/)
      const labels = 'labels' in reading ? reading.labels : 'label' in reading ? [reading.label] : []
      for (const label of labels) assert.match(label, /^[a-z\d]+$/)
    }
    assert.equal(new Set(families.map(({ name }) => name)).size, families.length)
  })
})

describe('the exposition of many services', () => {
  const taken = (count: number, capacity: number): Snapshot => {
    const names = Array.from({ length: count }, (_, index) => `s${index}`)
    const probe = () => ({ kind: 'measured' as const, measure: { capacity, servers: 1 }, reason: '' })
    const services = names.map((name) => service({ name, tiers: ladder, checks: [command()] }))
    return snapshot(new Simulation(config(services), { probe, exabgp: exabgp() }).until(10_000).state, facts, reads(10_000))
  }

  it('has all of them in their order, also where some of it was written before', () => {
    const memory = emptyMemory()
    for (const capacity of [1, 0.5]) {
      const pieces = [...metricsPieces(taken(250, capacity), process, whole, memory)]
      const lines = pieces
        .map((piece) => piece?.toString() ?? '')
        .join('')
        .split('\n')
      const [tier, states] = ['tier', 'state'].map((name) => values(lines, `exabgp_haproxy_service_${name}`)) as [string[], string[]]
      assert.deepEqual(
        tier,
        Array.from({ length: 250 }, (_, index) => `{service="s${index}"} ${capacity === 1 ? 1 : 2}`),
      )
      assert.equal(states.filter((one) => one.endsWith(capacity === 1 ? '"announced"} 1' : '"degraded"} 1')).length, 250)
    }
  })

  it('lets others come first after 200 of them, in each family and before', () => {
    const yields = (count: number): number =>
      [...metricsPieces(taken(count, 1), process, whole, emptyMemory())].filter((piece) => piece === undefined).length
    const ofServices = families.filter(({ of }) => of === 'service' || of === 'check' || of === 'vip').length
    assert.ok(yields(250) - yields(150) >= ofServices, `${yields(250)} and ${yields(150)}, of ${ofServices} families`)
  })
})

describe('what is kept from one exposition for the next', () => {
  it('changes nothing of it, whatever has come, gone or changed in between', () => {
    const services = (names: readonly string[]) => names.map((name) => service({ name, tiers: ladder, checks: [command()] }))
    const states = [
      { names: ['a', 'b', 'c'], serves: true },
      { names: ['a', 'b', 'c'], serves: false },
      { names: ['c', 'a'], serves: false },
      { names: ['c', 'a'], serves: true },
      { names: ['c', 'a', 'd', 'b'], serves: true },
    ]
    const memory = emptyMemory()
    for (const { names, serves } of states) {
      const probe = () => ({ kind: 'measured' as const, measure: { capacity: serves ? 1 : 0, servers: serves ? 1 : 0 }, reason: '' })
      const { state } = new Simulation(config(services(names)), { probe, exabgp: exabgp() }).until(10_000)
      const taken = snapshot(state, facts, reads(10_000))
      for (const detail of [whole, { ...whole, perVip: false }])
        assert.equal(
          String(Buffer.concat([...metricsPieces(taken, process, detail, memory)].filter((piece) => piece !== undefined))),
          metrics(taken, process, detail),
        )
    }
  })
})
