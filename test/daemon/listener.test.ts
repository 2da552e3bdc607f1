// Does the built program serve metrics and status over the network, to whom it should, and nothing that costs a route?
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { type RequestOptions, request as requestOverTls } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { until } from '../e2e/kit/wait.ts'
import { temporaryFolder } from '../folder.ts'
import { certificate, key } from '../io/certificate.ts'
import { freePort } from '../io/free-port.ts'
import { Child, exabgp } from './child.ts'

const announce = 'announce route 192.0.2.1/32 next-hop self'

type Begun = { readonly child: Child; readonly folder: string; readonly port: number; readonly reload: (status: string) => void }

const textOf = (status: string, command: string): string =>
  `${status}services: {main: {vips: [192.0.2.1/32], checks: [{command: "${command}", rise: 1, fall: 1, interval: 100ms}]}}\n`

const begin = async (context: TestContext, statusOf: (port: number, folder: string) => string, check = 'true'): Promise<Begun> => {
  const folder = temporaryFolder()
  const [file, port, command] = [join(folder, 'config.yaml'), await freePort(), check.replace('FOLDER', folder)]
  writeFileSync(file, textOf(statusOf(port, folder), command))
  const child = new Child(['--config', file], exabgp, { RUNTIME_DIRECTORY: folder, NODE_V8_COVERAGE: join(folder, 'coverage') })
  context.after(async () => {
    child.process.kill('SIGKILL')
    await child.exited
  })
  await child.waitForLine(announce)
  const reload = (status: string): void => {
    writeFileSync(file, textOf(status, command))
    child.process.kill('SIGHUP')
  }
  return { child, folder, port, reload }
}

type Heard = { readonly status: number | undefined; readonly headers: Readonly<Record<string, unknown>>; readonly body: Buffer }

const ask = (port: number, path: string, options: RequestOptions = {}): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const { ca } = options
    const made = (ca === undefined ? request : requestOverTls)({ host: '127.0.0.1', port, path, ...options }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) })
    })
    made.on('error', reject).end()
  })

/** Once it listens. */
const served = (port: number, path: string, options: RequestOptions = {}): Promise<Heard> =>
  until('somebody to listen', () => ask(port, path, options).catch(() => undefined))

type Follower = { readonly socket: Socket; readonly reads: boolean; readonly heard: (what: RegExp) => Promise<RegExpExecArray> }

/** Of the events; one that does not read leaves all of it in the sockets. */
const follow = async (port: number, reads: boolean): Promise<Follower> => {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  await once(socket, 'connect')
  socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n')
  let text = ''
  if (reads) socket.on('data', (chunk) => (text += chunk))
  const heard = async (what: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = what.exec(text)
      if (found !== null) return found
      await once(socket, 'data', { signal: AbortSignal.timeout(60_000) })
    }
  }
  return { socket, reads, heard }
}

const refused = async (port: number): Promise<void> => {
  await until('nobody to listen', () =>
    ask(port, '/-/healthy').then(
      () => false,
      () => true,
    ),
  )
}

