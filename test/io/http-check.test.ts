// Does an http check judge what a server answers, in bounded time, and nothing else?
import assert from 'node:assert/strict'
import dns from 'node:dns/promises'
import { writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import type { HttpCheck } from '../../lib/config/schema/checks/http.ts'
import { failing, passing, unknown } from '../../lib/health/evidence.ts'
import { probeHttp } from '../../lib/io/http-check.ts'
import { cadence } from '../engine/configs.ts'
import { temporaryFolder } from '../folder.ts'
import { certificate } from './certificate.ts'
import { freePort } from './free-port.ts'
import { serve, serveHttp, serveHttps, serveSocket } from './web.ts'

const check = (url: string, changes: Partial<HttpCheck> = {}): HttpCheck => ({
  kind: 'http',
  url,
  headers: {},
  tls: { insecure: false },
  expect: { status: [{ from: 200, to: 299 }], headers: {} },
  ...cadence,
  timeoutMs: 10_000,
  ...changes,
})

const expecting = (changes: Partial<HttpCheck['expect']>): Partial<HttpCheck> => ({ expect: { ...check('').expect, ...changes } })

const text = (found: string) => ({ kind: 'text', text: found }) as const

const elapsed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return performance.now() - started
}

test('a status within the ranges passes, another one fails by its number', async (context) => {
  const host = await serveHttp(context, (request, response) => response.writeHead(Number(request.url?.slice(1))).end())
  assert.deepEqual(await probeHttp(check(`http://${host}/200`)), passing('200'))
  assert.deepEqual(await probeHttp(check(`http://${host}/503`)), failing('503, expected 200-299'))
  const two = expecting({
    status: [
      { from: 200, to: 299 },
      { from: 404, to: 404 },
    ],
  })
  assert.deepEqual(await probeHttp(check(`http://${host}/404`, two)), passing('404'))
  assert.deepEqual(await probeHttp(check(`http://${host}/500`, two)), failing('500, expected 200-299, 404'))
})

test('a redirect is judged, not followed', async (context) => {
  let asked = 0
  const host = await serveHttp(context, (_, response) => {
    asked++
    response.writeHead(302, { location: '/' }).end()
  })
  assert.deepEqual(await probeHttp(check(`http://${host}/`)), failing('302, expected 200-299'))
  assert.deepEqual(await probeHttp(check(`http://${host}/`, expecting({ status: [{ from: 302, to: 302 }] }))), passing('302'))
  assert.equal(asked, 2)
})

test('every probe opens a connection of its own and closes it', async (context) => {
  const ports = new Set<number | undefined>()
  const host = await serveHttp(context, (request, response) => {
    ports.add(request.socket.remotePort)
    response.end(request.headers.connection)
  })
  for (let probe = 0; probe < 3; probe++) {
    assert.deepEqual(await probeHttp(check(`http://${host}/`, expecting({ body: text('close') }))), passing('200'))
  }
  assert.equal(ports.size, 3)
})

test('a body may be asked for a text or an expression', async (context) => {
  const host = await serveHttp(context, (_, response) => response.end('status: OK\n'))
  const probe = (body: HttpCheck['expect']['body']) => probeHttp(check(`http://${host}/`, body === undefined ? {} : expecting({ body })))
  assert.deepEqual(await probe(text('OK')), passing('200'))
  assert.deepEqual(await probe(text('ok')), failing('200, expected a body with "ok" in it'))
  assert.deepEqual(await probe({ kind: 'regex', source: '^STATUS: ok$', flags: 'im' }), passing('200'))
  assert.deepEqual(await probe({ kind: 'regex', source: '^OK', flags: '' }), failing('200, expected a body that matches /^OK/'))
})

test('headers may be asked for texts', async (context) => {
  const host = await serveHttp(context, (_, response) => response.setHeader('x-mode', ['full', 'fast']).end())
  assert.deepEqual(await probeHttp(check(`http://${host}/`, expecting({ headers: { 'x-mode': text('fast') } }))), passing('200'))
  const missing = expecting({ headers: { 'x-state': text('up') } })
  assert.deepEqual(await probeHttp(check(`http://${host}/`, missing)), failing('200, expected header x-state with "up" in it'))
})

