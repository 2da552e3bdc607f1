// Does `check` say whether the configuration is valid, and what would be announced now?
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Child } from '../daemon/child.ts'
import { temporaryFolder } from '../folder.ts'
import { noHaproxy, startHaproxy } from '../io/haproxy.ts'

const check = async (...flags: readonly string[]) => {
  const child = new Child(['check', ...flags])
  const [code] = await child.exited
  return { code, out: child.lines, log: child.log }
}

const vip = ['--vip', '192.0.2.1/32']
const homeless =
  '  main: this machine does not have the address 192.0.2.1/32, so it drops the traffic for it, ' +
  'unless it has a local route; run: ip address add 192.0.2.1/32 dev lo'
const allRight = ['nothing is wrong', 'worth a look:', homeless]

describe('check', () => {
  it('says that a configuration is valid', async () => {
    assert.deepEqual(await check('--vip', '192.0.2.1/32', '--vip', '2001:db8::1', '--command', 'true'), {
      code: 0,
      out: ['the configuration is valid: 1 service, 2 VIPs'],
      log: [],
    })
  })

  it('says everything that is wrong and ends with 78', async () => {
    const { code, out, log } = await check('--vip', '192.0.2.1/33', '--community', '65535:666', '--prepend', '2')
    assert.equal(code, 78)
    assert.deepEqual(out, [])
    assert.equal(log.filter((line) => /^--(vip|community|prepend|backend).*: Expected /.test(line)).length, 4, log.join('\n'))
  })

  it('says where a file is no UTF-8, and what was not in a flag', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'latin1.yaml')
    await writeFile(file, Buffer.from('services:\n  caf\u00e9: {}\n', 'latin1'))
    assert.deepEqual(await check('--config', file), { code: 78, out: [], log: [`${file}:2:6: Expected UTF-8, got another encoding`] })
    const { log } = await check('--vip', '192.0.2.1/32', '--command', 'caf\ufffd')
    assert.deepEqual(log, ['--command: Expected a command in UTF-8, got "caf\ufffd"'])
  })

  it('shows the warnings of a profile and ends with 0, with --strict with 78', async () => {
    const flags = ['--vip', '192.0.2.1/32', '--command', 'true', '--profile', 'azure-vwan', '--med', '5']
    const warning =
      '--med: warning: Expected no med, whose effect is not documented; prepend is what ranks paths, got 5 ' +
      '(azure-vwan, med: https://learn.microsoft.com/azure/virtual-wan/about-virtual-hub-routing-preference)'
    assert.deepEqual(await check(...flags), { code: 0, out: ['the configuration is valid: 1 service, 1 VIP, 1 warning'], log: [warning] })
    assert.deepEqual(await check('--strict', ...flags), { code: 78, out: [], log: [warning] })
    assert.deepEqual(await check('--strict', ...flags.slice(0, -2)), {
      code: 0,
      out: ['the configuration is valid: 1 service, 1 VIP'],
      log: [],
    })
  })

  it('refuses what a profile refuses, with or without --strict', async () => {
    const { code, out, log } = await check('--vip', '2001:db8::1', '--command', 'true', '--profile', 'azure-route-server', '--med', '5')
    assert.deepEqual([code, out], [78, []])
    assert.deepEqual(
      log.map((line) => line.replace(/Expected .* \(/, '(')),
      [
        '--vip: (azure-route-server, ipv4-only: https://learn.microsoft.com/azure/route-server/route-server-faq)',
        '--med: warning: (azure-route-server, med: https://learn.microsoft.com/azure/route-server/route-server-faq)',
      ],
    )
  })

  it('with --probe asks every check once and shows the evidence, the verdict and the lines', async () => {
    const { code, out } = await check(
      '--probe',
      '--vip',
      '192.0.2.1/32',
      '--command',
      'exit 0',
      '--command',
      'exit 3',
      '--require',
      'any',
      '--med',
      '10',
    )
    assert.equal(code, 0)
    assert.deepEqual(out, [
      'the configuration is valid: 1 service, 1 VIP',
      'main: tier 1, announcing 192.0.2.1/32 with med 10: command exit: exit status 0; command exit #2: exit status 3',
      '  command exit: exit status 0',
      '  command exit #2: exit status 3',
      '  ExaBGP would get:',
      '    announce route 192.0.2.1/32 next-hop self med 10',
      ...allRight,
    ])
  })

  it('with --probe tells unknown from down', async () => {
    const { code, out } = await check('--probe', ...vip, '--command', '/nonexistent/check')
    assert.equal(code, 1)
    assert.deepEqual(out.slice(1, -2), [
      'main: no verdict yet, nothing would change',
      '  command check: unknown: exit status 127: the shell found no such command',
      '  ExaBGP would get nothing',
      'wrong:',
      '  main: command check is unknown: exit status 127: the shell found no such command',
    ])
  })

  it('with --probe says whether the events of HAProxy will be followed', async () => {
    const { code, out } = await check(
      '--probe',
      '--vip',
      '192.0.2.1/32',
      '--command',
      'true',
      '--stats',
      '/nonexistent.sock',
      '--events',
      'health',
    )
    assert.deepEqual([code, out[1]], [1, 'ring health: no events arrive: no such socket on /nonexistent.sock'])
  })

  it('with --probe says that a HAProxy which is not running is down', async () => {
    const { code, out } = await check('--probe', ...vip, '--backend', 'b', '--stats', '/nonexistent.sock')
    assert.equal(code, 1)
    assert.deepEqual(out.slice(1, -2), [
      'main: down, not announcing its VIPs: backend b: HAProxy is not running: no such socket on /nonexistent.sock',
      '  backend b: HAProxy is not running: no such socket on /nonexistent.sock',
      '  ExaBGP would get nothing',
      'wrong:',
      '  HAProxy is not running: no such socket on /nonexistent.sock: start HAProxy, or name the socket that its "stats socket" line has, by --stats or haproxy.stats',
      '  main: it is down: nothing would be announced',
    ])
  })

  it('with --probe has no complaint about a next hop that is another machine, and with --strict none either', async () => {
    const { code, out } = await check('--probe', '--strict', ...vip, '--command', 'true', '--next-hop', '192.0.2.254')
    assert.deepEqual([code, out.at(-1)], [0, 'nothing is wrong'])
  })

  it('with --probe remarks on a maintenance file that is there, and on one that is a folder', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'maintenance')
    await writeFile(file, '')
    const probe = async (path: string, ...flags: readonly string[]) =>
      check('--probe', ...vip, '--command', 'true', '--next-hop', '192.0.2.254', '--maintenance-file', path, ...flags)
    const [present, wrong, absent] = [
      await probe(file, '--strict'),
      await probe(folder, '--strict'),
      await probe(join(folder, 'none'), '--strict'),
    ]
    const remark = `  main: the maintenance file ${file} is there, so the service is in maintenance until it is removed`
    assert.deepEqual([present.code, ...present.out.slice(-3)], [0, 'nothing is wrong', 'worth a look:', remark])
    assert.deepEqual(
      [wrong.code, wrong.out.at(-1)],
      [1, `  main: ${folder} is a folder, so the service is in maintenance for as long as it exists: name a file in maintenance-file`],
    )
    assert.deepEqual([absent.code, absent.out.at(-1)], [0, 'nothing is wrong'])
  })

  it('with --probe notes tiers that are announced alike, and --strict takes that', async () => {
    const tiers = ['--tier', 'capacity=75% leave=65%', '--tier', 'capacity=25%']
    const { code, out } = await check('--probe', '--strict', ...vip, '--command', 'true', '--next-hop', '192.0.2.254', ...tiers)
    assert.deepEqual(
      [code, ...out.slice(-3)],
      [0, 'nothing is wrong', 'worth a look:', '  main: tier 2 announces the same as tier 1: routers see no difference'],
    )
  })

  it('with --probe --strict ends with 1 for a remark', async () => {
    assert.equal((await check('--probe', '--strict', ...vip, '--command', 'true')).code, 1)
  })

  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    it(`with --probe ends at ${signal}, and leaves no command running`, async () => {
      const fifo = join(temporaryFolder(), 'fifo')
      execFileSync('mkfifo', [fifo])
      const child = new Child(['check', '--probe', ...vip, '--command', `sleep 60 >${fifo}`, '--timeout', '1h'])
      const held = createReadStream(fifo).resume()
      const ended = once(held, 'end')
      await once(held, 'open')
      child.process.kill(signal)
      assert.deepEqual(await child.exited, [status, null])
      await ended
    })

  it('with --probe shows what HAProxy says harmlessly', async (context) => {
    const columns =
      'pxname,svname,iid,type,status,tracked,check_status,agent_status,weight,uweight,act,bck,check_rise,check_fall,check_health,lastchg,scur,slim,stot,-'
    const rows = 'b,s,3,2,\u001b[2JUP\u009b,,L7OK,,1,1,1,0,2,3,4,9,0,,0,\nb,BACKEND,3,1,UP,,,,1,1,1,0,,,,9,0,,0,'
    const socket = join(temporaryFolder(), 'stats.sock')
    const server = createServer((connection) => {
      connection.once('data', (asked) => {
        const info = String(asked).startsWith('show info') ? 'Name: HAProxy\nPid: 1\nStopping: 0\n\n' : ''
        connection.end(Buffer.from(`${info}# ${columns}\n${rows}\n\n`, 'latin1'))
      })
    }).listen(socket)
    context.after(() => server.close())
    await once(server, 'listening')
    const { code, out } = await check('--probe', ...vip, '--backend', 'b', '--stats', socket)
    assert.equal(code, 1)
    assert.ok(out.includes('  backend b: unknown: server s has a status that is not known: \\x1b[2JUP\\x9b'), out.join('\n'))
  })

  it('with --probe names the proxy that was meant, and servers that can never fall', { skip: noHaproxy }, async (context) => {
    const front = join(temporaryFolder(), 'front.sock')
    const { socket } = await startHaproxy(
      context,
      `frontend http_front\n  bind unix@${front}\nbackend http_back\n  server a 127.0.0.1:9\n  server b 127.0.0.1:9 check\nbackend bare\n  server c 127.0.0.1:9`,
    )
    const probe = async (...flags: readonly string[]) => check('--probe', ...vip, '--next-hop', '192.0.2.254', '--stats', socket, ...flags)
    const [typo, stranger, unchecked] = [
      await probe('--backend', 'htpp_back', '--frontend', 'http-front'),
      await probe('--backend', 'zzzzzz'),
      await probe('--backend', 'bare'),
    ]
    assert.deepEqual(
      [typo.code, ...typo.out.slice(-3)],
      [
        1,
        'wrong:',
        '  main: HAProxy has no backend htpp_back. Did you mean "http_back"?',
        '  main: HAProxy has no frontend http-front. Did you mean "http_front"?',
      ],
    )
    assert.deepEqual([stranger.code, stranger.out.at(-1)], [1, '  main: HAProxy has no backend zzzzzz. It has http_back, bare'])
    const other = (await probe('--backend', 'http_front')).out.at(-1)
    assert.equal(other, '  main: http_front is a frontend of HAProxy, no backend: write "frontend: http_front"')
    assert.deepEqual(
      [unchecked.code, ...unchecked.out.slice(-3)],
      [
        0,
        'nothing is wrong',
        'worth a look:',
        '  main: backend bare: no server has a check, so its capacity never falls, whatever happens to them: add "check" to their server lines in HAProxy',
      ],
    )
  })
})