test('metrics, health and status are read, by GET and HEAD, and nothing is ordered', async (context) => {
  const { port } = await begin(context, (port) => `status: {listen: "127.0.0.1:${port}", names: [lb1.example]}\n`)
  const metrics = await served(port, '/metrics')
  assert.equal(metrics.status, 200)
  assert.equal(metrics.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
  assert.match(String(metrics.body), /\nexabgp_haproxy_service_state\{service="main",state="announced"\} 1\n/)
  const packed = await ask(port, '/metrics', { headers: { 'accept-encoding': 'gzip' } })
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.match(String(gunzipSync(packed.body)), /^# HELP exabgp_haproxy_build_info /)
  assert.equal(
    (await ask(port, '/metrics', { headers: { 'accept-encoding': 'gzip;q=0, identity' } })).headers['content-encoding'],
    undefined,
  )
  for (const path of ['/metrics', '/events']) {
    const head = await ask(port, path, { method: 'HEAD' })
    assert.deepEqual([head.status, head.body.length], [200, 0])
  }
  assert.deepEqual(await Promise.all(['/-/healthy', '/-/ready'].map(async (path) => String((await ask(port, path)).body))), [
    'healthy\n',
    'ready\n',
  ])
  const status = JSON.parse(String((await ask(port, '/v1/status')).body))
  assert.equal(status.services[0].state, 'announced')
  for (const [path, method, expected] of [
    ['/v1/drain', 'POST', 404],
    ['/v1/status', 'POST', 405],
    ['/metrics', 'PUT', 405],
    ['/', 'POST', 405],
    ['/nothing', 'GET', 404],
  ] as const)
    assert.equal((await ask(port, path, { method })).status, expected, `${method} ${path}`)
})

test('a name that is not ours is refused, as is a page of another site', async (context) => {
  const { port } = await begin(context, (port) => `status: {listen: "127.0.0.1:${port}", names: [LB1.example]}\n`)
  await served(port, '/-/healthy')
  const statusFor = async (host: string): Promise<number | undefined> => (await ask(port, '/metrics', { headers: { host } })).status
  const ours = ['127.0.0.1', `127.0.0.1:${port}`, '[::1]:9780', '192.0.2.7', 'localhost:1', 'lb1.example', 'LB1.EXAMPLE.:443']
  for (const host of ours) assert.equal(await statusFor(host), 200, host)
  const others = ['attacker.example', 'lb1.example.attacker.example', '127.0.0.1.attacker.example', 'lb1.example:1:2', '[lb1.example]']
  for (const host of others) assert.equal(await statusFor(host), 421, host)
  for (const [head, status] of [
    ['1.0\r\n', 200],
    ['1.0\r\nHost:\r\n', 421],
    ['1.0\r\nHost: attacker.example\r\n', 421],
    ['1.1\r\n', 421],
  ] as const) {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET /-/healthy HTTP/${head}\r\n`)
    assert.match(String(await once(socket, 'data')), new RegExp(`^HTTP/1\\.1 ${status} `), head)
  }
  assert.equal((await ask(port, '/metrics', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' } })).status, 403)
})

test('a token is asked for, read anew, and never known by an empty file', async (context) => {
  const { port, folder } = await begin(context, (port, folder) => {
    writeFileSync(join(folder, 'token'), 'first\n')
    return `status: {listen: "127.0.0.1:${port}", token-file: ${join(folder, 'token')}}\n`
  })
  assert.equal((await served(port, '/-/ready')).status, 200)
  const statusFor = async (authorization?: string): Promise<number | undefined> =>
    (await ask(port, '/metrics', authorization === undefined ? {} : { headers: { authorization } })).status
  assert.equal(await statusFor(), 401)
  assert.equal(await statusFor('Bearer second'), 401)
  assert.equal(await statusFor('Bearer first'), 200)
  assert.equal(await statusFor(`Basic ${Buffer.from('anyone:first').toString('base64')}`), 200)
  writeFileSync(join(folder, 'token'), 'second')
  assert.deepEqual([await statusFor('Bearer first'), await statusFor('Bearer second')], [401, 200])
  writeFileSync(join(folder, 'token'), '\n')
  assert.deepEqual([await statusFor('Bearer second'), await statusFor('Bearer ')], [503, 401])
  rmSync(join(folder, 'token'))
  assert.equal(await statusFor('Bearer second'), 503)
})

test('over TLS it shows its certificate, and a client that speaks none gets nothing', async (context) => {
  const { port } = await begin(context, (port, folder) => {
    writeFileSync(join(folder, 'cert.pem'), certificate)
    writeFileSync(join(folder, 'key.pem'), key)
    return `status: {listen: "127.0.0.1:${port}", names: [health.example], tls: {cert: ${join(folder, 'cert.pem')}, key: ${join(folder, 'key.pem')}}}\n`
  })
  const heard = await served(port, '/metrics', { ca: certificate, servername: 'health.example', headers: { host: 'health.example' } })
  assert.equal(heard.status, 200)
  await assert.rejects(ask(port, '/metrics'))
})

test('a port that is taken is an alarm, delays no route, and the listener follows a reload', async (context) => {
  const occupant = createServer().listen(0, '127.0.0.1')
  await once(occupant, 'listening')
  context.after(() => occupant.close())
  const { port: taken } = occupant.address() as AddressInfo
  const { child, port, reload } = await begin(context, () => `status: {listen: "127.0.0.1:${taken}"}\n`)
  await child.waitForLog(/ warn: http:\/\/127\.0\.0\.1:\d+ is not served \(another program listens there\)/)
  reload(`status: {listen: "127.0.0.1:${port}"}\n`)
  assert.equal((await served(port, '/-/healthy')).status, 200)
  await child.waitForLog(/alarm over after .*is not served/)
  reload('')
  await refused(port)
  assert.equal(child.process.exitCode, null)
  child.process.stdin?.end()
  assert.deepEqual(await child.exited, [0, null])
})

test('connections that say nothing take no place from others for long, and end with the process', async (context) => {
  const { child, port } = await begin(context, (port) => `status: {listen: "127.0.0.1:${port}"}\n`)
  await served(port, '/-/healthy')
  const silent = Array.from({ length: 63 }, () =>
    connect(port, '127.0.0.1')
      .on('error', () => {})
      .resume(),
  )
  context.after(() => silent.map((socket) => socket.destroy()))
  const closed = Promise.all(silent.map((socket) => once(socket, 'close')))
  await Promise.all(silent.map((socket) => once(socket, 'connect')))
  assert.equal((await ask(port, '/-/healthy')).status, 200)
  await closed
  const last = connect(port, '127.0.0.1').on('error', () => {})
  await once(last, 'connect')
  child.process.stdin?.end()
  await once(last.resume(), 'close')
  assert.deepEqual(await child.exited, [0, null])
})

test('the page may run its own script and style and nothing else, and names are text in it', async (context) => {
  const { port } = await begin(context, (port) => `status: {listen: "127.0.0.1:${port}"}\n`)
  const { headers, body } = await served(port, '/?range=15m')
  const policy = String(headers['content-security-policy'])
  const text = String(body)
  for (const [kind, tag] of [
    ['script', 'script'],
    ['style', 'style'],
  ] as const) {
    const [, inside = ''] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text) ?? []
    assert.ok(policy.includes(`${kind}-src 'sha256-${createHash('sha256').update(inside).digest('base64')}'`), kind)
  }
  assert.match(policy, /^default-src 'none'; .*frame-ancestors 'none'$/)
  assert.match(text, /The service is as it should be|1 of 1 service|should be, but:/)
  assert.match(text, /<code>announce route 192\.0\.2\.1\/32 next-hop self<\/code>/)
  assert.doesNotMatch(text, /innerHTML|https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
})

test('who follows hears of each change; 32 may, half of whom never read, and a withdraw waits for none of them', async (context) => {
  const { child, folder, port } = await begin(context, (port) => `status: {listen: "127.0.0.1:${port}"}\n`, 'test ! -e FOLDER/down')
  await served(port, '/-/healthy')
  const followers = await Promise.all(Array.from({ length: 32 }, (_, index) => follow(port, index % 2 === 0)))
  context.after(() => followers.map(({ socket }) => socket.destroy()))
  // Whoever came or went before may have to be noticed still.
  const follows = (status: string): Promise<Follower> =>
    until(`one more to get ${status}`, async () => {
      const one = await follow(port, true)
      context.after(() => one.socket.destroy())
      if ((await one.heard(/^HTTP\/1\.1 (\d+)/))[1] === status) return one
      one.socket.destroy()
      return undefined
    })
  const reading = followers.filter(({ reads }) => reads)
  await Promise.all(reading.map(({ heard }) => heard(/event: change\n/)))
  await follows('503')
  writeFileSync(join(folder, 'down'), '')
  // Half of them never read at all: a withdraw that waited for them would never come.
  await child.waitForLine('withdraw route 192.0.2.1/32')
  await Promise.all(reading.map(({ heard }) => heard(/event: change\n[\s\S]*event: change\n/)))
  for (const { socket } of followers.slice(0, 4)) {
    socket.destroy()
    await once(socket, 'close')
  }
  const again = await follows('200')
  await again.heard(/event: change\n/)
})

test('without status nothing of it is loaded', async (context) => {
  const loadedBy = async (status: (port: number) => string): Promise<string> => {
    const { child, folder, port } = await begin(context, status)
    if (status(port) !== '') await served(port, '/')
    child.process.stdin?.end()
    await child.exited
    return readdirSync(join(folder, 'coverage'))
      .map((name) => readFileSync(join(folder, 'coverage', name), 'utf8'))
      .join('')
  }
  const [off, on] = [await loadedBy(() => ''), await loadedBy((port) => `status: {listen: "127.0.0.1:${port}"}\n`)]
  assert.match(off, /chunks\/core\.js/)
  assert.match(on, /chunks\/listener-/)
  assert.doesNotMatch(off, /chunks\/listener-/)
})
