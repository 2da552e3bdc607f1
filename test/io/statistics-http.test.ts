// Are statistics over HTTP taken only for what they are?
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { SecretSource } from '../../lib/config/schema/access.ts'
import { parseStatisticsAddress } from '../../lib/config/values/stats-address.ts'
import { createStatisticsReader } from '../../lib/io/statistics.ts'
import { temporaryFolder } from '../folder.ts'
import { backend, server, table, watching } from '../haproxy/tables.ts'
import { freePort } from './free-port.ts'
import { noHaproxy, startHaproxy } from './haproxy.ts'
import { readSnapshot } from './snapshot.ts'
import { serveHttp } from './web.ts'

const body = table([server('b/s1', 'UP'), backend('b')])

const read = async (written: string, credentials?: SecretSource, timeoutMs = 10_000): Promise<string> => {
  const address = parseStatisticsAddress(written)
  assert.ok(address.ok && address.value.kind === 'http')
  const stats = { ...address.value, tls: { insecure: false }, ...(credentials === undefined ? {} : { credentials }) }
  const result = await readSnapshot(createStatisticsReader(stats), watching(['b']), timeoutMs)
  return result.ok ? [...result.snapshot.proxies.keys()].join(' ') : `${result.fault.kind}: ${result.fault.reason}`.replace(';csv', '')
}

const secretIn = (text: string): SecretSource => {
  const path = join(temporaryFolder(), 'secret')
  writeFileSync(path, text)
  return { kind: 'file', path }
}

test('a real HAProxy with a password gives its table to who knows it', { skip: noHaproxy }, async (context) => {
  const port = await freePort()
  await startHaproxy(context, `frontend fe\n  bind 127.0.0.1:${port}\n  stats uri /haproxy?stats\n  stats auth me:s3cret\nbackend b`)
  const url = `http://127.0.0.1:${port}/haproxy?stats`
  assert.equal(await read(url, secretIn('me:s3cret\n')), 'b')
  assert.equal(await read(`${url};csv`, secretIn('me:s3cret')), 'b')
  assert.equal(await read(url, secretIn('me:wrong')), `unreadable: no statistics from ${url}: status 401, it refuses the credentials`)
  assert.equal(await read(url), `unreadable: no statistics from ${url}: status 401, it wants credentials`)
  assert.equal(
    await read(url, { kind: 'environment', name: 'NO_SUCH_SECRET' }),
    `unreadable: cannot ask ${url}: the environment variable NO_SUCH_SECRET cannot be read`,
  )
  const elsewhere = `http://127.0.0.1:${port}/elsewhere`
  assert.equal(await read(elsewhere), `unreadable: no statistics from ${elsewhere}: status 503`)
})

test('a secret of the environment is read at each use', async (context) => {
  const seen: (string | undefined)[] = []
  const host = await serveHttp(context, (request, response) => {
    seen.push(request.headers.authorization)
    response.end(body)
  })
  const name = 'EXABGP_HAPROXY_TEST_SECRET'
  context.after(() => delete process.env[name])
  for (const secret of ['me:one', 'me:two']) {
    process.env[name] = secret
    assert.equal(await read(`http://${host}/`, { kind: 'environment', name }), 'b')
  }
  assert.deepEqual(
    seen,
    ['me:one', 'me:two'].map((secret) => `Basic ${Buffer.from(secret).toString('base64')}`),
  )
})

test('a page, a redirect and a missing page are no statistics', async (context) => {
  const host = await serveHttp(context, (request, response) => {
    if (request.url === '/page;csv') response.end('<html>')
    else response.writeHead(request.url === '/moved;csv' ? 302 : 404, { location: '/page' }).end()
  })
  assert.equal(await read(`http://${host}/page`), `unreadable: HAProxy on http://${host}/page sent "<html>"`)
  assert.equal(await read(`http://${host}/moved`), `unreadable: no statistics from http://${host}/moved: status 302`)
  assert.equal(
    await read(`http://${host}/gone`),
    `unreadable: no statistics from http://${host}/gone: status 404, there is no statistics page`,
  )
})

test('nobody there is refused, silence hangs, and a body cut short is not believed', async (context) => {
  const free = `http://127.0.0.1:${await freePort()}/`
  assert.equal(await read(free), `refused: HAProxy is not running: connection refused on ${free}`)
  let asked = 0
  const host = await serveHttp(context, (request, response) => {
    if (request.url === '/silent;csv') return
    asked++
    response.writeHead(200, { 'content-length': body.length + 10 }).write(body, () => response.destroy())
  })
  assert.equal(
    await read(`http://${host}/silent`, undefined, 150),
    `hung: HAProxy does not answer on http://${host}/silent: no answer within 150ms`,
  )
  assert.match(await read(`http://${host}/cut`), /^unreadable: no statistics from .* without a whole answer$/)
  assert.equal(asked, 2)
})

test('a connection that breaks is tried once more', async (context) => {
  let asked = 0
  const host = await serveHttp(context, (request, response) => (++asked === 1 ? request.socket.resetAndDestroy() : response.end(body)))
  assert.equal(await read(`http://${host}/`), 'b')
  assert.equal(asked, 2)
})

test('who takes connections for a HAProxy that is gone says nothing, which is a HAProxy that hangs', async (context) => {
  const host = await serveHttp(context, ({ socket, url }) => (url === '/reset;csv' ? socket.resetAndDestroy() : socket.end()))
  for (const [path, reason] of [['reset', 'connection reset'], ['closed', 'connection closed without a whole answer']]) // biome-ignore format: one line
    assert.equal(await read(`http://${host}/${path}`), `hung: HAProxy does not answer on http://${host}/${path}: ${reason}`)
})
