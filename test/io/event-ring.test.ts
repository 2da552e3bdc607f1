// Does a follower of HAProxy's events hear each, and find its way back whatever becomes of HAProxy?
import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { RingReport } from '../../lib/haproxy/ring.ts'
import { RingFollower, tryRing } from '../../lib/io/event-ring.ts'
import { temporaryFolder } from '../folder.ts'
import { freePort } from './free-port.ts'
import { type Haproxy, noHaproxy, startHaproxy } from './haproxy.ts'

const info = (stopping = 0) => `\nName: HAProxy\nVersion: 2.6.12\nPid: 4711\nStopping: ${stopping}\n\n`

/** A follower and all that it says; `next` waits for the next thing of all, `hint` or a report. */
const follow = (context: TestContext, path: string, ring = 'health') => {
  const news = new EventEmitter()
  const said: ('hint' | RingReport)[] = []
  const say = (what: 'hint' | RingReport) => {
    said.push(what)
    news.emit('news')
  }
  const follower = new RingFollower({ kind: 'unix', path }, ring, { onHint: () => say('hint'), onReport: say })
  context.after(() => follower.stop())
  const next = async () => {
    while (said.length === 0) await once(news, 'news')
    return said.shift()
  }
  return { follower, said, next }
}

/** The end of the connection, whatever was said before it. */
const ended = async (next: () => Promise<unknown>): Promise<void> => {
  let said = await next()
  while (said === 'hint') said = await next()
  assert.deepEqual(said, { kind: 'ended' })
}

/** A HAProxy of the test's own making. */
const fake = async (context: TestContext, serve: (socket: Socket, connection: number) => void) => {
  const path = join(temporaryFolder(), 'fake.sock')
  const open = new Set<Socket>()
  const seen = { connections: 0, open, lines: [] as string[] }
  const server = createServer((socket) => {
    const connection = ++seen.connections
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    socket.once('data', (line) => {
      seen.lines.push(`${line}`)
      serve(socket, connection)
    })
  }).listen(path)
  context.after(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  await once(server, 'listening')
  return { path, seen }
}

const configuration = `ring health
  format timed
  size 65536
listen other
  bind 127.0.0.1:PORT
backend b
  log ring@health local0 notice
  server s1 127.0.0.1:9
`

/** Its sockets are of level user and admin. */
const real = async (context: TestContext, args?: readonly string[]): Promise<Haproxy> =>
  startHaproxy(context, configuration.replace('PORT', String(await freePort())), args)

const elapsed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return performance.now() - started
}

test('every change of a server in a real HAProxy is heard', { skip: noHaproxy }, async (context) => {
  const haproxy = await real(context)
  const { next } = follow(context, haproxy.adminSocket)
  assert.deepEqual(await next(), { kind: 'following', pid: haproxy.process.pid })
  for (const state of ['maint', 'ready', 'drain', 'ready']) {
    const took = await elapsed(async () => {
      await haproxy.admin(`set server b/s1 state ${state}`)
      assert.equal(await next(), 'hint', state)
    })
    assert.ok(took < 5000, `${state}: ${took} ms`)
  }
})

test('a reload ends the connection, and then the new worker is followed; the old one may go', {
  skip: noHaproxy,
  timeout: 60_000,
}, async (context) => {
  const haproxy = await real(context, ['-W', '-db'])
  const { next } = follow(context, haproxy.adminSocket)
  const first = await next()
  for (let reload = 0; reload < 2; reload++) {
    await haproxy.reload()
    await ended(next)
    let again = await next()
    while (again === 'hint') again = await next() // the old one said something more before it went
    assert.ok(typeof again === 'object' && again.kind === 'following', JSON.stringify(again))
    assert.notDeepEqual(again, first)
    await haproxy.admin('set server b/s1 state maint')
    assert.equal(await next(), 'hint')
  }
})

test('a HAProxy that ends is a loss once it cannot be reached', { skip: noHaproxy }, async (context) => {
  const haproxy = await real(context)
  const { next } = follow(context, haproxy.adminSocket)
  await next()
  haproxy.process.kill('SIGKILL')
  await ended(next)
  assert.deepEqual(await next(), { kind: 'lost', reason: `connection refused on ${haproxy.adminSocket}` })
})