test('of a body without end, what is asked for is found in its first 64 kB or not at all', async (context) => {
  const host = await serveHttp(context, (request, response) => {
    response.write(request.url === '/early' ? 'ok' : 'x'.repeat(64 * 1024))
    const more = setInterval(() => response.write(`ok${'x'.repeat(16 * 1024)}`), 1)
    response.on('close', () => clearInterval(more))
  })
  const ok = expecting({ body: text('ok') })
  assert.deepEqual(await probeHttp(check(`http://${host}/early`, ok)), passing('200'))
  assert.deepEqual(await probeHttp(check(`http://${host}/late`, ok)), failing('200, expected a body with "ok" in it'))
  assert.deepEqual(await probeHttp(check(`http://${host}/late`)), passing('200'))
})

test('a text that was found ends the reading, although the body goes on', async (context) => {
  const host = await serveHttp(context, (_, response) => {
    response.write('status: o')
    setTimeout(() => response.write('k, and more is to come'), 20)
  })
  assert.deepEqual(await probeHttp(check(`http://${host}/`, expecting({ body: text('ok') }))), passing('200'))
})

test('an expression on which backtracking would never end is answered', async (context) => {
  const host = await serveHttp(context, (_, response) => response.end('The quick brown fox jumps over the lazy dog, again and again'))
  const body = { kind: 'regex', source: '^(\\w+\\s?)*$', flags: '' } as const
  assert.deepEqual(
    await probeHttp(check(`http://${host}/`, expecting({ body }))),
    failing('200, expected a body that matches /^(\\w+\\s?)*$/'),
  )
})

test('silence, headers that never end and a body that drips fail at the deadline', async (context) => {
  const silent = await serve(context, createServer())
  const slowHeaders = await serve(
    context,
    createServer((socket) => socket.write('HTTP/1.1 200 OK\r\nX: ')),
  )
  const drip = await serveHttp(context, (_, response) => {
    const more = setInterval(() => response.write('x'), 10)
    response.on('close', () => clearInterval(more))
  })
  for (const host of [silent, slowHeaders, drip]) {
    const took = await elapsed(async () => {
      const evidence = await probeHttp(check(`http://${host}/`, { timeoutMs: 150, ...expecting({ body: text('ok') }) }))
      assert.deepEqual(evidence, failing('no answer within 150ms'))
    })
    assert.ok(took < 10_000, `${took} ms`)
  }
})

test('a connection to a server that never begins with TLS is closed soon after the deadline', async (context) => {
  const server = createServer()
  const closed = new Promise<void>((resolve) =>
    server.on('connection', (socket) =>
      socket
        .resume()
        .on('error', () => {})
        .on('close', () => resolve()),
    ),
  )
  const host = await serve(context, server)
  assert.deepEqual(await probeHttp(check(`https://${host}/`, { timeoutMs: 150 })), failing('no answer within 150ms'))
  await closed
})

test('a name that resolves slowly fails at the deadline, and is looked up once for many probes', async (context) => {
  const silent = (): Promise<never> => new Promise(() => {})
  const asked = (['resolve4', 'resolve6'] as const).map((family) => context.mock.method(dns.Resolver.prototype, family, silent))
  const url = 'http://slow.example/'
  for (let probe = 0; probe < 3; probe++) assert.deepEqual(await probeHttp(check(url, { timeoutMs: 50 })), failing('no answer within 50ms'))
  for (const family of asked) assert.equal(family.mock.callCount(), 1)
})

