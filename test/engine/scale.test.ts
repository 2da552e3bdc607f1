// What does the core ask, say and keep, whatever machine it runs on?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Config } from '../../lib/config/config.ts'
import type { Event } from '../../lib/engine/event.ts'
import { settingsOf } from '../../lib/engine/exabgp-settings.ts'
import { initialState } from '../../lib/engine/initial-state.ts'
import { step } from '../../lib/engine/step.ts'
import { begin } from '../../lib/exabgp/begin.ts'
import { withoutAssumed } from '../../lib/exabgp/unlisted.ts'
import { readSocketAnswer } from '../../lib/haproxy/answer.ts'
import type { SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import { encode } from '../../lib/record/codec.ts'
import { reads } from '../../lib/values/time.ts'
import { backend as row, server, socketAnswer, watching } from '../haproxy/tables.ts'
import { backend, config, prefix, service, tier } from './configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, snapshot, snapshots } from './worlds.ts'

const list = <Item>(length: number, make: (index: number) => Item): readonly Item[] => Array.from({ length }, (_, index) => make(index))

const proxies = list(100, (index) => `b${index}`)

const thousand = config(
  list(1000, (index) =>
    service({
      name: `s${index}`,
      vips: [prefix(`10.9.${index >> 8}.${index % 256}/32`)],
      checks: [backend(`b${index % 100}`, { rise: 1, fall: 1 })],
    }),
  ),
)

/** A hundred backends of three servers each; those that `marksOf` names are otherwise. */
const site = (marksOf: (proxy: string) => string): SnapshotResult => snapshots(proxies.map((proxy) => [proxy, marksOf(proxy)]))

describe('a thousand services over a hundred backends', () => {
  const world = (marksOf: (at: number, proxy: string) => string) =>
    new Simulation(thousand, {
      statistics: (at) => site((proxy) => marksOf(at, proxy)),
      exabgp: exabgp(),
      probeTakesMs: 0,
      answerTakesMs: 0,
    })

  it('share one connection to HAProxy every interval, and in between look at the servers of thirty backends at a time', () => {
    const { looks } = world(() => '+++').until(29_500)
    assert.equal(looks.filter(({ look, watch }) => look === 'outline' || watch.backends.length === 100).length, 30)
    const parts = looks.filter(({ look, watch }) => look === 'both' && watch.backends.length === 30)
    assert.ok(parts.length >= 9 && parts.length <= 11, `${parts.length} parts in three rounds`)
  })

  it('are lost and come back in twenty-one commands each', () => {
    const sim = world((at) => (at >= 5000 && at < 8000 ? '---' : '+++')).until(12_000)
    const count = (start: string, from: number) => sim.sent.filter(({ at, line }) => at >= from && line.startsWith(start)).length
    assert.deepEqual([count('withdraw', 0), count('announce', 5000)], [21, 21])
  })

  it('say one line when the backend of ten of them fails, and cost one more look', () => {
    const sim = world((at, proxy) => (at >= 5000 && proxy === 'b7' ? '---' : '+++')).until(5000)
    assert.equal(sim.sent.filter(({ at }) => at >= 5000).length, 1)
    assert.equal(sim.looks.filter(({ at }) => at >= 5000).length, 2)
  })
})

describe('a thousand VIPs that may still be there and are not listed for all of six hundred neighbors', () => {
  const addresses = list(600, (index) => `10.1.${index >> 8}.${index % 256}`)
  const session = { state: 'up', localAs: 1, peerAs: 2, families: new Map([['ipv4' as const, true]]), heardAt: 0 } as const
  const known = new Map(addresses.map((address) => [address, { ...session, address }]))

  for (const [how, neighbors] of [
    ['named', addresses],
    ['not named', []],
  ] as const)
    it(`are looked over within the time of one look around, where those are ${how}`, () => {
      const begun = begin(settingsOf({ ...thousand, exabgp: { ...thousand.exabgp, neighbors } }, [], true), 0, false)
      const sessions = { ...begun.sessions, known, settled: known }
      const conversation = { ...begun, sessions, listing: { ...begun.listing, by: new Set(addresses.slice(1)) } }
      const started = process.cpuUsage()
      assert.equal(withoutAssumed(conversation).announced.size, 1000)
      const { user } = process.cpuUsage(started)
      // The bound leaves room for a busy machine.
      assert.ok(user < 3_000_000, `${user / 1e6} s`)
    })
})

describe('an outline', () => {
  it('of ten thousand servers is a fiftieth of what a look at them is', () => {
    const rows = proxies.flatMap((proxy) => [...list(100, (index) => server(`${proxy}/s${index}`, 'UP')), row(proxy)])
    const watch = watching(proxies)
    const [outline, whole] = (['outline', 'servers'] as const).map((look) => socketAnswer(rows, watch, 0, undefined, look))
    assert.ok((outline?.length ?? 0) * 50 < (whole?.length ?? 0), `${outline?.length} and ${whole?.length} bytes`)
    const read = readSocketAnswer(outline ?? '', watch, 'outline')
    assert.equal(read.kind === 'outline' ? read.outline.proxies.size : read.kind, 100)
  })
})

describe('a hundred thousand events', () => {
  it('leave nothing behind', () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const flapping = config([
      service({ checks: [backend('http_back', { rise: 1, fall: 1 })], tiers: [tier(0.75), tier(0.25, { prepend: 2 })] }),
      service({ name: 'other', vips: [prefix('192.0.2.1/32')], checks: [backend('http_back', { rise: 2, fall: 3 })] }),
    ])
    const [early, late] = [20_000, 80_000].map((count) => {
      const { length } = go(flapping, count)
      collect()
      return { heap: process.memoryUsage().heapUsed, state: length }
    })
    assert.ok(early !== undefined && late !== undefined)
    assert.ok(late.heap - early.heap < 1_000_000, `${late.heap - early.heap} bytes more`)
    assert.ok(Math.abs(late.state - early.state) < 1000, `${early.state} and ${late.state} characters`)
  })
})

/** The state after so many events of a HAProxy that changes all the time and an ExaBGP that answers. */
const go = (setup: Config, count: number): string => {
  const words = ['++++', '+++-', '+---', '----', '+?--', '++++'].map((marks) => snapshot(marks))
  const pending: Omit<Event, 'at'>[] = []
  let state = initialState(setup, reads(0), false)
  for (let index = 0; index < count; index++) {
    const event = { ...(pending.shift() ?? { type: 'tick' }), at: index * 100 } as Event
    const next = step(state, event)
    state = next.state
    for (const effect of next.effects) {
      if (effect.type === 'write') for (const line of exabgp()(effect.line)) pending.push({ type: 'heard', line } as Omit<Event, 'at'>)
      const result = words[index % words.length]
      if (effect.type === 'read-statistics' && result !== undefined) pending.push({ type: 'statistics', result } as Omit<Event, 'at'>)
    }
  }
  return encode(state)
}