test('what a real HAProxy does not permit, or does not have, is told with what would help', { skip: noHaproxy }, async (context) => {
  const haproxy = await real(context)
  const trouble = async (path: string, ring: string) => tryRing({ kind: 'unix', path }, ring)
  const forbidden = await trouble(haproxy.socket, 'health')
  assert.ok(forbidden.kind === 'unavailable' && forbidden.remedy.includes('level operator'), JSON.stringify(forbidden))
  for (const ring of ['sick', 'stdout']) {
    const missing = await trouble(haproxy.adminSocket, ring)
    assert.ok(missing.kind === 'unavailable' && missing.remedy.includes(`"ring ${ring}"`), JSON.stringify(missing))
  }
  assert.deepEqual(await trouble(haproxy.adminSocket, 'health'), { kind: 'following', pid: haproxy.process.pid })
  assert.deepEqual(await trouble('/nonexistent.sock', 'health'), { kind: 'lost', reason: 'no such socket on /nonexistent.sock' })
})

test('a HAProxy without rings is told from one without this ring', async (context) => {
  const { path } = await fake(context, (socket) =>
    socket.end(`${info()}Unknown command. Please enter one of the following commands only :\n`),
  )
  assert.deepEqual(await tryRing({ kind: 'unix', path }, 'health'), {
    kind: 'unavailable',
    reason: 'HAProxy 2.6.12 has no rings',
    remedy: 'HAProxy 2.2 or newer',
  })
})

test('a HAProxy under another product name is followed as any other', async (context) => {
  const { path } = await fake(context, (socket) => socket.write(info().replace('Name: HAProxy', 'Name: hapee-lb')))
  assert.deepEqual(await tryRing({ kind: 'unix', path }, 'health'), { kind: 'following', pid: 4711 })
})

test('there is one connection at a time, nothing more is written on it, and events of one piece are one hint', async (context) => {
  const { path, seen } = await fake(context, (socket) => socket.write(info()))
  const { next, said, follower } = follow(context, path)
  await next()
  const [socket] = seen.open
  socket?.write('<1>one\n<1>two\n\n')
  assert.equal(await next(), 'hint')
  socket?.write('<1>thr')
  socket?.write('ee\n')
  assert.equal(await next(), 'hint')
  follower.renew()
  follower.renew()
  assert.deepEqual(await next(), { kind: 'following', pid: 4711 })
  assert.deepEqual([seen.connections, seen.open.size, seen.lines.length, said.length], [2, 1, 2, 0])
})

test('a process that stops is left at once, before or while it is followed', async (context) => {
  const { path, seen } = await fake(context, (socket, connection) => {
    socket.write(info(connection === 2 ? 1 : 0))
    if (connection === 1) setTimeout(() => socket.write('<4>Proxy b stopped (cumulated conns: FE: 0, BE: 0).\n'), 100)
  })
  const { next } = follow(context, path)
  assert.deepEqual(await next(), { kind: 'following', pid: 4711 })
  assert.deepEqual(await next(), { kind: 'ended' })
  assert.deepEqual(await next(), { kind: 'lost', reason: `only a stopping HAProxy answers on ${path}` })
  assert.deepEqual(await next(), { kind: 'following', pid: 4711 })
  assert.deepEqual([seen.connections, seen.open.size], [3, 1])
})

test('a HAProxy that says nothing is given up after a second, and asked again after ever longer times', {
  timeout: 60_000,
}, async (context) => {
  const { path } = await fake(context, () => {})
  const { next } = follow(context, path)
  const silent = { kind: 'lost', reason: `no answer within 1s on ${path}` }
  const times: number[] = []
  for (let attempt = 0; attempt < 3; attempt++) times.push(await elapsed(async () => assert.deepEqual(await next(), silent)))
  const [first = 0, second = 0, third = 0] = times
  assert.ok(first > 980 && second > 1080 && third > 1180, times.join(' '))
})
