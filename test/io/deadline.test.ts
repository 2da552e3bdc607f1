// Does a deadline count only the time in which we ran?
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { startDeadline } from '../../lib/io/deadline.ts'

const block = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end; );
}

it('what came in while we did not run is read before time runs out', async () => {
  const order: string[] = []
  const expired = new Promise<void>((resolve) =>
    startDeadline(100, () => {
      order.push('expired')
      resolve()
    }),
  )
  block(300)
  await turn()
  await turn()
  order.push('read')
  await expired
  assert.deepEqual(order, ['read', 'expired'])
})

it('time that is lost bit by bit does not count either', async () => {
  let expired = false
  const end = new Promise<void>((resolve) =>
    startDeadline(200, () => {
      expired = true
      resolve()
    }),
  )
  for (let pause = 0; pause < 5; pause++) {
    block(120)
    await turn()
    await turn()
  }
  assert.equal(expired, false)
  await end
})

it('a process that hardly ever runs does not wait for ever', async () => {
  let expired = false
  startDeadline(100, () => {
    expired = true
  })
  for (let pause = 0; pause < 30 && !expired; pause++) {
    block(60 + 10)
    await turn()
    await turn()
  }
  assert.equal(expired, true)
})

it('time that was called off never runs out', async () => {
  let expired = false
  startDeadline(1, () => {
    expired = true
  })()
  await new Promise<void>((resolve) => startDeadline(20, resolve))
  assert.equal(expired, false)
})
