// Does a control socket answer every request there can be, and stand every client?
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createGunzip } from 'node:zlib'
import { execa } from 'execa'
import { ask } from '../../lib/io/control-client.ts'
import type { Handlers, Reply } from '../../lib/io/control-handlers.ts'
import { controlHttp } from '../../lib/io/control-http.ts'
import { ControlSocket } from '../../lib/io/control-socket.ts'
import { folder } from './folder.ts'

const mistakes: unknown[] = []

const handlers: Handlers = {
  'GET /v1/status': ({ query }) => ({ status: 200, body: () => ({ query: Object.fromEntries(query) }) }),
  'POST /v1/order': ({ body }) => {
    orders += 1
    return { status: 200, body: { took: body } }
  },
  'GET /v1/large': () => ({ status: 200, body: () => 'x'.repeat(20_000_000) }),
  'GET /v1/throws': () => {
    throw new Error('a mistake of ours')
  },
  'GET /v1/throws-late': () => ({
    status: 200,
    body: () => {
      throw new Error('a late mistake of ours')
    },
  }),
  'GET /v1/as-made': () => ({
    ...{ status: 200, contentType: 'text/plain', sentAsMade: true },
    *body() {
      yield 'beginning\n'
      while (!isBeginningRead) yield undefined
      yield 'end\n'
    },
  }),
  'GET /v1/breaks': ({ query }) => ({
    ...{ status: 200, contentType: 'text/plain', sentAsMade: true },
    *body() {
      if (query.has('late')) yield 'beginning\n'
      throw new Error('a mistake in the middle')
    },
  }),
  'GET /v1/never': () => new Promise(() => {}),
  'GET /v1/patient': Object.assign(() => new Promise<Reply>((resolve) => setTimeout(() => resolve({ status: 200, body: {} }), 6500)), {
    withinMs: 20_000,
  }),
}

let isBeginningRead = false
let orders = 0

const sockets = [false, true].map((readOnly) => ({
  path: join(folder, readOnly ? 'read.sock' : 'all.sock'),
  readOnly,
}))
const [all = '', read = ''] = sockets.map(({ path }) => path)

const offered = sockets.map(
  ({ path, readOnly }) =>
    new ControlSocket({
      path,
      mode: 0o600,
      onConnection: controlHttp({
        handlers,
        readOnly,
        headers: { 'exabgp-haproxy-process': '4711 rhi%20one' },
        onMistake: (error) => mistakes.push(error),
      }),
      onTrouble: (trouble) => assert.equal(trouble, undefined),
    }),
)

before(async () => {
  for (const one of offered) one.start()
  await Promise.all(offered.map((one) => one.flushed()))
})
after(async () => {
  for (const one of offered) one.stop()
  await Promise.all(offered.map((one) => one.flushed()))
})

/** All that comes back until the end. */
const send = async (path: string, text: string | Buffer): Promise<string> => {
  const socket = connect({ path })
  socket.on('error', () => {})
  socket.write(text)
  return whole(socket)
}

const whole = async (socket: Socket): Promise<string> => {
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk
  })
  await new Promise((resolve) => socket.on('close', resolve))
  return heard
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])

