// Does the reader of HAProxy's statistics take only whole answers of a living HAProxy, in bounded time?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { StatisticsAddress } from '../../lib/config/haproxy.ts'
import { backendEvidence, unverifiedServers } from '../../lib/haproxy/capacity.ts'
import { frontendEvidence } from '../../lib/haproxy/frontend.ts'
import { proxiesRequest } from '../../lib/haproxy/names.ts'
import type { Watch } from '../../lib/haproxy/request.ts'
import type { Snapshot, SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import { createStatisticsReader } from '../../lib/io/statistics.ts'
import { until } from '../e2e/kit/wait.ts'
import { temporaryFolder } from '../folder.ts'
import { backend, server, socketAnswer, table, watching } from '../haproxy/tables.ts'
import { readForbidden } from './forbidden.ts'
import { freePort } from './free-port.ts'
import { noHaproxy, startHaproxy } from './haproxy.ts'
import { readSnapshot } from './snapshot.ts'

const watch = watching(['b'])
const answer = socketAnswer([server('b/s1', 'UP'), backend('b')], watch)
const stopping = socketAnswer([server('b/s1', 'UP'), backend('b')], watch, 1)

const readerOf = (stats: StatisticsAddress, timeoutMs = 10_000) => {
  const reader = createStatisticsReader(stats)
  return { read: (ask: Watch) => readSnapshot(reader, ask, timeoutMs) }
}

const read = (path: string, { timeoutMs = 10_000, ask = watch }: { timeoutMs?: number; ask?: Watch } = {}) =>
  readerOf({ kind: 'unix', path }, timeoutMs).read(ask)

const snapshotIn = (result: SnapshotResult): Snapshot => {
  assert.ok(result.ok, JSON.stringify(result))
  return result.snapshot
}

const faultIn = (result: SnapshotResult): string => (result.ok ? 'none' : `${result.fault.kind}: ${result.fault.reason}`)

/** This libuv, Debian 13's among them, takes no names with zeros in them. */
const noAbstractNames = /^1\.(48|49|50)\./.test(process.versions.uv ?? '')

/** A unix socket behind which `serve` answers; tells how often it was asked. */
const fake = async (context: TestContext, serve: (socket: Socket, asked: number, line: string) => void) => {
  const path = join(temporaryFolder(), 'fake.sock')
  const sockets = new Set<Socket>()
  const seen = { asked: 0, weights: 0 }
  const listening: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (line) => {
      const asksForWeights = `${line}`.startsWith('show servers state')
      if (asksForWeights) socket.end(weightsOf(++seen.weights))
      else serve(socket, ++seen.asked, `${line}`)
    })
  }).listen(path)
  context.after(() => {
    for (const socket of sockets) socket.destroy()
    listening.close()
  })
  await once(listening, 'listening')
  return { path, seen }
}

const weightsOf = (weight: number) => `1\n# be_id be_name srv_id srv_name srv_uweight srv_iweight\n2 b 1 s1 100 ${weight}\n\n`

const elapsed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return performance.now() - started
}

const configuration = (port: number) => `frontend fe
  bind 127.0.0.1:${port}
  stats uri /haproxy?stats
  default_backend b
backend b
  server s1 127.0.0.1:${port} check inter 100ms
  server s2 127.0.0.1:${port} track c/c1
backend c
  server c1 127.0.0.1:${port} track d/d1
backend d
  server d1 127.0.0.1:${port} check inter 60s`

