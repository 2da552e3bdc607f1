// Does `check` say whether the configuration is valid, and what would be announced now?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Child } from './child.ts'

const check = async (...flags: readonly string[]) => {
  const child = new Child(['check', ...flags])
  const [code] = await child.exited
  return { code, out: child.lines, log: child.log }
}

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
      'main: tier 1, announcing 192.0.2.1/32 with med 10: command exit 0: exit status 0; command exit 3: exit status 3',
      '  command exit 0: exit status 0',
      '  command exit 3: exit status 3',
      '  ExaBGP would get:',
      '    announce route 192.0.2.1/32 next-hop self med 10',
    ])
  })

  it('with --probe tells unknown from down', async () => {
    const { out } = await check('--probe', '--vip', '192.0.2.1/32', '--command', '/nonexistent/check')
    assert.deepEqual(out.slice(1), [
      'main: no verdict yet, nothing would change',
      '  command /nonexistent/check: unknown: exit status 127: the shell found no such command',
      '  ExaBGP would get nothing',
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
    assert.deepEqual([code, out[1]], [0, 'ring health: its events do not reach us: no such socket on /nonexistent.sock'])
  })

  it('with --probe says that a HAProxy which is not running is down', async () => {
    const { out } = await check('--probe', '--vip', '192.0.2.1/32', '--backend', 'b', '--stats', '/nonexistent.sock')
    assert.deepEqual(out.slice(1), [
      'main: down, not announcing its VIPs: backend b: HAProxy is not running: no such socket on /nonexistent.sock',
      '  backend b: HAProxy is not running: no such socket on /nonexistent.sock',
      '  ExaBGP would get nothing',
    ])
  })
})
