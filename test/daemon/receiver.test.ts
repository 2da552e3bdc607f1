// Does what is found out before the loop reach it?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Loop } from '../../lib/daemon/loop.ts'
import type { Happening } from '../../lib/daemon/performers.ts'
import { Receiver } from '../../lib/daemon/receiver.ts'

test('what became of orders before there was a loop is handed on to it, once, in order', () => {
  const seen: Happening[] = []
  const receiver = new Receiver(() => assert.fail('nobody leaves'))
  const [first, second] = [
    { type: 'orders-kept', reason: 'ENOSPC' },
    { type: 'orders-read', kept: [], reason: '' },
  ] as const
  for (const happening of [first, { type: 'flushed' } as const, second]) receiver.dispatch(happening)
  receiver.connect({ dispatch: (happening: Happening) => seen.push(happening) } as unknown as Loop)
  assert.deepEqual(seen, [])
  receiver.handOn()
  receiver.handOn()
  assert.deepEqual(seen, [first, second])
})
