// Can what a configuration asks for be done, whatever was accepted?
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Config } from '../../lib/config/config.ts'
import type { FlagValues } from '../../lib/config/flags/flags.ts'
import { readConfig } from '../../lib/config/read.ts'
import type { Check } from '../../lib/config/schema/checks/kinds.ts'
import { statisticsPlace } from '../../lib/config/values/stats-address.ts'
import { probeCommand } from '../../lib/io/command-check.ts'
import { probeHttp } from '../../lib/io/http-check.ts'
import { askHttp } from '../../lib/io/statistics-http.ts'
import { askSocket } from '../../lib/io/statistics-socket.ts'
import { temporaryFolder } from '../folder.ts'
import { serveSocket } from './web.ts'

const accepted = async (tree: object): Promise<Config | undefined> => {
  const read = await readConfig({ file: { name: 'test', text: JSON.stringify(tree) }, flags: {} })
  return read.ok ? read.config : undefined
}

const service = (check: object) => ({ services: { web: { vips: ['192.0.2.1'], checks: [check] } } })

const byFlags = async (flags: FlagValues): Promise<Config | undefined> => {
  const read = await readConfig({ flags: { vip: value('192.0.2.1'), backend: value('web'), ...flags } })
  return read.ok ? read.config : undefined
}

const value = (text: string) => ({ label: '', values: [text] })

const firstCheck = (config: Config | undefined): Check | undefined => config?.services[0]?.checks[0]

const part = fc.constantFrom(
  '127.0.0.1',
  '[::1]',
  'localhost',
  'a..b',
  '-',
  '_x',
  'ü',
  'xn--',
  '1',
  ':0',
  ':1',
  ':99999',
  ':',
  '/',
  '?',
  ';',
  ';csv',
  '%',
  '%zz',
  '%00',
  '\\',
  '|',
  '"',
  '..',
  '&',
  '=',
  '@',
  '#',
  '*',
  '[',
  ']',
  '~',
  'x'.repeat(300),
)
const oddUrl = fc
  .tuple(fc.constantFrom('http://', 'https://', 'http:/', 'HTTP://'), fc.array(part, { maxLength: 5 }))
  .map(([scheme, parts]) => scheme + parts.join(''))

const headerName = fc.oneof(
  fc.constantFrom(
    'Host',
    'Accept',
    'Keep-Alive',
    'Expect',
    'Upgrade',
    'Transfer-Encoding',
    'Connection',
    'Content-Length',
    'Content-Type',
    'TE',
    'Trailer',
    'User-Agent',
    'Cookie',
    'Proxy-Connection',
    'X-A',
  ),
  fc.string({ minLength: 1, maxLength: 6 }),
)
const headerValue = fc.oneof(
  fc.constantFrom('', 'close', '0', '5', 'a, b', 'h:1', '[::1]', 'é', '\u0100', '100-continue'),
  fc.string({ maxLength: 8 }),
)

test('every URL and header that is accepted can be sent', async (test) => {
  const socket = join(temporaryFolder(), 's')
  await serveSocket(test, socket, (_, response) => response.end('ok'))
  await fc.assert(
    fc.asyncProperty(oddUrl, fc.dictionary(headerName, headerValue, { maxKeys: 3 }), async (url, headers) => {
      const check = firstCheck(await accepted(service({ http: url, headers, socket, timeout: '5s' })))
      if (check?.kind !== 'http') return
      const { kind, reason } = await probeHttp(check)
      assert.equal(kind, 'measured', reason)
      if (url.startsWith('http:')) assert.equal(reason, '200')
      else assert.doesNotMatch(reason, /invalid|not supported|expected/i)
    }),
    { numRuns: 500 },
  )
})

const oddStats = fc.oneof(
  oddUrl,
  fc
    .tuple(fc.constantFrom('', 'abns@', 'unix@', 'ipv4@', '/'), fc.array(part, { maxLength: 3 }))
    .map(([prefix, parts]) => prefix + parts.join('')),
  fc.string({ maxLength: 120 }).map((text) => `abns@${text}`),
  fc.string({ maxLength: 120 }).map((text) => `/nowhere/${text}`),
)

test('every address of the statistics that is accepted can be asked and named', async () => {
  await fc.assert(
    fc.asyncProperty(oddStats, async (stats) => {
      const config = await byFlags({ stats: value(stats) })
      if (config === undefined) return
      const address = config.haproxy.stats
      assert.notEqual(statisticsPlace(address), '')
      const answer = address.kind === 'http' ? askHttp(address, 20) : askSocket(address, 'show info\n', 20)
      const { kind, ...failure } = await answer
      if ('reason' in failure) assert.doesNotMatch(failure.reason, /invalid|must be|argument/i)
      if (address.kind === 'http') assert.match(new URL(address.url).href, /^https?:\/\/[^/]+\/[^;]*.*;csv/)
      assert.notEqual(kind, undefined)
    }),
    { numRuns: 500 },
  )
})

const oddWord = fc.oneof(
  fc.constantFrom('', 'true', '/bin/true', '/', '.', '/nowhere', '-', "'", '\u0000', 'x'.repeat(131_072)),
  fc.string({ maxLength: 5 }),
)

test('every command that is accepted is started, or it is said why it cannot be', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(oddWord, { maxLength: 3 }), async (words) => {
      const check = firstCheck(
        await accepted(service({ command: ['/bin/echo', ...words].slice(words[0]?.startsWith('/') ? 1 : 0), timeout: '5s' })),
      )
      if (check?.kind !== 'command') return
      const { kind, reason } = await probeCommand(check, { service: 'web', vips: [] }, () => {})
      assert.ok(kind === 'measured' || /no such file|permission denied/.test(reason), reason)
    }),
    { numRuns: 100 },
  )
})

test('a variable that no environment has is unknown, though JavaScript has something of its name', async () => {
  for (const env of ['__proto__', 'constructor', 'toString']) {
    const check = firstCheck(await accepted(service({ http: 'http://127.0.0.1:1/', credentials: { env } })))
    assert.ok(check?.kind === 'http')
    assert.deepEqual(await probeHttp(check), { kind: 'unknown', reason: `the environment variable ${env} cannot be read` })
  }
})

test('a command gets its VIPs where they fit into a variable, and starts where they do not', async () => {
  const vips = (count: number) =>
    Array.from({ length: count }, (_, index) => `2001:db8:1234:5678:9abc:def0:1234:${(index + 4096).toString(16)}/128`)
  const script = 'test "$RHI_VIPS" = "" && echo none'
  for (const [count, lines] of [
    [3000, []],
    [3300, ['none']],
  ] as const) {
    const tree = { services: { web: { vips: vips(count), checks: [{ command: ['/bin/sh', '-c', script] }] } } }
    const read = await readConfig({ file: { name: 'test', text: JSON.stringify(tree) }, flags: {} })
    assert.ok(read.ok)
    assert.equal(
      read.warnings.some(({ text }) => text.includes('RHI_VIPS')),
      count === 3300,
    )
    const check = firstCheck(read.config)
    assert.ok(check?.kind === 'command')
    const said: string[] = []
    await probeCommand(check, { service: 'web', vips: vips(count) }, (line) => said.push(line))
    assert.deepEqual(said, lines)
  }
})