test('a real HAProxy is read over every kind of address, with the proxies that its servers track', { skip: noHaproxy }, async (context) => {
  const [port, cli, name] = [await freePort(), await freePort(), `exabgp-haproxy-test-${process.pid}`]
  const sockets = `global\n  stats socket ipv4@127.0.0.1:${cli} level user\n  stats socket abns@${name} level user\n`
  const haproxy = await startHaproxy(context, `${sockets}${configuration(port)}`)
  const addresses: readonly StatisticsAddress[] = [
    { kind: 'unix', path: haproxy.socket },
    { kind: 'abstract', name },
    { kind: 'tcp', host: '127.0.0.1', port: cli },
    { kind: 'tcp', host: 'localhost', port: cli },
    { kind: 'http', url: `http://127.0.0.1:${port}/haproxy?stats;csv`, tls: { insecure: false } },
  ]
  for (const address of addresses) {
    const result = await readerOf(address).read({ backends: ['b', '4th', 'gone'], frontends: ['fe'] })
    if (address.kind === 'abstract' && noAbstractNames) {
      assert.match(faultIn(result), /^unreadable: .* cannot reach an abstract socket of HAProxy: give "stats socket" a path$/)
      continue
    }
    const { pid, proxies } = snapshotIn(result)
    assert.equal(pid, address.kind === 'http' ? undefined : haproxy.process.pid, address.kind)
    assert.deepEqual([...proxies.keys()].sort(), ['b', 'c', 'd', 'fe'], address.kind)
  }
})

test('servers that HAProxy has not checked yet are seen as such from the first answer', { skip: noHaproxy }, async (context) => {
  const port = await freePort()
  const servers = ['s1', 's2', 's3'].map((name) => `  server ${name} 127.0.0.1:${port} check inter 60s\n`)
  const haproxy = await startHaproxy(context, `backend b\n${servers.join('')}`)
  const snapshot = snapshotIn(await read(haproxy.socket))
  assert.equal(snapshot.proxies.get('b')?.backend?.status, 'UP')
  assert.ok(unverifiedServers('b', snapshot, () => false).length > 0)
  assert.equal(backendEvidence('b', snapshot, { countMaintenance: false, overdue: () => false, returned: () => false }).kind, 'range')
})

test('over reloads every answer is whole, and none comes from a worker of before', {
  skip: noHaproxy,
  timeout: 60_000,
}, async (context) => {
  const haproxy = await startHaproxy(context, configuration(await freePort()), ['-W', '-db'])
  const pids: number[] = []
  for (let reload = 0; reload < 3; reload++) {
    const before = snapshotIn(await read(haproxy.socket)).pid
    await haproxy.reload()
    let pid = before
    while (pid === before) {
      pid = snapshotIn(await read(haproxy.socket)).pid
      pids.push(pid ?? 0)
    }
    for (let again = 0; again < 20; again++) pids.push(snapshotIn(await read(haproxy.socket)).pid ?? 0)
  }
  const runs = pids.filter((pid, index) => pid !== pids[index - 1])
  assert.equal(new Set(runs).size, runs.length, `a worker answered again: ${runs.join(' ')}`)
})

test('a frozen HAProxy hangs, and does so too once its backlog is full; thawed it answers, killed it refuses', {
  skip: noHaproxy,
}, async (context) => {
  const haproxy = await startHaproxy(context, configuration(await freePort()))
  haproxy.process.kill('SIGSTOP')
  const took = await elapsed(async () => {
    assert.equal(
      faultIn(await read(haproxy.socket, { timeoutMs: 150 })),
      `hung: HAProxy does not answer on ${haproxy.socket}: no answer within 150ms`,
    )
  })
  assert.ok(took < 10_000, `${took} ms`)
  const crowd = Array.from({ length: 600 }, () => connect(haproxy.socket).on('error', () => {}))
  const full = await read(haproxy.socket, { timeoutMs: 5000 })
  assert.equal(faultIn(full), `hung: HAProxy does not answer on ${haproxy.socket}: it accepts no more connections`)
  for (const socket of crowd) socket.destroy()
  haproxy.process.kill('SIGCONT')
  await haproxy.admin('show info')
  snapshotIn(await read(haproxy.socket))
  haproxy.process.kill('SIGKILL')
  await once(haproxy.process, 'exit')
  assert.equal(faultIn(await read(haproxy.socket)), `refused: HAProxy is not running: connection refused on ${haproxy.socket}`)
})

test('a socket that does not exist is a HAProxy that does not run, if it still does not a moment later', async (context) => {
  const path = join(temporaryFolder(), 'late.sock')
  const took = await elapsed(async () => {
    assert.equal(faultIn(await read(path)), `refused: HAProxy is not running: no such socket on ${path}`)
  })
  assert.ok(took >= 70 && took < 10_000, `${took} ms`)
  const late = createServer((socket) => socket.on('data', () => socket.end(answer)))
  context.after(() => late.close())
  const reading = read(path)
  late.listen(path)
  snapshotIn(await reading)
})

