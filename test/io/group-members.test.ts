// Who counts as alive in a process group?
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { isGroupAlive } from '../../lib/io/group-members.ts'

const isZombie = (pid: number): boolean => / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))

test('a group of zombies is not alive, and neither is one that is gone', async () => {
  // Bash gives its job a group of its own, and sleep, which takes its place before the job ends, collects no children.
  const parent = spawn('bash', ['-c', 'set -m; sleep 2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [printed] = await once(parent.stdout, 'data')
  const group = Number(printed)
  while (!isZombie(group)) await sleep(5)
  assert.equal(process.kill(-group, 0), true)
  assert.equal(isGroupAlive(group), false)
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  assert.equal(isGroupAlive(group), false)
})

test('a group with a process in it is alive', async () => {
  const leader = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
  await once(leader, 'spawn')
  assert.equal(isGroupAlive(Number(leader.pid)), true)
  leader.kill('SIGKILL')
  await once(leader, 'exit')
  assert.equal(isGroupAlive(Number(leader.pid)), false)
})
