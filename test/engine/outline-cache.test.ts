// When is the outline of a large HAProxy enough, and is anything missed for it?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Config } from '../../lib/config/config.ts'
import type { Watch } from '../../lib/haproxy/request.ts'
import type { SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import { backend, config, prefix, service, tier } from './configs.ts'
import { Simulation, type World } from './simulation.ts'
import { exabgp, fault, snapshot, snapshots } from './worlds.ts'

const one = config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })] })])

/** The marks of a few servers stand for many of each. */
const many = (marks: string, pid = 1): SnapshotResult => snapshot(marks.repeat(60), 'http_back', pid)

const world = (statistics: NonNullable<World['statistics']>, setup: Config = one) =>
  new Simulation(setup, { statistics, exabgp: exabgp(), probeTakesMs: 0 })

/** Two services, each with a backend of its own, `a` and `b`; `pidOf` tells which process answers the look of this number. */
const two = (marksOf: (at: number, proxy: string) => string, pidOf: (look: number) => number = () => 1) => {
  let asked = 0
  const says = (at: number, { backends }: Watch): SnapshotResult => {
    const answers = backends.map((proxy) => [proxy, marksOf(at, proxy).repeat(60)] as const)
    return snapshots(answers, pidOf(++asked))
  }
  const services = ['a', 'b'].map((proxy, index) =>
    service({ name: proxy, vips: [prefix(`192.0.2.${index + 1}/32`)], checks: [backend(proxy, { rise: 1, fall: 1 })] }),
  )
  return new Simulation(config(services), { statistics: says, exabgp: exabgp(), probeTakesMs: 0 })
}

/** Ten services, each with a backend of 240 servers. */
const crowd = (says: (at: number) => SnapshotResult, takesMs = 0) => {
  const services = crowded.map((proxy, index) =>
    service({ name: proxy, vips: [prefix(`192.0.2.${index + 1}/32`)], checks: [backend(proxy, { rise: 1, fall: 1 })] }),
  )
  const statistics = (at: number, { backends }: Watch): SnapshotResult => {
    const result = says(at)
    const [table] = result.ok ? result.snapshot.proxies.values() : []
    if (!result.ok || table === undefined) return result
    const proxies = backends.map((proxy) => [proxy, { ...table, servers: table.servers.map((row) => ({ ...row, proxy })) }] as const)
    return { ok: true, snapshot: { ...result.snapshot, proxies: new Map(proxies) } }
  }
  return new Simulation(config(services), { statistics, exabgp: exabgp(), probeTakesMs: takesMs })
}

const crowded = [...'abcdefghij']

const seconds = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => (from + index) * 1000)

const pauses = (times: readonly number[]) => times.slice(1).map((at, index) => at - (times[index] ?? 0))

/** How closely it looked from one time to another. */
const looks = (sim: Simulation, from: number, to: number) =>
  sim.looks.filter(({ at }) => at >= from && at <= to).map(({ at, look }) => `${at} ${look}`)