test('a socket that we may not open is unreadable, and the reason tells what to do', async (context) => {
  const { path } = await fake(context, (socket) => socket.end(answer))
  chmodSync(dirname(path), 0o755)
  assert.equal(
    faultIn(await readForbidden(path)),
    `unreadable: permission denied on ${path}: let the group of its "stats socket" line be one that the user of this process is in`,
  )
})

test('one line is written and the connection is never half-closed', async (context) => {
  const lines: string[] = []
  let halfClosed = false
  const { path } = await fake(context, (socket, _, line) => {
    lines.push(line)
    socket.on('end', () => {
      halfClosed = !socket.writableEnded
    })
    setTimeout(() => socket.end(answer), 30)
  })
  snapshotIn(await read(path))
  assert.deepEqual([lines, halfClosed], [['show info;show stat b 7 -1\n'], false])
})

test('each process of HAProxy is asked once which weights it was configured with', async (context) => {
  const row = server('b/s1', 'UP')
  let pid = 1
  const { path, seen } = await fake(context, (socket) =>
    socket.end(socketAnswer([row, backend('b')], watch).replace('Pid: 4242', `Pid: ${pid}`)),
  )
  const reader = readerOf({ kind: 'unix', path })
  const weight = async () => snapshotIn(await reader.read(watch)).proxies.get('b')?.servers[0]?.configuredWeight
  assert.deepEqual([await weight(), await weight()], [1, 1])
  pid = 2
  assert.deepEqual([await weight(), await weight(), seen.weights], [2, 2, 2])
})

test('what HAProxy did not answer about configured weights is asked again, and a new server costs no other its weight', async (context) => {
  const ask = watching(['a', 'b'])
  const [a1, b1, b2] = [server('a/a1', 'UP'), server('b/b1', 'UP'), server('b/b2', 'UP')]
  const path = join(temporaryFolder(), 'fake.sock')
  const lines: string[] = []
  const serving = createServer((socket) =>
    socket.on('data', (line) => {
      if (!`${line}`.startsWith('show servers state')) {
        socket.end(socketAnswer([a1, backend('a'), b1, ...(lines.length < 2 ? [] : [b2]), backend('b')], ask))
      } else if (lines.push(`${line}`) === 1) socket.destroy()
      else socket.end(`1\n# be_name srv_name srv_iweight\n${lines.length === 2 ? 'a a1 3\nb b1 4' : 'b b1 4\nb b2 5'}\n\n`)
    }),
  ).listen(path)
  context.after(() => serving.close())
  await once(serving, 'listening')
  const reader = readerOf({ kind: 'unix', path })
  const weights = async () =>
    [...snapshotIn(await reader.read(ask)).proxies.values()].flatMap(({ servers }) => servers.map((row) => row.configuredWeight))
  assert.deepEqual(await weights(), [undefined, undefined])
  assert.deepEqual(await weights(), [3, 4])
  assert.deepEqual(await weights(), [3, 4, 5])
  assert.deepEqual(lines.slice(1), ['show servers state a;show servers state b\n', 'show servers state b\n'])
})

test('a worker that stops is asked again until another one answers', async (context) => {
  const { path, seen } = await fake(context, (socket, asked) => socket.end(asked < 4 ? stopping : answer))
  assert.equal(snapshotIn(await read(path)).pid, 4242)
  assert.equal(seen.asked, 4)
})

test('a worker that stops and stops is a HAProxy that is stopping', async (context) => {
  const { path, seen } = await fake(context, (socket) => socket.end(stopping))
  assert.equal(faultIn(await read(path, { timeoutMs: 300 })), `stopping: only a stopping HAProxy answers on ${path}`)
  assert.ok(seen.asked < 26, `the deadline did not end it: ${seen.asked}`)
  seen.asked = 0
  assert.match(faultIn(await read(path, { timeoutMs: 10_000 })), /^stopping: only a stopping HAProxy/)
  assert.equal(seen.asked, 26)
})

