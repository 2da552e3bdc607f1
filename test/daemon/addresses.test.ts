// What if the part of the program that puts VIPs on this machine cannot be loaded, as after an upgrade of the package?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followAddresses } from '../../lib/daemon/addresses.ts'
import type { Happening } from '../../lib/daemon/performers.ts'
import { config, service } from '../engine/configs.ts'

test('it is known at once that nothing of an earlier run is ours, each mistake is told, and the end waits for nothing', async () => {
  const mistakes: string[] = []
  const told: Happening[] = []
  const managed = service({ loopback: { interface: 'lo', remove: 'never', lingerMs: 0 } })
  let tell = (): void => {}
  const left = new Promise<void>((resolve) => {
    tell = resolve
  })
  const addresses = followAddresses(
    config([managed]),
    {
      ...{ manages: true, place: undefined, log: () => {} },
      mistake: (deed) => mistakes.push(deed),
      dispatch: (happening) => {
        told.push(happening)
        if (happening.type === 'addresses-left') tell()
      },
    },
    () => Promise.reject(new Error('it is gone')),
  )
  addresses.start?.()
  await left
  assert.deepEqual(told.at(-1), { type: 'addresses-left', kept: [] })
  addresses.performers.keepAddresses([])
  await assert.rejects(addresses.performers.changeAddresses({ change: 'add', vips: [] }), /it is gone/)
  addresses.stop?.()
  await addresses.flushed?.()
  assert.deepEqual(mistakes, ['no VIP is put on this machine', 'a successor will not know which VIPs are ours'])
})
