// Is what HAProxy sends to a follower of its ring read right, however it is cut into pieces?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { endOfRing, nothingRead, type RingSigns, readRing, ringRequest } from '../../lib/haproxy/ring.ts'

const info = (stopping = 0) =>
  `Name: HAProxy\nVersion: 2.6.12-1+deb12u4\nPid: 4711\nnode: vm\nStopping: ${stopping}\nBuild info: 2.6.12-1+deb12u4\nTainted: 0\n\n`

const down =
  '<1>2026-11-21T04:22:46.734967+00:00 Server b/s1 is DOWN, reason: Layer4 connection problem. 0 active and 0 backup servers left.\n'
const gone = '<0>2026-11-21T04:22:46.734978+00:00 backend b has no server available!\n'
const stopped = '<4>2026-11-21T04:22:47.1+00:00 Proxy b stopped (cumulated conns: FE: 0, BE: 0).\n'

const readAll = (pieces: readonly string[]): RingSigns =>
  pieces.reduce<RingSigns>(
    (before, piece) => {
      const next = readRing(before.reading, piece)
      const [events, stopping] = [before.events + next.events, before.stopping || next.stopping]
      return { reading: next.reading, events, stamp: before.stamp ?? next.stamp, stopping }
    },
    { reading: nothingRead, events: 0, stamp: undefined, stopping: false },
  )

describe('a ring', () => {
  it('is asked for in one line, after who answers', () => {
    assert.equal(ringRequest('health'), 'set timeout cli 86400;show info;show events health -w -n\n')
  })

  it('is read alike however its bytes arrive, with newlines or zeros between its events', () => {
    const text = `\n${info()}${down}${gone}\n${stopped}`
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length })), fc.constantFrom('\n', '\0'), (cuts, end) => {
        const places = [0, ...cuts.sort((one, other) => one - other), text.length]
        const events = info().length + 1
        const sent = text.slice(0, events) + text.slice(events).replaceAll('\n', end)
        const pieces = places.slice(1).map((place, index) => sent.slice(places[index], place))
        const { reading, events: heard, stamp, stopping } = readAll(pieces)
        assert.deepEqual(reading.worker, { pid: 4711, version: '2.6.12-1+deb12u4', stopping: false })
        assert.deepEqual([heard, stopping, reading.rest], [3, true, ''])
        assert.equal(stamp, '2026-11-21T04:22:46.734967+00:00')
      }),
    )
  })

  it('counts no event before HAProxy has said who it is, and none that has not ended', () => {
    assert.equal(readAll(['\nName: HAProxy\nPid: 1\n']).reading.worker, undefined)
    assert.equal(readAll([`\n${info()}`]).events, 0)
    assert.equal(readAll([`\n${info()}`, down.slice(0, -1)]).events, 0)
    assert.equal(readAll([`\n${info()}`, down.slice(0, -1), '\n']).events, 1)
  })

  it('tells a process that is stopping already', () => {
    assert.equal(readAll([`\n${info(1)}`]).reading.worker?.stopping, true)
  })

  it('does not take a request for the end of its process unless it reads exactly so', () => {
    assert.equal(readAll([`\n${info()}`, '<5>GET /Proxy/stopped HTTP/1.1\n', '<5>Server b/s1 is UP.\n']).stopping, false)
  })

  it('without line ends does not fill the memory', () => {
    const { reading } = readAll([`\n${info()}`, ...Array.from({ length: 100 }, () => 'x'.repeat(10_000))])
    assert.ok(reading.rest.length <= 65_536)
    assert.ok(readAll(Array.from({ length: 100 }, () => 'x'.repeat(10_000))).reading.rest.length <= 65_536)
  })
})

describe('the end of a ring', () => {
  const ends = (text: string) => endOfRing(readAll([`\n${info()}`, text]).reading, 'health')

  it('that HAProxy refuses says what would help', () => {
    assert.deepEqual(ends('Permission denied\n\n'), {
      kind: 'unavailable',
      reason: 'its socket does not permit "show events"',
      remedy: '"stats socket … level operator"',
    })
    const section =
      'a section "ring health" with the lines "format timed" and "size 65536", and "log ring@health local0 notice" in every backend'
    const missing = { kind: 'unavailable', reason: 'it has no ring health', remedy: section }
    assert.deepEqual([ends('No such event sink\n'), ends('Nothing to report for this sink\n')], [missing, missing])
    const old = { kind: 'unavailable', reason: 'HAProxy 2.6.12-1+deb12u4 has no rings', remedy: 'HAProxy 2.2 or newer' }
    assert.deepEqual(
      [ends('unknown option\n'), ends('Unknown command. Please enter one of the following commands only :\n  help\n')],
      [old, old],
    )
  })

  it('after it was followed, or before anything was said, is a loss', () => {
    const closed = { kind: 'lost', reason: 'it closed the connection' }
    assert.deepEqual([ends(''), ends(`${down}Permission denied\n`), endOfRing(nothingRead, 'health')], [closed, closed, closed])
    assert.deepEqual(endOfRing(readAll(['SSH-2.0\r\n']).reading, 'health'), { kind: 'lost', reason: 'it does not answer as HAProxy does' })
  })
})
