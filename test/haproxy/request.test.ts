// Is HAProxy asked for what is needed, and for nothing but reads?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { statisticsRequest } from '../../lib/haproxy/request.ts'
import { watching } from './tables.ts'

const all = 'show info;show stat -1 7 -1\n'

test('backends are asked for with their servers, frontends alone, and a proxy that is both once', () => {
  assert.equal(statisticsRequest(watching(['b'], ['fe'])), 'show info;show stat b 7 -1;show stat fe 1 -1\n')
  assert.equal(statisticsRequest(watching(['l', 'b', 'l'], ['l'])), 'show info;show stat l 7 -1;show stat b 7 -1\n')
})

test('what HAProxy does not tell of by name is asked for by its number, which no name can be taken for', () => {
  const ids = new Map([
    ['backend l', '3'],
    ['frontend b', '7'],
  ])
  assert.equal(
    statisticsRequest({ ...watching(['l', 'b'], ['l']), ids }),
    'show info;show stat l 1 -1;show stat +3 7 -1;show stat b 7 -1\n',
  )
  assert.equal(statisticsRequest({ ...watching(['l']), ids }, 'outline'), 'show info;show stat +3 3 -1\n')
})

test('more than thirty proxies, or a line that HAProxy would refuse, become one question for everything', () => {
  const names = (count: number, length: number) => Array.from({ length: count }, (_, index) => `${index}`.padStart(length, 'p'))
  assert.equal(statisticsRequest(watching(names(30, 4))).split(';').length, 31)
  assert.equal(statisticsRequest(watching(names(31, 4))), all)
  assert.equal(statisticsRequest(watching(names(30, 400))), all)
})

test('a name that is no name of a proxy never becomes part of a command', () => {
  for (const name of ['b;shutdown frontend fe', 'b\nshow env', 'b 2', '', 'b\\']) assert.equal(statisticsRequest(watching([name])), all)
})

test('whatever the names, the request is one short line of reads with all three arguments', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 300 })), fc.array(fc.string()), (backends, frontends) => {
      const request = statisticsRequest({ backends, frontends })
      assert.match(request, /^show info(;show stat \S+ [1-7] -1)*\n$/)
      assert.ok(request.length <= 8192)
    }),
  )
})
