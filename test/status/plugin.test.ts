// What does a monitoring system hear?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pluginLines, pluginSeverity } from '../../lib/status/plugin.ts'
import type { ServiceSnapshot } from '../../lib/status/service.ts'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import { seenAt } from './worlds.ts'

const well = (): Snapshot => seenAt(9000)

/** All is well but for this. */
const withFirst = (own: Partial<ServiceSnapshot>): Snapshot => {
  const seen = well()
  return { ...seen, services: seen.services.map((service, index) => (index === 0 ? { ...service, ...own } : service)) }
}

const order = { by: 'operator' as const, since: 0, author: 'alice', reason: 'kernel' }

it('an alarm of a service is told with its own time, and nothing behind what is to be typed', () => {
  const seen = well()
  const alarm = {
    alarm: 'no-local-vip',
    service: 'web',
    level: 'error' as const,
    since: seen.time - 4000,
    what: 'run: ip address add 9.9.9.9/32 dev lo',
  }
  assert.match(
    pluginLines([{ ...seen, alarms: [alarm] }], [])[0] ?? '',
    /^EXABGP-HAPROXY CRITICAL - run: ip address add 9\.9\.9\.9\/32 dev lo \(4 s\) \|/,
  )
})

describe('the severity', () => {
  for (const [what, severity, seen] of [
    ['every service on its best tier', 0, well()],
    ['slow start on the best tier', 0, withFirst({ state: 'warm' })],
    ['a lower tier', 1, withFirst({ state: 'degraded', tier: 2 })],
    ['no verdict yet', 1, withFirst({ state: 'pending' })],
    ['evidence that is unknown', 1, withFirst({ unknown: true })],
    ['a drain on order', 1, withFirst({ state: 'draining', orders: [order] })],
    ['maintenance on order', 1, withFirst({ state: 'maintenance', orders: [order] })],
    ['a service that is down', 2, withFirst({ state: 'down' })],
    ['a service that is down and was ordered away', 1, withFirst({ state: 'down', orders: [order] })],
    ['a last resort', 2, withFirst({ state: 'last-resort' })],
    ['a route that ExaBGP refuses', 2, withFirst({ vips: [{ nlri: '9.9.9.9/32', announced: false, inDoubt: true, refused: true }] })],
    ['an ExaBGP that is silent for 6 s', 2, { ...well(), exabgp: { ...well().exabgp, oldestCommandMs: 6000 } }],
    ['one of two neighbors down', 1, neighbors('up', 'down')],
    ['no session up', 2, neighbors('down', 'down')],
    ['a configuration on trial', 1, { ...well(), process: { ...well().process, confirmDeadline: 1 } }],
    [
      'a reload that somebody has undone',
      0,
      { ...well(), process: { ...well().process, lastReload: { at: 0, ok: true, what: 'undone by root', undone: true as const } } },
    ],
    ['a reload that failed', 1, { ...well(), process: { ...well().process, lastReload: { at: 0, ok: false, what: 'broken' } } }],
    [
      'the last good configuration in the place of the file',
      1,
      { ...well(), process: { ...well().process, fallback: { why: 'broken' as const, what: 'the configuration is broken' } } },
    ],
    ['an alarm', 1, { ...well(), alarms: [{ alarm: 'no-answer', level: 'error' as const, since: 0, what: 'nobody answers' }] }],
  ] as const) {
    it(`of ${what} is ${severity}`, () => assert.equal(pluginSeverity([seen], []), severity))
  }

  it('is unknown where nobody answers, and a warning where one of several does not', () => {
    assert.equal(pluginSeverity([], ['no process was found']), 3)
    assert.equal(pluginSeverity([well()], ['/run/x.sock was left behind']), 1)
  })
})

describe('the line', () => {
  it('says how many are well', () => {
    assert.deepEqual(pluginLines([well()], []), [
      "EXABGP-HAPROXY OK - 3 services, each on its best tier | 'web'=100%;;;0;100 'dns'=100%;;;0;100 'pay'=100%;;;0;100",
    ])
  })

  it('says the worst first, with its reason, and the rest below', () => {
    assert.deepEqual(pluginLines([seenAt(40_350)], []), [
      "EXABGP-HAPROXY CRITICAL - pay down 19 s: command true: 503 (and 2 more) | 'web'=50%;;;0;100 'dns'=100%;;;0;100 'pay'=0%;;;0;100",
      'web degraded (tier 2 of 2) 29 s: backend web: 1 of 2 servers, 50% (s2 DOWN L4CON)',
      'dns maintenance 25 s: /etc/exabgp/dns exists',
    ])
  })

  it('keeps bars and line ends of others out of its form', () => {
    const [line = ''] = pluginLines([withFirst({ state: 'down', why: "a|b\nc'd" })], [])
    assert.match(line, /^EXABGP-HAPROXY CRITICAL - web down \d+ s: a\/b\\x0ac'd \| 'web'=/)
  })

  it('stays within what NRPE passes on, whatever there is to say', () => {
    const seen = well()
    const [one] = seen.services
    assert.ok(one !== undefined)
    const services = Array.from({ length: 1000 }, (_, index) => ({
      ...one,
      name: `service-${index}`,
      state: 'down' as const,
      why: 'x'.repeat(2000),
    }))
    const lines = pluginLines([{ ...seen, services }], [])
    assert.ok(Buffer.byteLength(lines.join('\n')) <= 4096, String(Buffer.byteLength(lines.join('\n'))))
    assert.match(lines[0] ?? '', /\(and 999 more\) \| 'service-0'=/)
  })
})

function neighbors(...states: readonly ('up' | 'down')[]): Snapshot {
  return { ...well(), neighbors: states.map((state, index) => ({ address: `10.0.0.${index}`, state, changes: 0 })) }
}

it('keeps to the bytes that a monitoring system takes, however wide the letters are', () => {
  const lines = pluginLines(
    [withFirst({ state: 'down', why: 'ü€😀'.repeat(400) })],
    Array.from({ length: 20 }, () => 'é'.repeat(300)),
  )
  const [first = ''] = lines
  assert.ok(Buffer.byteLength(lines.join('\n')) <= 4000, `${Buffer.byteLength(lines.join('\n'))} bytes`)
  assert.ok(lines.length > 1 && Buffer.byteLength(first) < 1400, `${lines.length} lines, ${Buffer.byteLength(first)} bytes`)
  assert.ok(!first.includes('\ufffd'))
})
