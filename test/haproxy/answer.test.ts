// Is an answer believed only when it is whole, and of a HAProxy that will stay?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHttpAnswer, readSocketAnswer } from '../../lib/haproxy/answer.ts'
import { backend, captured, capturedSnapshot, frontend, headers, row, server, socketAnswer, table, watching } from './tables.ts'

const watch = watching(['b'], ['fe'])
const rows = [
  server('b/s1', 'UP'),
  server('b/s2', 'DOWN', { check_status: 'L4CON', check_health: 0 }),
  backend('b'),
  frontend('fe', 'OPEN'),
]
const answer = socketAnswer(rows, watch)

const reasonOf = (text: string) => {
  const result = readSocketAnswer(text, watch)
  return result.kind === 'unreadable' ? result.reason : result.kind
}

for (const [version, header] of Object.entries(headers)) {
  test(`a whole answer of HAProxy ${version} is a snapshot of what was asked for`, () => {
    const result = readSocketAnswer(socketAnswer(rows, watch, 0, header), watch)
    assert.ok(result.kind === 'snapshot')
    assert.equal(result.snapshot.pid, 4242)
    assert.deepEqual([...result.snapshot.proxies.keys()], ['b', 'fe'])
    assert.deepEqual(result.snapshot.proxies.get('fe')?.frontend, { status: 'OPEN', sessions: 0 })
    assert.deepEqual(result.snapshot.proxies.get('b')?.backend, {
      status: 'UP',
      weight: 100,
      active: 1,
      backups: 0,
      sessions: 0,
      lastChangeSeconds: 60,
    })
    assert.deepEqual(result.snapshot.proxies.get('b')?.servers[1], {
      proxy: 'b',
      server: 's2',
      status: 'DOWN',
      weight: 100,
      uweight: 100,
      backup: false,
      checkStatus: 'L4CON',
      checkRise: 2,
      checkFall: 3,
      checkHealth: 0,
      agentStatus: '',
      lastChangeSeconds: 3600,
      tracked: '',
    })
  })
}

test('an answer cut at any byte is never believed', () => {
  for (let length = 0; length < answer.length; length++)
    assert.notEqual(readSocketAnswer(answer.slice(0, length), watch).kind, 'snapshot', `${length}`)
  assert.equal(readSocketAnswer(answer, watch).kind, 'snapshot')
})

test('a captured answer cut at any byte is never believed', () => {
  const everything = watching(Array.from({ length: 31 }, (_, index) => `p${index}`))
  assert.equal(readSocketAnswer(captured, everything).kind, 'snapshot')
  for (let length = 0; length < captured.length; length += 7) {
    assert.notEqual(readSocketAnswer(captured.slice(0, length), everything).kind, 'snapshot', `${length}`)
  }
  for (const missing of [1, 2]) assert.equal(readSocketAnswer(captured.slice(0, -missing), everything).kind, 'unreadable')
})

test('a worker that is stopping is not believed, whatever it says', () => {
  assert.deepEqual(readSocketAnswer(socketAnswer(rows, watch, 1), watch), { kind: 'stopping' })
})

test('a proxy that HAProxy does not know is absent, and the others are not', () => {
  const result = readSocketAnswer(socketAnswer(rows.slice(0, 3), watch), watch)
  assert.ok(result.kind === 'snapshot')
  assert.deepEqual([...result.snapshot.proxies.keys()], ['b'])
})

test('the rows that HAProxy sends for a number are not those of a proxy whose name begins with it', () => {
  const both = watching(['4web', 'b'])
  const text = `${answer.slice(0, answer.indexOf('# pxname'))}${`${table(rows.slice(0, 3))}\n`.repeat(2)}`
  const result = readSocketAnswer(text, both)
  assert.ok(result.kind === 'snapshot')
  assert.deepEqual([...result.snapshot.proxies.keys()], ['b'])
  assert.equal(result.snapshot.proxies.get('b')?.servers.length, 2)
})

