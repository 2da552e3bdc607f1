// Is nobody left behind who stands in for a process that ends as it should?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginStandIn, dismissStandIn, keepStandIn } from '../../lib/io/stand-in.ts'
import { commandLine, descendants } from '../e2e/kit/process-tree.ts'
import { until } from '../e2e/kit/wait.ts'

const standIns = (): readonly number[] => descendants(process.pid).filter((pid) => commandLine(pid).includes('stand-in'))

test('who was dismissed comes back no more, also where starts are counted while the process ends', async () => {
  beginStandIn('')
  assert.equal(standIns().length, 1)
  keepStandIn()
  assert.equal(standIns().length, 1)
  dismissStandIn()
  await until('nobody to stand in', () => standIns().length === 0)
  keepStandIn()
  assert.deepEqual(standIns(), [])
})