test('a connection that breaks is tried once more', async (context) => {
  const port = await freePort()
  const serving = createServer((socket) => socket.on('data', () => (++asked === 1 ? socket.resetAndDestroy() : socket.end(answer))))
  let asked = 0
  serving.listen(port, '127.0.0.1')
  context.after(() => serving.close())
  await once(serving, 'listening')
  const reader = readerOf({ kind: 'tcp', host: '127.0.0.1', port })
  snapshotIn(await reader.read(watch))
  assert.equal(asked, 3) // and once for the configured weights
})

test('who takes connections for a HAProxy that is gone, as a forwarder does, says nothing, which is a HAProxy that hangs', async (context) => {
  for (const [end, how] of [
    [(socket: Socket) => socket.end(), 'connection closed without an answer'],
    [(socket: Socket) => socket.resetAndDestroy(), 'connection reset'],
  ] as const) {
    const forwarder = createServer((socket) => socket.on('error', () => {}) && end(socket)).listen(0, '127.0.0.1')
    context.after(() => forwarder.close())
    await once(forwarder, 'listening')
    const address = forwarder.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const fault = faultIn(await readerOf({ kind: 'tcp', host: '127.0.0.1', port }).read(watch))
    assert.match(fault, new RegExp(`^hung: HAProxy does not answer on 127.0.0.1:${port}: (${how}|connection reset)$`))
  }
})

const untrusted: Readonly<Record<string, readonly [(socket: Socket) => void, RegExp, timeoutMs?: number]>> = {
  garbage: [(socket) => socket.end('HTTP/1.0 400 Bad request\r\n\r\n'), /^unreadable: HAProxy on \S+ sent "HTTP\/1.0 400 Bad request"$/],
  nothing: [(socket) => socket.end(), /^hung: HAProxy does not answer on \S+: connection closed without an answer$/],
  'an answer without words': [(socket) => socket.end('\n'), /^unreadable: HAProxy on \S+ sent an empty answer$/],
  'half of an answer': [(socket) => socket.end(answer.slice(0, -40)), /^unreadable: HAProxy on \S+ sent .* cut short$/],
  refusal: [(socket) => socket.end('Permission denied\n\n'), /^unreadable: HAProxy on \S+ sent "Permission denied"$/],
  'an answer that never ends': [(socket) => socket.write(answer), /^hung: HAProxy does not answer on \S+: no answer within 200ms$/, 200],
  silence: [() => {}, /^hung: HAProxy does not answer on \S+: no answer within 200ms$/, 200],
}

for (const [what, [serve, expected, timeoutMs = 10_000]] of Object.entries(untrusted)) {
  test(`${what} is no snapshot`, async (context) => {
    const { path } = await fake(context, serve)
    const took = await elapsed(async () => assert.match(faultIn(await read(path, { timeoutMs })), expected))
    assert.ok(took < 10_000, `${took} ms`)
  })
}

test('an answer that drips does not outlast the deadline', async (context) => {
  const { path } = await fake(context, (socket) => {
    let sent = 0
    const drip = setInterval(() => socket.write(answer.slice(sent, ++sent)), 5)
    socket.on('close', () => clearInterval(drip))
  })
  assert.match(faultIn(await read(path, { timeoutMs: 200 })), /^hung: /)
})

test('a flood is cut off', async (context) => {
  const { path } = await fake(context, (socket) => socket.write(Buffer.alloc(20 * 2 ** 20, 'x')))
  assert.equal(faultIn(await read(path, { timeoutMs: 5000 })), `unreadable: no statistics from ${path}: more than 16 MB`)
})

const lookingFor = (line: string): boolean => line.startsWith('show stat -1 3 -1')

/** What HAProxy answers where it is asked which proxies it has, and for one that it shows not by its name. */
const namesOf = (rows: readonly Parameters<typeof table>[0][number][]) =>
  `${table(rows.filter(({ type }) => type !== 2))}\nNo such proxy.\n\n`

