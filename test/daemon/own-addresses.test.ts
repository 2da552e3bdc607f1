// Is a VIP looked for before it is announced, and without waiting for that?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watchOwnAddresses } from '../../lib/daemon/own-addresses.ts'
import type { Happening } from '../../lib/daemon/performers.ts'
import { Child, exabgp } from './child.ts'

test('the first look is told at once, and none that says the same', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] })
  const told: Happening[] = []
  const watch = watchOwnAddresses((happening) => told.push(happening))
  watch.start?.()
  assert.equal(told.length, 1)
  assert.ok(told[0]?.type === 'addresses' && told[0].addresses.includes('127.0.0.1'))
  context.mock.timers.tick(10_000)
  assert.equal(told.length, 1)
  watch.stop?.()
})

test('the log says that a VIP is missing before it says that it was announced', async () => {
  const child = new Child(['--vip', '192.0.2.1/32', '--command', 'true', '--rise', '1'], exabgp)
  await child.waitForLog(/sent: announce/)
  child.process.stdin?.end()
  await child.exited
  const at = (pattern: RegExp) => child.log.findIndex((line) => pattern.test(line))
  assert.ok(at(/does not have the address/) !== -1 && at(/does not have the address/) < at(/sent: announce/))
})
