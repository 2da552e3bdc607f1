// Is a HAProxy that only waits for its last connections told from one that serves although its socket refuses?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createKernelSocketWatch } from '../../lib/io/kernel-socket.ts'
import { createStatisticsReader } from '../../lib/io/statistics.ts'
import { temporaryFolder } from '../folder.ts'
import { watching } from '../haproxy/tables.ts'
import { noHaproxy, startHaproxy } from './haproxy.ts'

const row = (flags: string, state: string, name: string, inode: string) =>
  `0000000000000000: 00000002 00000000 ${flags} 0001 ${state} ${inode} ${name}`
const listens = (name: string, inode = '12345') => row('00010000', '01', name, inode)
const connected = (name: string, inode = '12345') => row('00000000', '03', name, inode)
const header = 'Num       RefCount Protocol Flags    Type St Inode Path'

const path = '/run/x.sock'

const machine = () => {
  const list = join(temporaryFolder(), 'unix')
  const has = (...rows: readonly string[]) => writeFileSync(list, [header, ...rows, ''].join('\n'))
  has()
  return { has, watch: createKernelSocketWatch({ kind: 'unix', path }, list), list }
}

test('a socket is closed when connections through it are all that the kernel has of it, whatever process bound it', async () => {
  const { has, watch } = machine()
  for (const [state, ...rows] of [
    ['closed', connected(`${path}.12.tmp`)],
    ['closed', connected(path)],
    ['unknown', connected(`${path}.12.tmp`), listens(`${path}.12.tmp`)],
    ['unknown', connected(`${path}.12.tmp`), listens(`${path}.9.tmp`)],
    ['closed', connected(`${path}.12.tmp`), listens(`${path}2.12.tmp`), listens(`${path}.old`)],
    ['unknown', connected(`${path}s`)],
    ['unknown'],
  ] as const) {
    has(...rows)
    assert.equal(watch.state(), state, rows.join())
  }
})

test('what answered listens for as long as the kernel has that very socket listening', async () => {
  const { has, watch, list } = machine()
  const [first, second] = [listens(`${path}.12.tmp`, '1'), listens(`${path}.13.tmp`, '2')]
  has(first, second)
  watch.answered(12)
  assert.equal(watch.state(), 'unknown', 'of two containers, or in a reload, it is not known which one answered')
  has(second)
  watch.answered(12)
  assert.equal(watch.state(), 'listens')
  has(first)
  assert.equal(watch.state(), 'unknown')
  watch.answered(14)
  assert.equal(watch.state(), 'listens', 'another process has answered since')
  has(connected(`${path}.12.tmp`, '1'))
  assert.equal(watch.state(), 'closed')
  rmSync(list)
  assert.equal(watch.state(), 'unknown')
})

const followed = async (context: TestContext) => {
  const haproxy = await startHaproxy(
    context,
    'ring health\n  size 65536\nbackend b\n  log ring@health local0 alert\n  server s1 127.0.0.1:1\n',
  )
  const socket = connect(haproxy.adminSocket)
  context.after(() => socket.destroy())
  socket.write('set timeout cli 86400; show events health -w -n\n')
  await once(socket, 'data')
  const reader = createStatisticsReader({ kind: 'unix', path: haproxy.adminSocket })
  const fault = async () => {
    const result = await reader.read(watching(['b']), 'servers', 10_000)
    return result.ok ? undefined : result.fault
  }
  return { haproxy, fault }
}

test('a HAProxy whose socket was moved away serves, one that was told to stop does not, and only that has closed its socket', {
  skip: noHaproxy,
}, async (context) => {
  const moved = await followed(context)
  assert.equal(await moved.fault(), undefined)
  renameSync(moved.haproxy.adminSocket, `${moved.haproxy.adminSocket}.old`)
  const refused = await moved.fault()
  assert.deepEqual([refused?.kind, refused?.socket], ['refused', 'listens'])

  const stopped = await followed(context)
  stopped.haproxy.process.kill('SIGUSR1')
  let last = await stopped.fault()
  while (last?.kind !== 'refused') last = await stopped.fault()
  assert.equal(last.socket, 'closed')
  assert.equal(stopped.haproxy.process.exitCode, null)
})