test('tracked proxies are asked for at once, remembered, and looked for once if HAProxy does not know them', async (context) => {
  const tracker = server('b/s1', 'UP', { tracked: 'c/c1', check_status: '' })
  const rows = [tracker, backend('b')]
  const requests: string[] = []
  const { path } = await fake(context, (socket, _, line) => {
    requests.push(line)
    socket.end(lookingFor(line) ? namesOf(rows) : socketAnswer(rows, watching(line.includes(' c ') ? ['b', 'c'] : ['b'])))
  })
  const reader = readerOf({ kind: 'unix', path })
  snapshotIn(await reader.read(watch))
  snapshotIn(await reader.read(watch))
  const wider = 'show info;show stat b 7 -1;show stat c 7 -1\n'
  assert.deepEqual(requests, ['show info;show stat b 7 -1\n', wider, proxiesRequest(['c']), wider])
})

test('a backend that a frontend of the same name hides is found, and asked for so as long as that process answers', {
  skip: noHaproxy,
}, async (context) => {
  const port = await freePort()
  const namesakes = `frontend web
  bind 127.0.0.1:${port}
  default_backend web
backend web
  server s1 127.0.0.1:${port}
backend 3
  server s1 127.0.0.1:${port}
  server s2 127.0.0.1:${port}
backend other
  server s1 127.0.0.1:${port}`
  const haproxy = await startHaproxy(context, namesakes)
  assert.match(await haproxy.admin('show stat +3 2 -1'), /^web,BACKEND,/m)
  for (const ask of [watching(['web']), watching(['web', 'other'], ['web']), watching(['other'])]) {
    const { proxies } = snapshotIn(await read(haproxy.socket, { ask }))
    for (const name of ask.backends) assert.equal(proxies.get(name)?.servers.length, 1, name)
    for (const name of ask.frontends) assert.equal(proxies.get(name)?.frontend?.status, 'OPEN')
  }
})

test('a proxy that is disabled in the configuration is told from one that HAProxy has not', { skip: noHaproxy }, async (context) => {
  const port = await freePort()
  const haproxy = await startHaproxy(
    context,
    `frontend only
  bind 127.0.0.1:${port}
frontend off_front
  disabled
  bind 127.0.0.1:${port}
backend off_back
  disabled
  server s1 127.0.0.1:${port} check
listen off_both
  disabled
  bind 127.0.0.1:${port}
  server s1 127.0.0.1:${port} check
backend b
  server s1 127.0.0.1:${port}`,
  )
  const ask = watching(['b', 'off_back', 'off_both', 'only', 'gone', '99'], ['off_front', 'off_both', 'absent'])
  const reader = createStatisticsReader({ kind: 'unix', path: haproxy.socket })
  for (const look of ['servers', 'both', 'servers'] as const) {
    const result = await reader.read(ask, look, 10_000)
    assert.ok('snapshot' in result)
    const { proxies, outline } = result.snapshot
    const disabled = ['b', 'off_back', 'off_both', 'only', 'gone', '99'].filter((name) => proxies.get(name)?.backend?.status === 'DISABLED')
    assert.deepEqual(disabled, ['off_back', 'off_both'])
    const closed = ['off_front', 'off_both', 'absent'].filter((name) => proxies.get(name)?.frontend?.status === 'DISABLED')
    assert.deepEqual(closed, ['off_front', 'off_both'])
    assert.deepEqual(outline?.proxies.get('off_back')?.backend?.status, look === 'both' ? 'DISABLED' : undefined)
    assert.deepEqual(
      [frontendEvidence('off_front', result.snapshot).kind, frontendEvidence('absent', result.snapshot).kind],
      ['measured', 'unknown'],
    )
    const judged = (name: string) =>
      backendEvidence(name, result.snapshot, { countMaintenance: false, overdue: () => false, returned: () => false })
    assert.deepEqual(
      ['off_back', 'gone', 'only', '99'].map((name) => judged(name).reason),
      ['disabled in its configuration', ...['gone', 'only', '99'].map((name) => `HAProxy has no backend ${name}`)],
    )
  }
})

test('of more proxies that are disabled than HAProxy is asked for at once, the others are asked for next', {
  skip: noHaproxy,
}, async (context) => {
  const names = [...Array(35)].map((_, index) => `off${index}`)
  const text = names.map((name) => `backend ${name}\n  disabled\n  server s 127.0.0.1:9`).join('\n')
  const haproxy = await startHaproxy(context, `${configuration(await freePort())}\n${text}`)
  const reader = readerOf({ kind: 'unix', path: haproxy.socket })
  const disabled = async () => {
    const { proxies } = snapshotIn(await reader.read(watching(names)))
    return names.filter((name) => proxies.get(name)?.backend?.status === 'DISABLED').length
  }
  assert.deepEqual([await disabled(), await disabled()], [30, 35])
})

