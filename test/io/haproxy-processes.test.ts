// Is it known that HAProxy is dead where its processes can be seen, and never said where they cannot?
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createHaproxyProcesses } from '../../lib/io/haproxy-processes.ts'
import { createStatisticsReader } from '../../lib/io/statistics.ts'
import { temporaryFolder } from '../folder.ts'
import { watching } from '../haproxy/tables.ts'
import { noHaproxy, startHaproxy } from './haproxy.ts'

const machine = () => {
  const folder = temporaryFolder()
  const end = (pid: number) => rmSync(join(folder, `${pid}`), { recursive: true })
  const run = (pid: number, name: string, state = 'S') => {
    mkdirSync(join(folder, `${pid}`), { recursive: true })
    writeFileSync(join(folder, `${pid}`, 'stat'), `${pid} (${name}) ${state} 1 1 1 0 -1`)
  }
  writeFileSync(join(folder, 'uptime'), '1.0 1.0')
  run(1, 'a (b) c')
  return { folder, run, end, processes: createHaproxyProcesses(folder) }
}

test('HAProxy is gone when the process that answered has ended and no other of its name lives', async () => {
  for (const name of ['haproxy', 'hapee-lb']) {
    const { run, end, processes } = machine()
    run(7, name)
    processes.answered(7)
    assert.equal(processes.allGone(), false)
    end(7)
    assert.equal(processes.allGone(), true)
    run(8, name)
    assert.equal(processes.allGone(), false, 'one after a restart, maybe with another socket')
    processes.answered(8)
    run(8, name, 'Z')
    assert.equal(processes.allGone(), true, 'it has ended, and its parent has yet to notice')
    run(8, 'bash')
    assert.equal(processes.allGone(), true, 'another process has its number')
  }
})

test('nothing is said of a HAProxy that was never seen to live', async () => {
  const { run, end, processes } = machine()
  assert.equal(processes.allGone(), false)
  for (const answered of [undefined, 7, 1]) {
    processes.answered(answered)
    assert.equal(processes.allGone(), false, `${answered}`)
  }
  run(9, 'kworker/0:1')
  processes.answered(9)
  end(9)
  assert.equal(processes.allGone(), false, 'in another container it has another number')
})

test('where we cannot look, HAProxy is not gone', async () => {
  const { folder, run, end, processes } = machine()
  run(7, 'haproxy')
  processes.answered(7)
  end(7)
  mkdirSync(join(folder, '6', 'stat'), { recursive: true })
  assert.equal(processes.allGone(), false)
  assert.equal(processes.allGone(), false)
})

test('a real HAProxy that is killed is gone, also while one of another name lives', { skip: noHaproxy }, async (context) => {
  const program = join(temporaryFolder(), `hap-${process.pid}`)
  copyFileSync(execFileSync('sh', ['-c', 'command -v haproxy'], { encoding: 'utf8' }).trim(), program)
  const configuration = 'backend b\n  server s1 127.0.0.1:1\n'
  const [killed] = [await startHaproxy(context, configuration, ['-db'], program), await startHaproxy(context, configuration)]
  const reader = createStatisticsReader({ kind: 'unix', path: killed.socket })
  const read = () => reader.read(watching(['b']), 'servers', 10_000)
  assert.equal((await read()).ok, true)
  killed.process.kill('SIGKILL')
  await once(killed.process, 'exit')
  const result = await read()
  assert.deepEqual(result.ok || { kind: result.fault.kind, gone: result.fault.gone }, { kind: 'refused', gone: true })
})
