// Through ladder, hold, slow start, drain, damping and respawn: does every line have its reason, whatever happens?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Attributes } from '../../lib/bgp/attribute-table.ts'
import type { Service } from '../../lib/config/service.ts'
import { backend, config, prefix, service, tier } from './configs.ts'
import { attributesIn, type Happening, live, prefixesOf, type Script } from './lives.ts'
import { judgeHappenings } from './oracle.ts'
import { suppressions } from './receiver.ts'

const minute = 60
const good = ['192.0.2.1/32', '192.0.2.2/32', '2001:db8::1/128']
const bad = ['0.0.0.0/0', '127.0.0.1/32', '192.0.2.0/24', '224.0.0.5/32', '255.255.255.255/32', '2001:db8::/32', 'ff02::1/128', '::1/128']

const vips = fc.tuple(fc.subarray(good, { minLength: 1 }), fc.subarray(bad, { maxLength: 2 }))
const ladders = fc.constantFrom(
  [tier(0.01)],
  [tier(0.75), tier(0.25, { prepend: 1 })],
  [tier(0.75, {}, 0.5), tier(0.5, { prepend: 1 }, 0.25), tier(0.25, { prepend: 2 })],
)
const usual = { suppress: 2000, reuse: 750, halfLifeMs: 40_000, longestMs: 80_000 }

const services: fc.Arbitrary<Service> = fc
  .record({
    prefixes: vips,
    rise: fc.integer({ min: 1, max: 3 }),
    fall: fc.integer({ min: 1, max: 3 }),
    tiers: ladders,
    down: fc.constantFrom<'withdraw' | Attributes>('withdraw', 'withdraw', { med: 900 }),
    holdMs: fc.constantFrom(0, 0, 7000),
    warm: fc.option(fc.constant({ forMs: 5000, attributes: { med: 50 } }), { nil: undefined }),
    // Not in the moment of another event.
    drain: fc.option(fc.constant({ forMs: 6120, attributes: { communities: ['65535:0' as never] } }), { nil: undefined }),
    damping: fc.option(fc.constant(usual), { nil: undefined }),
  })
  // More tiers than there is room for are refused with damping, and so are they here.
  .filter(({ tiers, down, damping }) => damping === undefined || tiers.length < 3 || down === 'withdraw')
  .map(({ prefixes: [allowed, forbidden], rise, fall, warm, drain, damping, ...own }) =>
    service({
      ...own,
      vips: [...forbidden, ...allowed].map(prefix),
      checks: [backend('http_back', { rise, fall, fastIntervalMs: 1000 })],
      maintenanceFile: '/etc/exabgp/maintenance',
      ...(warm && { warm }),
      ...(drain && { drain }),
      ...(damping && { damping }),
    }),
  )

const weather = fc
  .array(
    fc.tuple(fc.constantFrom('++++', '++++', '+++-', '++--', '+---', '----', '----', 'dddd', 'unreadable'), fc.integer({ min: 1, max: 5 })),
    {
      minLength: 10,
      maxLength: 25,
    },
  )
  .map((spells) => spells.flatMap(([word, seconds]) => Array(seconds).fill(word)).slice(0, minute))
const moments = (maxLength: number) => fc.uniqueArray(fc.integer({ min: 2, max: minute - 1 }), { maxLength }).map((ones) => new Set(ones))
/** In the end all is well again. */
const scripts = (kills: fc.Arbitrary<Set<number>>): fc.Arbitrary<Script> =>
  fc.record({ words: weather, toggles: moments(4), kills }).map(({ words, toggles, kills: killed }) => {
    const even = toggles.size % 2 === 0 ? toggles : new Set([...toggles, minute])
    return { words: [...words, ...Array(minute + 1 - words.length).fill('----'), '++++'], toggles: even, kills: killed }
  })

const goodOf = ({ vips: all }: Service) => all.map(({ text }) => text).filter((one) => good.includes(one))
/** Until everything has settled: with damping the way back may wait for its longest, and so may the end of a slow start. */
const seconds = ({ damping }: Service) => (damping === undefined ? minute + 25 : 4 * minute)

/** What a receiver of one VIP hears. */
const heardOf = (happenings: readonly Happening[], vip: string) =>
  happenings.flatMap((one) =>
    one.kind === 'line' && prefixesOf(one.line).includes(vip)
      ? [{ at: one.at, line: one.line.startsWith('withdraw') ? 'withdraw' : attributesIn(one.line) }]
      : [],
  )

describe('a walk through random evidence and orders', () => {
  it('sends no line without its reason, misses none, and comes to the best tier in the end', () => {
    fc.assert(
      fc.property(services, scripts(moments(2)), (one, script) => {
        const happenings = live(config([one]), script, seconds(one))
        judgeHappenings(one, goodOf(one), happenings)
        const end = happenings.findLast(({ kind }) => kind === 'look')
        assert.ok(end?.kind === 'look')
        assert.deepEqual(
          [...end.announced],
          goodOf(one).map((vip) => [vip, 'announce next-hop self']),
        )
      }),
      { numRuns: 150 },
    )
  })

  it('is borne by receivers that damp, unless a drain or a new process, which knows no penalty, goes before that', () => {
    const damped = services
      .map(({ drain: _, ...one }): Service => ({ ...one, damping: usual }))
      .filter(({ tiers, down }) => tiers.length < 3 || down === 'withdraw')
    // No improvement has waited for its longest yet.
    fc.assert(
      fc.property(damped, scripts(fc.constant(new Set<number>())), (one, script) => {
        const [vip = ''] = goodOf(one)
        const heard = heardOf(live(config([one]), script, minute + 15), vip)
        for (const stepMs of [0, 5000])
          assert.deepEqual(
            suppressions(heard, usual, stepMs).filter(({ announced }) => announced),
            [],
            JSON.stringify(heard),
          )
      }),
      { numRuns: 100 },
    )
  })

  it('never announces a black hole, wherever its community is written', () => {
    const hole = { communities: ['65535:666' as never] }
    const poisoned = fc.tuple(services, fc.constantFrom('tier', 'down', 'warm', 'drain')).map(([one, where]): Service => {
      const [first, ...rest] = one.tiers
      switch (where) {
        case 'tier':
          return { ...one, tiers: [{ ...first, attributes: hole }, ...rest] }
        case 'down':
          return { ...one, down: hole }
        default:
          return { ...one, [where]: { forMs: 5000, attributes: hole } }
      }
    })
    fc.assert(
      fc.property(poisoned, scripts(moments(1)), (one, script) => {
        for (const happening of live(config([one]), script, minute))
          if (happening.kind === 'line') assert.doesNotMatch(happening.line, /65535:666/)
      }),
      { numRuns: 50 },
    )
  })
})
