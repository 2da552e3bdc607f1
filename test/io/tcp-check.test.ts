// Does a tcp check judge what a server answers, in bounded time, and nothing else?
import assert from 'node:assert/strict'
import dns from 'node:dns/promises'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { execa } from 'execa'
import type { TcpCheck } from '../../lib/config/schema/checks/tcp.ts'
import { failing, passing, unknown } from '../../lib/health/evidence.ts'
import { probeTcp } from '../../lib/io/tcp-check.ts'
import { cadence } from '../engine/configs.ts'
import { temporaryFolder } from '../folder.ts'
import { certificate, key } from './certificate.ts'
import { freePort } from './free-port.ts'
import { serve } from './web.ts'

const check = (endpoint: TcpCheck['endpoint'] | string, changes: Partial<TcpCheck> = {}): TcpCheck => ({
  kind: 'tcp',
  endpoint:
    typeof endpoint === 'string' ? { kind: 'tcp', host: endpoint.split(':')[0] ?? '', port: Number(endpoint.split(':')[1]) } : endpoint,
  ...cadence,
  timeoutMs: 10_000,
  ...changes,
})

const text = (found: string) => ({ kind: 'text', text: found }) as const

const serveTcp = (context: TestContext, listener: (socket: Socket) => void): Promise<string> =>
  serve(
    context,
    createServer((socket) => {
      socket.on('error', () => {})
      listener(socket)
    }),
  )

const elapsed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return performance.now() - started
}

const canUnshare = async (): Promise<boolean> => !(await execa('unshare', ['--net', 'true'], { reject: false })).failed

test('a server that takes a connection passes, and each probe closes its own', async (context) => {
  const closed: Promise<unknown>[] = []
  const host = await serveTcp(context, (socket) => {
    closed.push(once(socket.resume(), 'close'))
  })
  for (let probe = 0; probe < 3; probe++) assert.deepEqual(await probeTcp(check(host)), passing('connected'))
  await Promise.all(closed)
  assert.equal(closed.length, 3)
})

test('what is to be sent is sent byte for byte, also where no answer is asked for', async (context) => {
  const chunks: Buffer[] = []
  const ends: Promise<unknown>[] = []
  const host = await serveTcp(context, (socket) => {
    ends.push(once(socket, 'close'))
    socket.on('data', (chunk) => chunks.push(chunk))
  })
  assert.deepEqual(await probeTcp(check(host, { send: 'PING\r\n\0\u00ff' })), passing('connected'))
  await Promise.all(ends)
  assert.deepEqual([...Buffer.concat(chunks)], [...Buffer.from('PING\r\n'), 0, 255])
})

