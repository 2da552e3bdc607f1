// Is a HAProxy that only waits for its last connections told from one that serves although its socket refuses?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { renameSync } from 'node:fs'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { hasOnlyConnections } from '../../lib/io/closed-socket.ts'
import { createStatisticsReader } from '../../lib/io/statistics.ts'
import { watching } from '../haproxy/tables.ts'
import { noHaproxy, startHaproxy } from './haproxy.ts'

const row = (flags: string, state: string, name: string) => `0000000000000000: 00000002 00000000 ${flags} 0001 ${state} 12345 ${name}`
const [listens, connected] = [(name: string) => row('00010000', '01', name), (name: string) => row('00000000', '03', name)]
const header = 'Num       RefCount Protocol Flags    Type St Inode Path'

test('a socket is closed when connections through it are all that the kernel has of it, whatever process bound it', () => {
  const closed = (...rows: readonly string[]) => hasOnlyConnections([header, ...rows, ''].join('\n'), '/run/x.sock')
  assert.equal(closed(connected('/run/x.sock.12.tmp')), true)
  assert.equal(closed(connected('/run/x.sock')), true)
  assert.equal(closed(connected('/run/x.sock.12.tmp'), listens('/run/x.sock.12.tmp')), false)
  assert.equal(closed(connected('/run/x.sock.12.tmp'), listens('/run/x.sock.9.tmp')), false)
  assert.equal(closed(connected('/run/x.sock.12.tmp'), listens('/run/x.sock2.12.tmp'), listens('/run/x.sock.old')), true)
  assert.equal(closed(connected('/run/x.socks')), false)
  assert.equal(closed(), false)
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
    const result = await reader.read(watching(['b']), 'servers', 2000)
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
  assert.deepEqual([refused?.kind, refused?.closed], ['refused', undefined])

  const stopped = await followed(context)
  stopped.haproxy.process.kill('SIGUSR1')
  let last = await stopped.fault()
  while (last?.kind !== 'refused') last = await stopped.fault()
  assert.equal(last.closed, true)
  assert.equal(stopped.haproxy.process.exitCode, null)
})