const post = (body: string, type = 'application/json'): string =>
  `POST /v1/order HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const requests: Readonly<Record<string, readonly [request: string | Buffer, status: number, text: RegExp]>> = {
  'a question': ['GET /v1/status?a=b%20c&d HTTP/1.1\r\nHost: x\r\n\r\n', 200, /{"query":{"a":"b c","d":""}}\n$/],
  'one without a host': ['GET /v1/status HTTP/1.1\r\n\r\n', 200, /{"query":{}}\n$/],
  'one of HTTP/1.0': ['GET /v1/status HTTP/1.0\r\n\r\n', 200, /{"query":{}}\n$/],
  'one that wants to stay': ['GET /v1/status HTTP/1.1\r\nConnection: keep-alive\r\n\r\n', 200, /\r\nconnection: close\r\n/],
  'one that wants another protocol': ['GET /v1/status HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n', 200, /query/],
  'the head only': ['HEAD /v1/status HTTP/1.1\r\n\r\n', 200, /\r\n\r\n$/],
  'two at once: the first': [`${'GET /v1/status?first HTTP/1.1\r\n\r\n'.repeat(2)}`, 200, /^[\s\S]*first[\s\S]*$/],
  'an order': [post('{"service":"web"}'), 200, /{"took":{"service":"web"}}\n$/],
  'an order with a charset': [post('[]', 'Application/JSON; charset=utf-8'), 200, /{"took":\[\]}\n$/],
  'an order without a body': ['POST /v1/order HTTP/1.1\r\n\r\n', 200, /{"took":{}}\n$/],
  'an order in pieces': [
    'POST /v1/order HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n',
    200,
    /{"took":\[1\]}\n$/,
  ],
  'an order with Expect': [post('{}').replace('\r\n\r\n', '\r\nExpect: 100-continue\r\n\r\n'), 100, /{"took":{}}\n$/],
  'JSON that ends too soon': [post('{"service":'), 400, /"Expected JSON, wrong at 1:12"/],
  'JSON that is wrong in its second line': [post('{\n  "service": web}'), 400, /"Expected JSON: Unexpected token 'w', .*web/],
  'JSON with a comma too many': [post('{\n  "service": "web",}'), 400, /"Expected JSON, wrong at 2:20"/],
  'JSON that is deep': [post('['.repeat(60_000)), 400, /"Expected JSON, wrong at 1:60001"/],
  'what is not UTF-8': [
    Buffer.concat([Buffer.from(post('"12"').slice(0, -3)), Buffer.from([0xff, 0xfe]), Buffer.from('"')]),
    400,
    /"Expected JSON in UTF-8"/,
  ],
  'a form': [post('service=web', 'application/x-www-form-urlencoded'), 415, /"Expected content-type: application\/json"/],
  'a body of no type': ['POST /v1/order HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}', 415, /application\/json/],
  'a body that is announced too large': ['POST /v1/order HTTP/1.1\r\nContent-Length: 65537\r\n\r\n', 413, /at most 65536 bytes/],
  'a body that becomes too large': [
    `POST /v1/order HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n${'1'.repeat(0x20000)}\r\n0\r\n\r\n`,
    413,
    /at most 65536 bytes/,
  ],
  'a path that is none': ['GET /v1/nothing HTTP/1.1\r\n\r\n', 404, /"there is no \/v1\/nothing","paths":\["GET \/v1\/status",/],
  'a path that leads out': ['GET /../../etc/passwd HTTP/1.1\r\n\r\n', 404, /there is no/],
  'a path of JavaScript': ['GET /__proto__ HTTP/1.1\r\n\r\n', 404, /there is no/],
  'no path': ['OPTIONS * HTTP/1.1\r\n\r\n', 404, /there is no \*/],
  'a whole URL': ['GET http://x/v1/status HTTP/1.1\r\n\r\n', 404, /there is no/],
  'another method': ['DELETE /v1/order HTTP/1.1\r\n\r\n', 405, /\r\nallow: POST\r\n[\s\S]*"Expected POST \/v1\/order"/],
  'a question as an order': ['POST /v1/status HTTP/1.1\r\n\r\n', 405, /\r\nallow: GET, HEAD\r\n/],
  'an order as a question': ['GET /v1/order HTTP/1.1\r\n\r\n', 405, /\r\nallow: POST\r\n/],
  'a method that is none': ['BREW /v1/status HTTP/1.1\r\n\r\n', 400, /"Expected HTTP\/1\.1"/],
  'no HTTP': ['hello\n\n', 400, /"Expected HTTP\/1\.1"/],
  TLS: [Buffer.from('16030100c8010000c40303', 'hex'), 400, /"Expected HTTP\/1\.1"/],
  'two lengths': ['POST /v1/order HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400, /"Expected HTTP\/1\.1"/],
  'a length and pieces': ['POST /v1/order HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400, /HTTP\/1\.1/],
  'long headers': [`GET /v1/status HTTP/1.1\r\nA: ${'a'.repeat(9000)}\r\n\r\n`, 431, /at most 8192 bytes of headers/],
  'a long path': [`GET /${'a'.repeat(9000)} HTTP/1.1\r\n\r\n`, 431, /at most 8192 bytes of headers/],
  'a mistake of ours': ['GET /v1/throws HTTP/1.1\r\n\r\n', 500, /"an internal error, see the log"/],
  'a late mistake of ours': ['GET /v1/throws-late HTTP/1.1\r\n\r\n', 500, /"an internal error, see the log"/],
}

for (const [name, [request, status, text]] of Object.entries(requests)) {
  test(`${name} is answered with ${status}`, async () => {
    const answer = await send(all, request)
    assert.equal(statusOf(answer), status, answer.slice(0, 500))
    assert.match(answer, text)
  })
}

for (const [name, request] of Object.entries({
  'without a body': 'POST /v1/order HTTP/1.1\r\n\r\n',
  'with one': post('{}'),
  'in pieces': 'POST /v1/order HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
}))
  test(`of many orders that come over one connection at once (${name}) one is carried out, and few are read`, async () => {
    const [before, many] = [orders, 1500]
    let read = 0
    const count = (): void => {
      read += 1
    }
    subscribe('http.server.request.start', count)
    const answer = await send(all, request.repeat(many))
    unsubscribe('http.server.request.start', count)
    assert.deepEqual(answer.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200'])
    assert.equal(orders - before, 1)
    assert.ok(read < 20, `${read} of ${many} were read`)
  })

test('what follows a request, whole or not, does not touch its answer', async () => {
  for (const rest of ['GET /v1/sta', 'no HTTP\n\n', '\0'.repeat(100_000)]) {
    const answer = await send(all, `GET /v1/status HTTP/1.1\r\n\r\n${rest}`)
    assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*{"query":{}}\n$/)
  }
})

test('the socket for reading answers questions, and refuses orders', async () => {
  assert.equal(statusOf(await send(read, 'GET /v1/status HTTP/1.1\r\n\r\n')), 200)
  const refused = await send(read, post('{}'))
  assert.equal(statusOf(refused), 403)
  assert.match(refused, /"this socket is for reading only"/)
  assert.equal(statusOf(await send(read, post('{}').replace('/order', '/nothing'))), 404)
})

const connected = async (path: string): Promise<Socket> => {
  const socket = connect({ path })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

test('who says nothing, too little, or takes nothing is dropped after 5 s, and no sooner', { timeout: 60_000 }, async () => {
  const clients: Readonly<Record<string, string>> = {
    'says nothing': '',
    'stops in the midst of its headers': 'GET /v1/status HTTP/1.1\r\nA: ',
    'stops in the midst of its body': 'POST /v1/order HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{',
  }
  await Promise.all(
    Object.entries(clients).map(async ([name, text]) => {
      const socket = await connected(all)
      const begunAt = performance.now()
      socket.write(text)
      const answer = await whole(socket)
      const tookMs = performance.now() - begunAt
      assert.ok(tookMs > 4900 && tookMs < 10_000, `one that ${name} was dropped after ${tookMs} ms`)
      assert.equal(answer, '')
    }),
  )
})

test('who sends one letter after the other, or never stops, is dropped', { timeout: 60_000 }, async () => {
  const slow = await connected(all)
  const endless = await connected(all)
  endless.write('POST /v1/order HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n')
  slow.write('GET /v1/status?')
  const writing = setInterval(() => {
    slow.write('a')
    endless.write('1\r\n1\r\n')
  }, 20)
  const heard = await Promise.all([whole(slow), whole(endless)])
  clearInterval(writing)
  assert.deepEqual(heard, ['', ''])
})

test('who does not take its answer is dropped, and costs no memory after that', { timeout: 60_000 }, async () => {
  const socket = await connected(all)
  socket.pause()
  socket.write('GET /v1/large HTTP/1.1\r\n\r\n')
  await once(socket, 'readable')
  let bytes = 0
  await new Promise((resolve) => setTimeout(resolve, 7000))
  socket.on('data', (chunk) => {
    bytes += chunk.length
  })
  await once(socket, 'close')
  assert.ok(bytes > 0 && bytes < 2_000_000, `${bytes} bytes came`)
})

test('a question that is never answered is answered with 504 after 5 s; one that may take longer is waited for', {
  timeout: 60_000,
}, async () => {
  const answers = await Promise.all(['never', 'patient'].map((path) => send(all, `GET /v1/${path} HTTP/1.1\r\n\r\n`)))
  assert.deepEqual(answers.map(statusOf), [504, 200])
})

test('16 are served at once, what is over is refused at once, and the client tries again meanwhile', async () => {
  const clients = await Promise.all(Array.from({ length: 16 }, () => connected(all)))
  const begunAt = performance.now()
  assert.equal(await send(all, 'GET /v1/status HTTP/1.1\r\n\r\n'), '')
  assert.ok(performance.now() - begunAt < 4000) // before any of the 16 is dropped
  assert.deepEqual(await ask(all, 'GET /v1/status', undefined, 500), { kind: 'silent', reason: 'it has too many clients' })
  const asked = ask(all, 'GET /v1/status', undefined, 5000)
  clients[0]?.destroy()
  const answer = await asked
  assert.equal(answer.kind, 'answered')
  for (const client of clients) client.destroy()
})

const hasCurl = spawnSync('curl', ['--version']).error === undefined

test('curl is a client', { skip: !hasCurl && 'curl is not installed' }, async () => {
  const { stdout } = await execa`curl --silent --unix-socket ${all} --json {"service":"web"} http://localhost/v1/order`
  assert.equal(stdout, '{"took":{"service":"web"}}')
})