test('what is no web server fails with what it did', async (context) => {
  assert.deepEqual(await probeHttp(check(`http://127.0.0.1:${await freePort()}/`)), failing('connection refused'))
  assert.deepEqual(await probeHttp(check('http://nosuch.invalid/')).then(({ kind }) => kind), 'measured')
  const closing = await serve(
    context,
    createServer((socket) => socket.end()),
  )
  assert.deepEqual(await probeHttp(check(`http://${closing}/`)), failing('connection closed without a whole answer'))
  const garbage = await serve(
    context,
    createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')),
  )
  const nothing = await serve(
    context,
    createServer((socket) => socket.end('HTTP/1.1 000 \r\n\r\n')),
  )
  for (const host of [garbage, nothing]) assert.deepEqual(await probeHttp(check(`http://${host}/`)), failing('an answer that is not HTTP'))
})

test('headers are sent as they were written, Host among them, and credentials as Basic', async (context) => {
  const seen: IncomingMessage['headers'][] = []
  const host = await serveHttp(context, (request, response) => {
    seen.push(request.headers)
    response.end()
  })
  const file = join(temporaryFolder(), 'secret')
  writeFileSync(file, 'me:s3cret:with:colons\n')
  const headers = { host: 'app.example', 'X-Probe': 'one' }
  assert.deepEqual(await probeHttp(check(`http://${host}/`, { headers, credentials: { kind: 'file', path: file } })), passing('200'))
  assert.equal(seen[0]?.host, 'app.example')
  assert.equal(seen[0]?.['x-probe'], 'one')
  assert.equal(Buffer.from(`${seen[0]?.authorization}`.slice(6), 'base64').toString(), 'me:s3cret:with:colons')
})

test('a unix socket stands in for the host of the URL', async (context) => {
  const path = join(temporaryFolder(), 'web.sock')
  const missing = check('http://app.example/', { socket: path })
  assert.deepEqual(await probeHttp(missing), failing('no such socket'))
  await serveSocket(context, path, (request, response) => response.end(request.headers.host))
  assert.deepEqual(await probeHttp({ ...missing, ...expecting({ body: text('app.example') }) }), passing('200'))
})

test('TLS is verified against the name in Host, with the certificates of ca', async (context) => {
  const host = await serveHttps(context, (_, response) => response.end())
  const ca = join(temporaryFolder(), 'ca.pem')
  writeFileSync(ca, certificate)
  const probe = (changes: Partial<HttpCheck>) => probeHttp(check(`https://${host}/`, changes))
  const named = { headers: { host: 'health.example' } }
  assert.deepEqual(await probe({ ...named, tls: { insecure: false, ca } }), passing('200'))
  assert.deepEqual(await probe({ tls: { insecure: true } }), passing('200'))
  assert.match((await probe(named)).reason, /certificate/)
  assert.match((await probe({ tls: { insecure: false, ca } })).reason, /127\.0\.0\.1.*(altnames|cert)/)
  assert.equal((await probe(named)).kind, 'measured')
})

test('what is wrong on this side is unknown, never failing, and tells no secret', async (context) => {
  const host = await serveHttps(context, (_, response) => response.end())
  const folder = temporaryFolder()
  const [empty, secret] = [join(folder, 'empty.pem'), join(folder, 'secret')]
  writeFileSync(empty, '')
  writeFileSync(secret, 'hunter2')
  const probe = (changes: Partial<HttpCheck>) => probeHttp(check(`https://${host}/`, changes))
  const noCertificates = (path: string) => unknown(`the file ${path} holds no certificates that can be read`)
  assert.deepEqual(await probe({ tls: { insecure: false, ca: empty } }), noCertificates(empty))
  assert.deepEqual(await probe({ tls: { insecure: false, ca: '/nowhere.pem' } }), noCertificates('/nowhere.pem'))
  assert.deepEqual(
    await probe({ credentials: { kind: 'environment', name: 'NO_SUCH_SECRET' } }),
    unknown('the environment variable NO_SUCH_SECRET cannot be read'),
  )
  assert.deepEqual(
    await probe({ credentials: { kind: 'file', path: secret } }),
    unknown(`the credentials file ${secret} does not hold user:password`),
  )
  assert.equal((await probe({ timeoutMs: 1e-6 })).kind, 'unknown') // over before it could be asked
})