test('a row that is missing is looked for once for each process, and asked for by its number if it was there', async (context) => {
  const course: { pid: number; iid: number | undefined } = { pid: 1, iid: 7 }
  const requests: string[] = []
  const plain = [server('b/s1', 'UP'), backend('b')]
  const hidden = () => [server('web/s1', 'UP'), backend('web', 'UP', { iid: course.iid ?? 0 })]
  const ask = watching(['b', 'web'])
  const { path } = await fake(context, (socket, _, line) => {
    requests.push(line)
    const shown = lookingFor(line) ? course.iid !== undefined : line.includes(`+${course.iid} `)
    const rows = [...plain, ...(shown ? hidden() : [])]
    socket.end(lookingFor(line) ? namesOf(rows) : socketAnswer(rows, ask).replace('Pid: 4242', `Pid: ${course.pid}`))
  })
  const reader = readerOf({ kind: 'unix', path })
  const [byName = '', by7 = '', by9 = ''] = ['web', '+7', '+9'].map((word) => `show info;show stat b 7 -1;show stat ${word} 7 -1\n`)
  const looking = proxiesRequest(['web'])
  const courses: readonly (readonly [pid: number, iid: number | undefined, ...asked: readonly string[]])[] = [
    [1, 7, byName, looking, by7],
    [1, 7, by7],
    [2, 9, by7, looking, by9],
    [2, 9, by9],
    [3, undefined, by9, looking],
    [3, undefined, byName],
  ]
  for (const [pid, iid, ...asked] of courses) {
    Object.assign(course, { pid, iid })
    assert.equal(snapshotIn(await reader.read(ask)).proxies.has('web'), iid !== undefined)
    assert.deepEqual(requests.splice(0), asked)
  }
})

test('what was disabled is so no more once it is there, and is looked for again after a HAProxy that does not answer: the next may have its number', async (context) => {
  const course = { isThere: false, answers: true, looked: 0 }
  const rows = () => [server('b/s1', 'UP'), backend('b'), ...(course.isThere ? [server('web/s1', 'UP'), backend('web')] : [])]
  const ask = watching(['b', 'web'])
  const { path } = await fake(context, (socket, _, line) => {
    if (!course.answers) return socket.destroy()
    if (!lookingFor(line)) return socket.end(socketAnswer(rows(), ask))
    course.looked++
    return socket.end(`${table([backend('b')])}\n${table([])}\n`)
  })
  const reader = readerOf({ kind: 'unix', path })
  const status = async () => snapshotIn(await reader.read(ask)).proxies.get('web')?.backend?.status
  assert.deepEqual([await status(), await status(), course.looked], ['DISABLED', 'DISABLED', 1])
  course.answers = false
  assert.equal((await reader.read(ask)).ok, false)
  course.answers = true
  assert.deepEqual([await status(), course.looked], ['DISABLED', 2])
  course.isThere = true
  assert.equal(await status(), 'UP')
})

test('names that HAProxy has not at all are looked for once each, whichever question they stand in', async (context) => {
  const requests: string[] = []
  const rows = [server('b/s1', 'UP'), backend('b')]
  const { path } = await fake(context, (socket, _, line) => {
    requests.push(lookingFor(line) ? 'all' : 'names')
    socket.end(lookingFor(line) ? namesOf(rows) : socketAnswer(rows, watching(['b', line.includes(' c ') ? 'c' : 'd'])))
  })
  const reader = readerOf({ kind: 'unix', path })
  for (const name of ['c', 'd', 'c', 'd']) snapshotIn(await reader.read(watching(['b', name])))
  assert.deepEqual(requests, ['names', 'all', 'names', 'all', 'names', 'names'])
})

