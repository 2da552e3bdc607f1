import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed } from '../../lib/values/changed.ts'
import { remembering } from '../../lib/values/remembering.ts'

test('asked about the same things again, a remembering function gives the same answer; about any other it thinks anew', () => {
  let asked = 0
  const joined = remembering((one: { a: number }, other: string) => {
    asked += 1
    return { text: `${one.a} ${other}` }
  })
  const thing = { a: 1 }
  const first = joined(thing, 'x')
  assert.equal(joined(thing, 'x'), first)
  assert.equal(asked, 1)
  assert.deepEqual(joined({ a: 2 }, 'x'), { text: '2 x' })
  assert.deepEqual(joined(thing, 'x'), first)
  assert.deepEqual(joined(thing, 'y'), { text: '1 y' })
  assert.equal(asked, 4)
})

test('a list of which nothing changes is the same list; else a new one with what changed in its place', () => {
  const list = [1, 2, 3, 2]
  assert.equal(
    changed(list, (one) => one, undefined),
    list,
  )
  assert.deepEqual(
    changed(list, (one, index, times) => (one === 2 ? one * times + index : one), 10),
    [1, 21, 3, 23],
  )
  assert.deepEqual(list, [1, 2, 3, 2])
})
