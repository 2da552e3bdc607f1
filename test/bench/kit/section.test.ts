// Are rows held against the right rows?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { momentOf } from './moment.ts'
import { picture } from './picture.ts'
import { type Section, summaries } from './section.ts'
import { brief, table } from './table.ts'

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)

const section: Section = {
  title: 'a server dies',
  unit: 'ms',
  rows: [
    { subject: 'the least', samples: [10] },
    { subject: 'ours', samples: hundred },
    { subject: 'theirs', samples: [100, 500, 200] },
  ],
  floor: 'the least',
  peer: 'theirs',
}

test('a row has its median, its p99, its rounds, and its ratio to the medians of floor and peer', () => {
  assert.deepEqual(summaries(section), [
    { subject: 'the least', median: 10, p99: 10, rounds: 1 },
    { subject: 'ours', median: 50, p99: 99, rounds: 100, timesFloor: 5, timesBetterThanPeer: 4 },
    { subject: 'theirs', median: 200, p99: 500, rounds: 3, timesFloor: 20 },
  ])
})

test('a floor that is nothing has no multiple', () => {
  const rows = [{ subject: 'the least', samples: [0] }, ...section.rows.slice(1)]
  assert.ok(summaries({ ...section, rows }).every(({ timesFloor }) => timesFloor === undefined))
})

test('of rows a second more is better, so p99 is what all but the slowest reach', () => {
  const rows = [
    { subject: 'the least', samples: [200] },
    { subject: 'ours', samples: hundred },
    { subject: 'theirs', samples: [25] },
  ]
  assert.deepEqual(summaries({ ...section, unit: 'thousand rows/s', rows })[1], {
    subject: 'ours',
    median: 50,
    p99: 1,
    rounds: 100,
    timesFloor: 4,
    timesBetterThanPeer: 2,
  })
})

test('in brief a section is one line', () => {
  const printed = brief([section]).replaceAll(/ +/g, ' ')
  assert.match(printed, /^\| a server dies \| 10\.0 ms the least \| 50\.0 ms \(99\.0\) \| 200 ms theirs \| 100 \|$/m)
})

test('the table says who is the floor and who the peer, and the picture shows every row', () => {
  const printed = table([section]).replaceAll(/ +/g, ' ')
  assert.match(printed, /^\| - the least \| 10\.0 ms \| 10\.0 ms \| 1 \| the floor \| \|$/m)
  assert.match(printed, /^\| - ours \| 50\.0 ms \| 99\.0 ms \| 100 \| 5\.00 \| 4\.00 \|$/m)
  assert.match(printed, /^\| - theirs \| 200 ms \| 500 ms \| 3 \| 20\.0 \| the peer \|$/m)
  assert.deepEqual(picture([section], 'here').match(/(?<=<rect class=")\w+/g), ['floor', 'ours', 'peer'])
})

test('a moment keeps its microseconds', () => {
  assert.equal(momentOf('2026-01-02T03:04:05.123456+00:00').toFixed(3), `${Date.parse('2026-01-02T03:04:05.123Z')}.456`)
})