test('the socket of the master process is told from a HAProxy that hangs, at once', { skip: noHaproxy }, async (context) => {
  const master = join(temporaryFolder(), 'master.sock')
  await startHaproxy(context, configuration(await freePort()), ['-W', '-db', '-S', master])
  // It listens there a moment after its worker answers.
  await until('the master to listen', async () => !faultIn(await read(master)).startsWith('refused'))
  const took = await elapsed(async () =>
    assert.match(
      faultIn(await read(master)),
      /^unreadable: .* sent "Unknown command", as its master process \(-S\) does: name the socket of a "stats socket" line$/,
    ),
  )
  assert.ok(took < 5000, `${took} ms`)
})

test('what HAProxy is told to do on the admin socket is read on the next one', { skip: noHaproxy }, async (context) => {
  const port = await freePort()
  const haproxy = await startHaproxy(
    context,
    `${configuration(port)}\nbackend plain\n  server p1 127.0.0.1:${port}\n  server p2 127.0.0.1:${port}`,
  )
  const judged = async () => {
    const snapshot = snapshotIn(await read(haproxy.socket, { ask: watching(['plain']) }))
    return backendEvidence('plain', snapshot, { countMaintenance: false, overdue: () => false, returned: () => false }).reason
  }
  assert.equal(await judged(), '2 of 2 servers, 100%')
  await haproxy.admin('set weight plain/p1 0')
  assert.equal(await judged(), '1 of 2 servers, 50% (p1 weight 0)')
  await haproxy.admin('set weight plain/p1 1;set server plain/p1 state drain')
  assert.equal(await judged(), '1 of 2 servers, 50% (p1 DRAIN)')
  await haproxy.admin('set server plain/p1 state maint')
  assert.equal(await judged(), '1 of 1 servers, 100%')
})

test('a server that was deleted and added anew is judged by its own weight', { skip: noHaproxy }, async (context) => {
  const port = await freePort()
  const names = ['d1', 'd2', 'd3', 'd4']
  const haproxy = await startHaproxy(
    context,
    `${configuration(port)}\nbackend dynamic\n  balance roundrobin\n${names.map((name) => `  server ${name} 127.0.0.1:${port} weight 100`).join('\n')}`,
  )
  const reader = readerOf({ kind: 'unix', path: haproxy.socket })
  const judged = async () => {
    const snapshot = snapshotIn(await reader.read(watching(['dynamic'])))
    return backendEvidence('dynamic', snapshot, { countMaintenance: false, overdue: () => false, returned: () => false }).reason
  }
  assert.equal(await judged(), '4 of 4 servers, 100%')
  for (const name of names) {
    await haproxy.admin(`disable server dynamic/${name};del server dynamic/${name}`)
    await haproxy.admin(`add server dynamic/${name} 127.0.0.1:${port} weight 1;enable server dynamic/${name}`)
  }
  assert.equal(await judged(), '4 of 4 servers, 100%')
  await haproxy.admin('set weight dynamic/d1 0')
  assert.equal(await judged(), '3 of 4 servers, 75% (d1 weight 0)')
})

test('a listen that is shut down serves nobody, whatever its servers read, and a frontend of the same name is another', {
  skip: noHaproxy,
}, async (context) => {
  const [port, one, other] = [await freePort(), await freePort(), await freePort()]
  const haproxy = await startHaproxy(
    context,
    `${configuration(port)}\nlisten both\n  bind 127.0.0.1:${one}\n  server l1 127.0.0.1:${port}\nbackend twin\n  server t1 127.0.0.1:${port}\nfrontend twin\n  bind 127.0.0.1:${other}`,
  )
  for (const ask of [watching(['both', 'twin']), watching([...Array(31)].map((_, index) => ['both', 'twin'][index] ?? `no${index}`))]) {
    const reader = readerOf({ kind: 'unix', path: haproxy.socket })
    const judged = async () => {
      const snapshot = snapshotIn(await reader.read(ask))
      const options = { countMaintenance: false, overdue: () => false, returned: () => false }
      return ['both', 'twin'].map((name) => backendEvidence(name, snapshot, options).reason)
    }
    const up = '1 of 1 servers, 100%'
    if (ask.backends.length === 2) assert.deepEqual(await judged(), [up, up])
    await haproxy.admin('shutdown frontend both;shutdown frontend twin')
    assert.deepEqual(await judged(), ['shut down, so that its servers are not checked', up])
  }
})
