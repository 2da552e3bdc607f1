// Do the bars show every state for as long as it lasted, and nothing else?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { StateWord } from '../../../lib/policy/state-word.ts'
import type { Transition } from '../../../lib/status/history.ts'
import { columnsText, heightsOf, wholeText } from '../../../lib/status/page/bar.ts'
import { sharesOf } from '../../../lib/status/page/shares.ts'

const change = (time: number, from: StateWord, to: StateWord): Transition => ({ time, service: 'web', from, to, reason: '' })

test('a dip has the share of its column that it lasted, and a pixel at the least', () => {
  const columns = sharesOf([change(250, 'announced', 'down'), change(252, 'down', 'announced')], 'announced', 0, {
    from: 0,
    to: 1000,
    columns: 10,
  })
  assert.equal(columnsText(columns), '2:announced=100,1:announced=98+down=2,7:announced=100')
  assert.equal(wholeText(columns), 'announced 99.8%, down 0.2%')
  assert.deepEqual(
    [...heightsOf(columns[2] ?? new Map())],
    [
      ['announced', 23],
      ['down', 1],
    ],
  )
})

test('what stood before the first change is what that says, and before anything was known there is no data', () => {
  const columns = sharesOf([change(500, 'degraded', 'announced')], 'announced', 200, { from: 0, to: 1000, columns: 10 })
  assert.equal(columnsText(columns), '2:no-data=100,3:degraded=100,5:announced=100')
})

test('without a change all of it is what it is now', () => {
  assert.equal(columnsText(sharesOf([], 'pending', 0, { from: 100, to: 200, columns: 4 })), '4:pending=100')
})

test('what was not all the time is never 100%, and what was is never 0%', () => {
  const columns = sharesOf([change(100_000, 'announced', 'down'), change(100_001, 'down', 'announced')], 'announced', 0, {
    from: 0,
    to: 1e9,
    columns: 1,
  })
  assert.equal(columnsText(columns), '1:announced=>99.9+down=<0.1')
})

test('what is announced without evidence is unknown, and what is withdrawn is so all the same', () => {
  const own = [change(500, 'announced', 'down'), change(800, 'down', 'announced')]
  const unknown = [
    { from: 50, until: 100 },
    { from: 250, until: 600 },
    { from: 950, until: Number.POSITIVE_INFINITY },
  ]
  assert.equal(
    columnsText(sharesOf(own, 'announced', 0, { from: 0, to: 1000, columns: 10 }, unknown)),
    '1:announced=50+unknown=50,1:announced=100,1:announced=50+unknown=50,2:unknown=100,3:down=100,1:announced=100,1:announced=50+unknown=50',
  )
})

const words = ['announced', 'degraded', 'down', 'draining', 'maintenance'] as const

test('shares of a column add up to 1 and its heights to all of it, whatever happened', () => {
  const times = fc.array(fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.constantFrom(...words)), { maxLength: 30 })
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 1500 }), (changes, since) => {
      const sorted = [...changes].sort(([one], [other]) => one - other)
      const own = sorted.map(([time, to], index) => change(time, sorted[index - 1]?.[1] ?? 'announced', to))
      for (const column of sharesOf(own, 'down', since, { from: 500, to: 1500, columns: 90 })) {
        const sum = [...column.values()].reduce((total, share) => total + share, 0)
        assert.ok(Math.abs(sum - 1) < 1e-6, String(sum))
        assert.equal(
          [...heightsOf(column).values()].reduce((total, high) => total + high, 0),
          24,
        )
        assert.ok([...heightsOf(column).values()].every((high) => high >= 1))
      }
    }),
  )
})

test('what was before the process is what a record tells, with gaps', () => {
  const earlier = [
    { time: 100, standing: 'announced' },
    { time: 300, standing: 'down' },
    { time: 400, standing: 'no-data' },
    { time: 600, standing: 'pending' },
    { time: 700, standing: 'no-data' },
  ] as const
  const columns = sharesOf([change(900, 'pending', 'announced')], 'announced', 800, { from: 0, to: 1000, columns: 10 }, [], earlier)
  assert.equal(
    columnsText(columns),
    '1:no-data=100,2:announced=100,1:down=100,2:no-data=100,1:pending=100,1:no-data=100,1:pending=100,1:announced=100',
  )
})
