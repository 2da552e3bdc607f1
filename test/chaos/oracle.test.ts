// Does the oracle permit what is right, and only as long as it is?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Oracle, reactMs } from './oracle.ts'
import { type Service, services } from './services.ts'
import { beginWell } from './well.ts'

const all = services({ flag: '/flag', maintenance: (service) => `/maintenance-${service}` })

const named = (name: string): Service => {
  const found = all.find((it) => it.name === name)
  assert.ok(found)
  return found
}

/** All is well since 0. */
const calm = (): Oracle => {
  const oracle = new Oracle()
  beginWell(oracle, all, 0)
  return oracle
}

/** What is permitted for the service at that moment. */
const at = (oracle: Oracle, name: string, moment: number): readonly string[] => [...oracle.permitted(named(name), moment, moment)].sort()

test('while all is well, every service is on its best tier and nowhere else', () => {
  for (const { name } of all) assert.deepEqual(at(calm(), name, 60_000), ['prepend 0'])
})

test('a service whose only server dies may stay for the time that it takes to react, and no longer', () => {
  const oracle = calm()
  oracle.input('server:a1').set(60_000, 'dead')
  assert.deepEqual(at(oracle, 'one', 59_999 + reactMs), ['absent', 'prepend 0'])
  assert.deepEqual(at(oracle, 'one', 60_000 + reactMs), ['absent'])
})

test('what HAProxy calls down excuses a withdraw, and never an announcement', () => {
  const oracle = calm()
  oracle.input('said:a1').set(60_000, 'dead')
  assert.deepEqual(at(oracle, 'one', 60_500), ['absent', 'prepend 0'])
  oracle.input('said:a1').set(61_000, 'nothing')
  oracle.input('server:a1').set(70_000, 'dead')
  assert.deepEqual(at(oracle, 'one', 80_000), ['absent'])
})

test('nobody has to act upon what cannot be seen', () => {
  const oracle = calm()
  const end = oracle.spans('haproxy').begin(59_000)
  oracle.input('server:a1').set(60_000, 'dead')
  assert.deepEqual(at(oracle, 'one', 90_000), ['absent', 'prepend 0'])
  end(90_000)
  assert.deepEqual(at(oracle, 'one', 90_001 + reactMs), ['absent'])
})

test('a socket that may not be read is no cause for a withdraw, unless unknown counts as down', () => {
  const oracle = calm()
  oracle.spans('haproxy').begin(60_000)
  oracle.input('socket').set(60_000, 'denied')
  assert.deepEqual(at(oracle, 'one', 90_000), ['prepend 0'])
  assert.deepEqual(at(oracle, 'gentle', 61_000), ['absent', 'prepend 0', 'prepend 2'])
})

test('half of the servers is the second tier, and a tier that is not left yet may be kept', () => {
  const oracle = calm()
  oracle.input('server:b1').set(60_000, 'dead')
  oracle.input('server:b2').set(60_000, 'dead')
  assert.deepEqual(at(oracle, 'tiers', 70_000), ['prepend 2'])
  oracle.input('order:b3').set(71_000, 'state maint')
  assert.deepEqual(at(oracle, 'tiers', 80_000), ['prepend 4'])
  oracle.input('server:b1').set(81_000, 'well')
  assert.deepEqual(at(oracle, 'tiers', 90_000), ['prepend 0', 'prepend 2'])
})

test('a last resort stays announced with its attributes while nothing is behind it', () => {
  const oracle = calm()
  oracle.input('haproxy').set(60_000, 'dead')
  assert.deepEqual(at(oracle, 'resort', 70_000), ['prepend 6'])
})

test('a drain may be announced for its time, then the service has to be gone', () => {
  const oracle = calm()
  for (const server of ['d1', 'd2']) oracle.input(`order:${server}`).set(60_000, 'state drain')
  assert.deepEqual(at(oracle, 'drains', 60_000 + reactMs + 2999), ['absent', 'prepend 3 65535:0'])
  assert.deepEqual(at(oracle, 'drains', 60_000 + reactMs + 3001), ['absent'])
})

test('damping may hold an improvement back, and no deterioration', () => {
  const oracle = calm()
  oracle.input('server:e1').set(60_000, 'dead')
  assert.deepEqual(at(oracle, 'damped', 65_000), ['absent'])
  oracle.input('server:e1').set(70_000, 'well')
  assert.deepEqual(at(oracle, 'damped', 69_999 + reactMs + 8000), ['absent', 'prepend 0'])
  assert.deepEqual(at(oracle, 'damped', 70_000 + reactMs + 8000), ['prepend 0'])
})

test('one of two checks is enough for a service that asks for any', () => {
  const oracle = calm()
  oracle.input('names').set(60_000, 'silent')
  assert.deepEqual(at(oracle, 'either', 70_000), ['prepend 0'])
  oracle.input('server:g1').set(70_000, 'dead')
  assert.deepEqual(at(oracle, 'either', 80_000), ['absent'])
})

test('a router is judged again only when the way to it has been calm for a while', () => {
  const oracle = calm()
  oracle.spans('frr').add(60_000, 61_000)
  assert.equal(oracle.judges('frr', 65_000, 65_010), false)
  assert.equal(oracle.judges('frr', 71_001, 71_010), true)
  assert.equal(oracle.judges('bird', 65_000, 65_010), true)
})

test('a router that came back while our process stood still is judged when it has had its time after that', () => {
  const oracle = new Oracle()
  oracle.spans('frr').add(60_000, 61_000)
  oracle.spans('ours').add(59_000, 85_000)
  assert.equal(oracle.judges('frr', 75_000, 75_010), false)
  assert.equal(oracle.judges('frr', 94_000, 94_010), false)
  assert.equal(oracle.judges('frr', 95_001, 95_010), true)
})