test('what HAProxy says instead of statistics is repeated, without what could harm a terminal', () => {
  const info = answer.slice(0, answer.indexOf('# pxname'))
  assert.equal(reasonOf(`${info}Permission denied\n\n`), '"Permission denied"')
  assert.equal(reasonOf('Permission denied\n\n'), '"Permission denied"')
  assert.equal(reasonOf('HTTP/1.0 400 \u001b[31mBad\r\n\r\n'), '"HTTP/1.0 400 ?[31mBad"')
  assert.equal(reasonOf(''), 'an empty answer')
  assert.equal(reasonOf('x'.repeat(1000)), `"${'x'.repeat(80)}…"`)
  assert.match(reasonOf(answer.slice(0, 200)), /cut short$/)
  assert.equal(reasonOf(`${answer}more\n\n`), 'more than was asked for')
})

test('rows without a status, without their backend, or with words, nothing or less than nothing for numbers spoil the answer', () => {
  const spoiled = (own: typeof rows) => reasonOf(socketAnswer([...own, frontend('fe', 'OPEN')], watch))
  assert.equal(spoiled([server('b/s1', ''), backend('b')]), 'a row of b without a name or a status')
  assert.equal(spoiled([server('b/', 'UP'), backend('b')]), 'a row of b without a name or a status')
  assert.equal(spoiled([server('b/s1', 'UP')]), 'the servers of b without its BACKEND row')
  assert.equal(spoiled([server('b/s1', 'UP', { weight: 'heavy' }), backend('b')]), 'a row of b that makes no sense')
  for (const weight of ['', -1, '1e999', 'NaN'])
    assert.equal(spoiled([server('b/s1', 'UP', { weight }), backend('b')]), 'a row of b that makes no sense')
  assert.equal(spoiled([server('b/s1', 'UP'), backend('b', 'UP', { act: -1 })]), 'a row of b that makes no sense')
  assert.equal(spoiled([server('b/s1', 'UP', { type: 9 }), backend('b')]), 'a row of b that makes no sense')
})

test('listeners (option socket-stats) are passed over', () => {
  const listener = row({ ...frontend('fe', 'OPEN'), svname: 'sock-1', type: 3 })
  const result = readHttpAnswer(`${table(rows)}${listener}\n`, watch)
  assert.ok(result.kind === 'snapshot')
  assert.deepEqual(result.snapshot.proxies.get('fe'), { servers: [], frontend: { status: 'OPEN', sessions: 0 } })
})

test('statistics over HTTP are the same rows without a process, filtered here', () => {
  const others = [server('other/s1', ''), backend('other')]
  const result = readHttpAnswer(table([...others, ...rows]), watch)
  assert.ok(result.kind === 'snapshot')
  assert.equal(result.snapshot.pid, undefined)
  assert.deepEqual([...result.snapshot.proxies.keys()], ['b', 'fe'])
})

test('a body that does not begin as statistics do, or that is cut within a row, is not statistics', () => {
  assert.deepEqual(readHttpAnswer('<!DOCTYPE html>\n<html>', watch), { kind: 'unreadable', reason: '"<!DOCTYPE html>"' })
  assert.deepEqual(readHttpAnswer('', watch), { kind: 'unreadable', reason: 'an empty answer' })
  assert.equal(readHttpAnswer(table(rows).slice(0, -30), watch).kind, 'unreadable')
})

test('every status that HAProxy 2.6 was caught with is read', () => {
  const { pid, proxies } = capturedSnapshot()
  assert.equal(pid, 3155)
  assert.equal(proxies.size, 17)
  const statuses = [...proxies.values()].flatMap(({ servers }) => servers.map(({ status }) => status))
  const expected = [
    'DOWN',
    'DRAIN',
    'DRAIN (agent)',
    'MAINT',
    'MAINT (resolution)',
    'MAINT (via drained/maint)',
    'NOLB',
    'UP',
    'UP 1/3',
    'no check',
  ]
  assert.deepEqual([...new Set(statuses)].sort(), expected)
})