test('an answer may be asked for a text or an expression, with or without a question', async (context) => {
  const host = await serveTcp(context, (socket) => socket.on('data', (question) => socket.write(`+${question}`)))
  const banner = await serveTcp(context, (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'))
  const asked = (changes: Partial<TcpCheck>) => probeTcp(check(host, { send: 'PONG', ...changes }))
  assert.deepEqual(await asked({ expect: text('+PONG') }), passing('answered as expected'))
  assert.deepEqual(await asked({ expect: { kind: 'regex', source: '^\\+pong$', flags: 'i' } }), passing('answered as expected'))
  assert.deepEqual(await asked({ timeoutMs: 150, expect: text('+OK') }), failing('no answer with "+OK" in it within 150ms'))
  assert.deepEqual(
    await asked({ timeoutMs: 150, expect: { kind: 'regex', source: '^-', flags: '' } }),
    failing('no answer that matches /^-/ within 150ms'),
  )
  assert.deepEqual(await probeTcp(check(banner, { expect: text('SSH-2.0') })), passing('answered as expected'))
})

test('an answer in pieces is found once it is whole, and in what came before the end', async (context) => {
  const pieces = await serveTcp(context, (socket) => {
    socket.write('+PO')
    setTimeout(() => socket.write('NG and more to come'), 30)
  })
  const ended = await serveTcp(context, (socket) => socket.end('+PONG'))
  const other = await serveTcp(context, (socket) => socket.end('-ERR'))
  const silent = await serveTcp(context, (socket) => socket.end())
  const probe = (host: string) => probeTcp(check(host, { expect: text('PONG') }))
  assert.deepEqual(await probe(pieces), passing('answered as expected'))
  assert.deepEqual(await probe(ended), passing('answered as expected'))
  assert.deepEqual(await probe(other), failing('no answer with "PONG" in it before the server closed the connection'))
  assert.deepEqual(await probe(silent), failing('connection closed without an answer'))
})

test('of an answer without end, what is asked for is found in its first 4096 bytes or not at all', async (context) => {
  const host = await serveTcp(context, (socket) => {
    socket.write('x'.repeat(4096))
    const more = setInterval(() => socket.write(`ok${'x'.repeat(4096)}`), 1)
    socket.on('close', () => clearInterval(more))
  })
  assert.deepEqual(await probeTcp(check(host, { expect: text('ok') })), failing('no answer with "ok" in it in its first 4096 bytes'))
})

test('an answer that drips is searched ever more rarely', async (context) => {
  let pieces = 0
  const host = await serveTcp(context, (socket) => {
    const more = setInterval(() => socket.write(`${pieces++}`), 1)
    socket.on('close', () => clearInterval(more))
  })
  let searches = 0
  const expect = {
    get kind() {
      searches++
      return 'text' as const
    },
    text: 'ok',
  }
  assert.deepEqual(await probeTcp(check(host, { timeoutMs: 500, expect })), failing('no answer with "ok" in it within 500ms'))
  assert.ok(pieces > 30, `${pieces} pieces`)
  assert.ok(searches < 12, `${searches} searches`)
})

test('silence, and a name that never resolves, fail at the deadline', async (context) => {
  const silent = await serveTcp(context, () => {})
  const never = (): Promise<never> => new Promise(() => {})
  for (const family of ['resolve4', 'resolve6'] as const) context.mock.method(dns.Resolver.prototype, family, never)
  for (const host of [silent, 'slow.example:80']) {
    const took = await elapsed(async () =>
      assert.deepEqual(await probeTcp(check(host, { timeoutMs: 100, expect: text('ok') })), failing('no answer within 100ms')),
    )
    assert.ok(took < 10_000, `${took} ms`)
  }
  const handshake = check(silent, { timeoutMs: 100, tls: { insecure: true } })
  assert.deepEqual(await probeTcp(handshake), failing('no answer within 100ms'))
})

test('what takes no connection fails with what it did, and what resets one', async (context) => {
  assert.deepEqual(await probeTcp(check(`127.0.0.1:${await freePort()}`)), failing('connection refused'))
  assert.equal((await probeTcp(check('nosuch.invalid:80'))).kind, 'measured')
  const resetting = await serveTcp(context, (socket) => socket.resetAndDestroy())
  assert.deepEqual(await probeTcp(check(resetting, { expect: text('ok') })), failing('connection reset'))
})

test('a unix socket may stand for host and port', async (context) => {
  const path = join(temporaryFolder(), 'redis.sock')
  const missing = check({ kind: 'unix', path }, { send: 'PING\r\n', expect: text('+PONG') })
  assert.deepEqual(await probeTcp(missing), failing('no such socket'))
  const server = createServer((socket) => socket.on('data', () => socket.end('+PONG\r\n'))).listen(path)
  context.after(() => server.close())
  await once(server, 'listening')
  assert.deepEqual(await probeTcp(missing), passing('answered as expected'))
})

test('TLS is verified against server-name or the host, with the certificates of ca; a file that holds none is unknown', async (context) => {
  const host = await serve(
    context,
    createTlsServer({ key, cert: certificate }, (socket) => socket.end('ready')),
  )
  const folder = temporaryFolder()
  const [ca, empty] = [join(folder, 'ca.pem'), join(folder, 'empty.pem')]
  writeFileSync(ca, certificate)
  writeFileSync(empty, '')
  const probe = (tls: Partial<NonNullable<TcpCheck['tls']>>) =>
    probeTcp(check(host, { tls: { insecure: false, ...tls }, expect: text('ready') }))
  const serverName = 'health.example'
  assert.deepEqual(await probe({ ca, serverName }), passing('answered as expected'))
  assert.deepEqual(await probe({ insecure: true }), passing('answered as expected'))
  assert.match((await probe({ serverName })).reason, /certificate/)
  assert.match((await probe({ ca })).reason, /127\.0\.0\.1.*(altnames|cert)/)
  assert.match((await probe({ ca, serverName: 'other.example' })).reason, /other\.example/)
  assert.equal((await probe({ serverName })).kind, 'measured')
  assert.deepEqual(await probe({ ca: empty }), unknown(`the file ${empty} holds no certificates that can be read`))
  const plain = await serveTcp(context, (socket) => socket.end('no TLS here'))
  assert.deepEqual(await probeTcp(check(plain, { tls: { insecure: true } })), failing('no TLS session: wrong version number'))
})

test('a connection that ends at itself, as nobody listens, is refused', {
  skip: !(await canUnshare()) && 'needs a network namespace',
}, async () => {
  const imported = (name: string, path: string) => `import { ${name} } from ${JSON.stringify(new URL(path, import.meta.url).href)}; `
  const endpoint = "{ kind: 'tcp', host: '127.0.0.1', port: 40000 }"
  // The only port from which a client may come, and only once.
  const onePort = 'ip link set lo up; echo 40000 40000 >/proc/sys/net/ipv4/ip_local_port_range; exec "$@"'
  const answered = async (program: string): Promise<unknown> => {
    const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', program]
    return JSON.parse((await execa('unshare', ['--net', 'sh', '-c', onePort, 'sh', ...node])).stdout)
  }
  const probe = `console.log(JSON.stringify(await probeTcp({ endpoint: ${endpoint}, timeoutMs: 10_000 })))`
  assert.deepEqual(await answered(imported('probeTcp', '../../lib/io/tcp-check.ts') + probe), failing('connection refused'))
  const ask = `console.log(JSON.stringify(await askSocket(${endpoint}, 'show info', 10_000)))`
  assert.deepEqual(await answered(imported('askSocket', '../../lib/io/statistics-socket.ts') + ask), {
    kind: 'refused',
    reason: 'connection refused',
  })
})
