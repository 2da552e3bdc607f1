// Does what may have been between two moments hold everything that was, and does a look back pass over what nobody could see?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lookBack, Spans, Timeline } from './timeline.ts'

const made = (...entries: readonly (readonly [number, ...string[]])[]): Timeline => {
  const timeline = new Timeline()
  for (const [from, ...values] of entries) timeline.set(from, ...values)
  return timeline
}

test('between two moments it may have been what it was at the first, and what it became until the last', () => {
  const timeline = made([0, 'well'], [10, 'well', 'dead'], [11, 'dead'], [20, 'well'])
  assert.deepEqual([...timeline.between(12, 15)], ['dead'])
  assert.deepEqual([...timeline.between(5, 12)], ['well', 'dead'])
  assert.deepEqual([...timeline.between(15, 25)], ['dead', 'well'])
  assert.deepEqual([...timeline.between(30, 40)], ['well'])
})

test('what is foreseen comes, unless something else comes first', () => {
  const timeline = made([0, 'hung'])
  timeline.foresee(10, 'hung', 'dead')
  assert.deepEqual([...timeline.between(5, 12)], ['hung', 'dead'])
  timeline.set(8, 'running')
  assert.deepEqual([...timeline.between(9, 20)], ['running'])
})

test('what is forgotten takes nothing from what came later', () => {
  const timeline = made([0, 'well'], [10, 'dead'], [20, 'well'])
  timeline.forget(15)
  assert.deepEqual([...timeline.between(15, 30)], ['dead', 'well'])
})

const spans = (...all: readonly (readonly [number, number])[]): Spans => {
  const made = new Spans()
  for (const [from, to] of all) made.add(from, to)
  return made
}

test('a look back passes over what stood still, however spans overlap', () => {
  assert.equal(lookBack(100, 10, []), 90)
  assert.equal(lookBack(100, 10, [spans([95, 98])]), 87)
  assert.equal(lookBack(100, 10, [spans([95, 98]), spans([50, 96])]), 42)
  assert.equal(lookBack(100, 10, [spans([50, 80])]), 90)
  assert.equal(lookBack(100, 10, [spans([95, Number.POSITIVE_INFINITY])]), 85)
  assert.equal(lookBack(100, 10, [spans([60, 99], [70, 80])]), 51)
})

test('a span that has not ended overlaps everything after its beginning', () => {
  const open = new Spans()
  const end = open.begin(10)
  assert.equal(open.overlap(500, 600), true)
  end(20)
  assert.equal(open.overlap(21, 600), false)
  assert.equal(open.overlap(0, 9), false)
})