test('the client tells what it heard: from whom, with which status', async () => {
  const answer = await ask(all, 'POST /v1/order', { reason: 'kernel' }, 1000)
  assert.deepEqual(answer, { kind: 'answered', pid: 4711, name: 'rhi one', status: 200, body: { took: { reason: 'kernel' } } })
})

for (const encoding of ['identity', 'gzip'])
  test(`the beginning of an answer that is sent as it is made is there before its end (${encoding})`, async () => {
    isBeginningRead = false
    const asked = request({ socketPath: all, path: '/v1/as-made', headers: { 'accept-encoding': encoding } }).end()
    const [response] = await once(asked, 'response')
    const plain = encoding === 'gzip' ? response.pipe(createGunzip()) : response
    let text = ''
    for await (const chunk of plain) {
      text += chunk
      isBeginningRead ||= text === 'beginning\n'
    }
    assert.equal(text, 'beginning\nend\n')
  })

test('what goes wrong in the middle is told where nothing was sent yet, and else the answer has no end', async () => {
  assert.match(await send(all, 'GET /v1/breaks HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 500 [\s\S]*an internal error/)
  const heard = await send(all, 'GET /v1/breaks?late HTTP/1.1\r\n\r\n')
  assert.doesNotMatch(heard, /an internal error|\r\n0\r\n/)
})

test('the log hears of our mistakes, and of nobody else’s', () => {
  assert.deepEqual(
    mistakes.map((error) => error instanceof Error && error.message),
    ['a mistake of ours', 'a late mistake of ours', 'a mistake in the middle', 'a mistake in the middle'],
  )
})