describe('a look at HAProxy', () => {
  it('that has few servers is at all of them', () => {
    const sim = world(() => snapshot('++')).until(60_000)
    assert.deepEqual([...new Set(sim.looks.map(({ look }) => look))], ['servers'])
  })

  it('that has many is at the outline while nothing changes, and beside it at the servers of a few backends after those of others', () => {
    const sim = crowd(() => many('++++')).until(60_000)
    const outlines = sim.looks.filter(({ look }) => look === 'outline').map(({ at }) => at)
    assert.deepEqual(outlines, seconds(2, 60))
    const toured = sim.looks.filter(({ at, look }) => at > 1000 && look === 'both')
    assert.ok(toured.every(({ watch }) => watch.backends.length === 2), JSON.stringify(toured)) // biome-ignore format: one line
    assert.deepEqual([...new Set(pauses(toured.map(({ at }) => at)))], [1800])
  })

  it('is at each server at least every ten seconds, however often HAProxy says that something has happened', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 2000, max: 60_000 }), { maxLength: 60 }), fc.integer({ min: 0, max: 40 }), (hints, takes) => {
        const sim = crowd((at) => many(at % 7000 < 3000 ? '++++' : '+++-'), takes)
        for (const at of hints) sim.inject(at, { type: 'hint' })
        sim.until(60_000)
        for (const proxy of crowded) {
          const looked = sim.looks.filter(({ look, watch }) => look !== 'outline' && watch.backends.includes(proxy)).map(({ at }) => at)
          assert.ok(Math.max(...pauses([...looked, 60_000])) <= 10_000, `${proxy}: ${looked}`)
        }
      }),
      { numRuns: 15 },
    )
  })

  it('that a hint asks for never waits for more than a small part of all servers, and a part comes after it', () => {
    const sim = crowd(() => many('++++'), 5)
    for (let at = 20_000; at < 30_000; at += 13) sim.inject(at, { type: 'hint' })
    sim.until(30_000)
    const storm = sim.looks.filter(({ at }) => at >= 20_000)
    assert.ok(storm.every(({ look, watch }) => look === 'outline' || watch.backends.length === 2))
    assert.ok(storm.filter(({ look }) => look === 'both').length > 100, 'the tour stands still')
  })

  it('that a hint asks for, and that shows nothing, leads to all servers at once, one part after another', () => {
    const sim = crowd(() => many('++++'))
      .inject(5300, { type: 'hint' })
      .until(6900)
    assert.deepEqual(
      sim.looks.filter(({ at }) => at >= 5300 && at < 6000).map(({ look, watch }) => `${look} ${look === 'both' ? watch.backends : ''}`),
      ['outline ', 'both e,f', 'both g,h', 'both i,j', 'both a,b', 'both c,d'],
    )
    assert.deepEqual(looks(sim, 5301, 6900), ['6300 outline'])
  })

  it('finds a change of the outline, looks at the servers at once, and acts as soon', () => {
    const sim = world((at) => many(at < 5000 ? '++++' : '----')).until(5000)
    assert.deepEqual(looks(sim, 4000, 5000), ['4000 outline', '5000 outline', '5000 both'])
    assert.deepEqual(sim.sent.at(-1), { at: 5000, line: 'withdraw route 9.9.9.9/32' })
  })

  it('that is unsettled, hinted without a reason, or failed is at the servers as well', () => {
    const unsettled = config([service({ checks: [backend('http_back', { rise: 3, fall: 3 })] })])
    const falling = world((at) => many(at < 5000 ? '++++' : '----'), unsettled).until(5800)
    assert.deepEqual(looks(falling, 5000, 5800), ['5400 outline', '5400 both', '5600 outline', '5600 both', '5800 outline', '5800 both'])
    const hinted = world(() => many('++++')).inject(5300, { type: 'hint' })
    assert.deepEqual(looks(hinted.until(6300), 5000, 6300), ['5000 outline', '5300 outline', '5300 both', '6300 outline'])
    const failed = world((at) => (at === 5000 ? fault('unreadable') : many('++++')))
    assert.deepEqual(looks(failed.until(5200), 5000, 5200), ['5000 outline', '5200 both'])
  })

  it('is at the servers of those alone that the outline shows to have changed, and counts the others from what is known', () => {
    const sim = two((at, proxy) => (at < 5200 || proxy === 'a' ? '++++' : '----'))
      .inject(5300, { type: 'hint' })
      .until(6300)
    const seen = sim.looks.filter(({ at }) => at >= 5000).map(({ at, look, watch }) => `${at} ${look} ${watch.backends}`)
    assert.deepEqual(seen, ['5000 outline a,b', '5300 outline a,b', '5300 both b', '6300 outline a,b'])
    assert.deepEqual(sim.sent.at(-1), { at: 5300, line: 'withdraw route 192.0.2.2/32' })
  })

  it('that another process has answered meanwhile leaves nothing known', () => {
    const reloaded = (look: number) => (look < 8 ? 1 : 2)
    const sim = two((at, proxy) => (at < 5200 || proxy === 'a' ? '++++' : '----'), reloaded)
      .inject(5300, { type: 'hint' })
      .until(6300)
    assert.deepEqual(looks(sim, 5300, 6300), ['5300 outline', '5300 both', '6300 both'])
  })

  it('at a process of HAProxy that is another one is at all servers, however much it says the same', () => {
    const sim = world((at) => many('++++', at < 5000 ? 1 : 2)).until(5000)
    assert.deepEqual(looks(sim, 5000, 5000), ['5000 outline', '5000 both'])
  })

  it('is at the servers too of a backend while some of them have not been verified, until the warm-up ends', () => {
    const sim = two((_, proxy) => (proxy === 'a' ? '+++?' : '++++')).until(20_000)
    const seen = (from: number, to: number) =>
      sim.looks.filter(({ at }) => at >= from && at <= to).map(({ look, watch }) => `${look} ${watch.backends}`)
    assert.deepEqual(seen(5000, 7000), ['outline a,b', 'both a', 'outline a,b', 'both a', 'outline a,b', 'both a'])
    assert.deepEqual(seen(16_000, 17_000), ['outline a,b', 'outline a,b'])
  })

  it('sees within ten seconds and an interval what no outline shows', () => {
    // Drained servers carry nothing, as those that are down, but are no longer a part of the whole.
    const ladder = config([
      service({ checks: [backend('http_back', { rise: 1, fall: 1 })], tiers: [tier(0.75), tier(0.1, { prepend: 2 })] }),
    ])
    const maintained = (result: SnapshotResult): SnapshotResult => {
      if (!result.ok) return result
      const proxies = [...result.snapshot.proxies].map(([name, table]) => {
        const servers = table.servers.map((row) => (row.status === 'DOWN' ? { ...row, status: 'MAINT' } : row))
        return [name, { ...table, servers }] as const
      })
      return { ok: true, snapshot: { ...result.snapshot, proxies: new Map(proxies) } }
    }
    const sim = world((at) => (at < 5000 ? many('++--') : maintained(many('++--'))), ladder).until(20_000)
    const climbs = sim.sent.filter(({ line }) => line === 'announce route 9.9.9.9/32 next-hop self')
    assert.deepEqual(climbs.map(({ at }) => at), [10_000]) // biome-ignore format: one line
  })

  it('of another pace than the others is never answered from before it', () => {
    const slow = service({
      name: 'slow',
      vips: [prefix('192.0.2.1/32')],
      checks: [backend('http_back', { intervalMs: 4000, rise: 1, fall: 1 })],
    })
    const sim = world((at) => many(at < 4500 ? '++++' : '----'), config([...one.services, slow])).until(12_000)
    const gone = sim.sent.filter(({ line }) => line.startsWith('withdraw'))
    assert.deepEqual(gone.map(({ line }) => line).sort(), ['withdraw route 192.0.2.1/32', 'withdraw route 9.9.9.9/32'])
    assert.ok(gone.every(({ at }) => at <= 8000))
  })

  it('leads to the same lines at the same times, whatever the weather, as a look at all servers would', () => {
    const services = [
      service({ checks: [backend('a', { rise: 2, fall: 2 })], tiers: [tier(0.75, {}, 0.5), tier(0.25, { prepend: 2 })] }),
      service({ name: 'slow', vips: [prefix('192.0.2.1/32')], checks: [backend('a', { intervalMs: 3000, fall: 1 })] }),
      service({ name: 'other', vips: [prefix('192.0.2.2/32')], checks: [backend('b', { rise: 1, fall: 1 })] }),
    ]
    // A look that is due for the sake of its size alone is the last one before HAProxy hangs now and then: from that one on `stale` counts.
    const { haproxy, ...rest } = config(services)
    const patient = { ...rest, haproxy: { ...haproxy, staleMs: 3_600_000 } }
    let partial = 0
    const words = fc.constantFrom('++++', '+++-', '++--', '-++-', '+---', '----', 'refused', 'hung')
    const weather = fc.array(fc.tuple(words, fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 12 })
    const hints = fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 5 })
    fc.assert(
      fc.property(weather, weather, hints, (first, second, times) => {
        const [a, b] = [first, second].map((spells) => spells.flatMap(([word, seconds]) => Array.from({ length: seconds }, () => word)))
        const run = (size: number) => {
          const says = (at: number, { backends }: Watch): SnapshotResult => {
            const wordOf = (proxy: string) => (proxy === 'a' ? a : b)?.[Math.floor(at / 1000)] ?? '++++'
            const word = wordOf('a')
            if (word === 'refused' || word === 'hung') return fault(word)
            return snapshots(
              backends.map((proxy) => [proxy, /^[-+]/.test(wordOf(proxy)) ? wordOf(proxy).repeat(size) : '++--'.repeat(size)] as const),
            )
          }
          const sim = world(says, patient)
          for (const at of times) sim.inject(at, { type: 'hint' })
          return sim.until((Math.max(a?.length ?? 0, b?.length ?? 0) + 15) * 1000)
        }
        const [small, large] = [run(1), run(60)]
        assert.ok(large.looks.some(({ look }) => look === 'outline'))
        assert.deepEqual(large.sent, small.sent)
        partial += large.looks.filter(({ look, watch }) => look === 'both' && watch.backends.length === 1).length
      }),
      { numRuns: 12 },
    )
    assert.ok(partial > 10, `${partial} looks at one backend of two`)
  })
})
