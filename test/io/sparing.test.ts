// Does work for those who watch stand still while a route is pressed for time, and go on all the same in the end?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sparing, type Work } from '../../lib/io/sparing.ts'

/** A clock that goes as far as it is waited for. */
const fakeTime = (onWait: (at: number) => void = () => {}) => {
  let at = 0
  const delay = async (ms: number): Promise<void> => {
    at += ms
    onWait(at)
  }
  return { now: () => at, delay }
}

const pieces = 5

/** Work in so many pieces, and when each was done. */
const worked = (now: () => number, begin: (piece: number) => void = () => {}) => {
  const times: number[] = []
  const work = function* (): Work<string> {
    for (let piece = 1; piece <= pieces; piece++) {
      times.push(now())
      begin(piece)
      yield
    }
    return 'done'
  }
  return { times, work }
}

const isWanted = (): boolean => true

test('no piece is done while a route is pressed, before the first nor between two', async () => {
  let isPressed = true
  const time = fakeTime((at) => {
    isPressed = at < 7 || (at >= 8 && at < 12)
  })
  const { times, work } = worked(time.now, (piece) => {
    if (piece === 3) isPressed = true
  })
  assert.equal(await sparing(() => isPressed, time)(work, isWanted), 'done')
  assert.deepEqual(times, [7, 7, 7, 12, 12])
})

test('after 50 ms in all it goes on, however long the route is pressed', async () => {
  const time = fakeTime()
  const { times, work } = worked(time.now)
  assert.equal(await sparing(() => true, time)(work, isWanted), 'done')
  assert.deepEqual(times, Array(pieces).fill(50))
})

test('what nobody wants any more is given up while it stands still', async () => {
  const time = fakeTime()
  const { times, work } = worked(time.now)
  assert.equal(await sparing(() => true, time)(work, () => time.now() < 20), undefined)
  assert.deepEqual(times, [])
})

test('the next work rests for nine times as long as the pieces before took, and not for what they waited', async () => {
  const time = fakeTime()
  const spare = sparing(() => time.now() < 30, time)
  await spare(function* (): Work<void> {
    void time.delay(2)
    yield
  }, isWanted)
  const { times, work } = worked(time.now)
  await spare(work, isWanted)
  assert.deepEqual(times, Array(pieces).fill(30 + 2 + 9 * 2))
})
