// What does a person see?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { serviceText } from '../../lib/status/service-text.ts'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import type { Style } from '../../lib/status/style.ts'
import { statusText } from '../../lib/status/text.ts'
import { seenAt } from './worlds.ts'

const style: Style = { colour: false, columns: 120, time: (time) => new Date(time).toISOString() }

const esc = '\u001b'
const colours = new RegExp(`${esc}\\[\\d+m`, 'g')

/** With something in the place of what the second service says. */
const withWhy = (why: string): Snapshot => {
  const seen = seenAt(9000)
  return { ...seen, services: seen.services.map((service, index) => (index === 1 ? { ...service, why } : service)) }
}

describe('the text of a snapshot', () => {
  it('has a row for each service, the worst first, and says what withholds a change', () => {
    assert.deepEqual(statusText(seenAt(40_450), style), [
      'exabgp-haproxy 0.2.0  rhi  pid 4711  up 40 s  /etc/exabgp/exabgp-haproxy.yaml of 22:00:00Z (3f9c…), as running',
      'ExaBGP 4.2.21 acknowledges in 1.0 ms   HAProxy, process 1',
      '  10.16.96.4  AS 65515  up 40 s',
      'service  is           tier  capacity  since           announced             why',
      'pay      down         -     0%        22:00:20Z 20 s  nothing               command true: 200',
      'dns      maintenance  -     100%      22:00:15Z 25 s  nothing               by the maintenance file /etc/exabgp/dns, 25…',
      'web      degraded     2/2   50%       22:00:10Z 29 s  9.9.9.9/32 prepend 2  backend web: 1 of 2 servers, 50% (s2 DOWN L…',
      'next: pay rises after 2 more good results of command true',
    ])
  })

  it('gives reasons a line of their own where the terminal is narrow, and fits it', () => {
    const lines = statusText(seenAt(40_450), { ...style, columns: 80 })
    assert.deepEqual(lines.slice(3, 6), [
      'service  is           tier  capacity  since           announced',
      'pay      down         -     0%        22:00:20Z 20 s  nothing',
      '  command true: 200',
    ])
    assert.ok(lines.slice(3).every((line) => line.length <= 80))
  })

  it('cuts nothing where there is no terminal', () => {
    const lines = statusText(seenAt(40_450), { ...style, columns: undefined })
    assert.match(lines.join('\n'), /1 of 2 servers, 50% \(s2 DOWN L4CON\)$/m)
  })

  it('says that a reload was undone, not that it failed', () => {
    const seen = seenAt(9000)
    const lastReload = { at: seen.time, ok: true, what: 'undone by root', undone: true as const }
    const lines = statusText({ ...seen, process: { ...seen.process, lastReload } }, style)
    assert.ok(lines.includes('at 22:00:09Z the last reload was undone by root'), lines.join('\n'))
  })

  it('says of HAProxy that it was not asked yet only where a check asks it', () => {
    const seen = seenAt(9000)
    const unasked = { ...seen, haproxy: { processes: 0, events: 0, looks: 0, lookFailures: 0 } }
    const ofCommands = { ...unasked, services: seen.services.filter(({ name }) => name === 'pay') }
    assert.match(statusText(unasked, style)[1] ?? '', / {3}HAProxy has not been asked yet$/)
    assert.match(statusText(ofCommands, style)[1] ?? '', / {3}no check asks HAProxy$/)
  })

  it('says the same without colours', () => {
    const plain = statusText(seenAt(40_450), style)
    const painted = statusText(seenAt(40_450), { ...style, colour: true })
    assert.ok(painted.join('').includes(`${esc}[31mdown${esc}[0m`))
    assert.deepEqual(
      painted.map((line) => line.replaceAll(colours, '')),
      plain,
    )
  })

  it('shows what servers say harmlessly, also where it looks like a colour of ours', () => {
    const [line = ''] = statusText(withWhy(`x${esc}[31mred${esc}[2J\u202ey`), { ...style, colour: true }).filter((one) =>
      one.startsWith('dns'),
    )
    assert.match(line, /x\\x1b\[31mred\\x1b\[2J\\u202ey$/)
  })

  it('tells a neighbor that is down by a word', () => {
    const seen = seenAt(9000)
    const neighbors = [{ address: '10.16.96.5', as: 65515, state: 'down' as const, since: seen.time - 240_000, changes: 1 }]
    assert.equal(statusText({ ...seen, neighbors }, style)[2], '  10.16.96.5  AS 65515  DOWN 4 min')
  })

  it('names only those of many neighbors that are not up', () => {
    const seen = seenAt(9000)
    const many = Array.from({ length: 40 }, (_, index) => ({
      address: `10.0.0.${index}`,
      state: index === 7 ? ('down' as const) : ('up' as const),
      changes: 0,
    }))
    assert.deepEqual(statusText({ ...seen, neighbors: many }, style).slice(2, 4), ['  10.0.0.7    DOWN', '  and 39 more, all up'])
  })

  it('says that the file is another than the one in force, that ExaBGP is silent, and what it refuses', () => {
    const seen = seenAt(9000)
    const lastReload = { at: seen.time, ok: false, what: 'it is broken' }
    const process = { ...seen.process, fileDiffers: true, confirmDeadline: seen.time + 250_000, lastReload }
    const exabgp = { ...seen.exabgp, oldestCommandMs: 7000, refusedRoutes: 1 }
    const text = statusText({ ...seen, process, exabgp }, style).join('\n')
    for (const words of [
      'CHANGED since: not in force',
      'SILENT for 7 s',
      'REFUSES 1 route',
      'returns in 4 min, unless',
      'failed: it is broken',
    ])
      assert.ok(text.includes(words), text)
  })
})

describe('the text of one service', () => {
  it('has its VIPs, its checks and what it waits for', () => {
    const { services, time } = seenAt(40_450)
    const [web, , pay] = services
    assert.ok(web !== undefined && pay !== undefined)
    assert.deepEqual(serviceText(web, time, style), [
      'web: degraded, tier 2 of 2, capacity 50% since 22:00:10Z (29 s)',
      '  why: backend web: 1 of 2 servers, 50% (s2 DOWN L4CON)',
      '  9.9.9.9/32  announced prepend 2',
      '  backend web  settled on 50%  0 s ago: 1 of 2 servers, 50% (s2 DOWN L4CON)  rise 3, fall 3  45 results, 0 failed, 0 unknown',
    ])
    assert.deepEqual(serviceText(pay, time, style).slice(-1), ['  next: pay rises after 2 more good results of command true'])
  })
})
