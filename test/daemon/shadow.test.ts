// Can a shadow announce anything, whatever happens to it?
import assert from 'node:assert/strict'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Dialect } from '../../lib/config/exabgp.ts'
import { Shadow } from '../../lib/daemon/shadow.ts'
import { type Command, write } from '../../lib/exabgp/command.ts'
import { prefix } from '../engine/configs.ts'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp } from './child.ts'

const folder = temporaryFolder()

const questions = /^(system version|show adj-rib out|show neighbor( \S+)? extensive|rib show out|peer show)$/

/** Answers as ExaBGP 4.2 does that announces this to one neighbor. */
const announcing =
  (...vips: readonly string[]) =>
  (line: string): readonly string[] =>
    line === 'show adj-rib out' ? [...vips.map((vip) => `neighbor 10.0.0.1 ipv4 unicast ${vip} next-hop self`), 'done'] : exabgp(line)

const flags = [
  '--shadow',
  '--interval',
  '100ms',
  '--fast-interval',
  '50ms',
  '--rise',
  '1',
  '--fall',
  '1',
  '--refresh',
  '1s',
  '--log-level',
  'debug',
]

describe('a shadow', () => {
  it('lets questions pass, and of all commands no other, in any dialect', () => {
    const route = { nlri: { prefix: prefix('192.0.2.1') }, attributes: { nextHop: 'self' } }
    const commands: readonly Command[] = [
      { kind: 'announce', routes: [route] },
      { kind: 'announce', routes: [route, route], otherwise: true },
      { kind: 'withdraw', routes: [route] },
      { kind: 'withdraw', routes: [{ ...route, to: ['10.0.0.1', '2001:db8::2'] }] },
      { kind: 'end-of-rib', family: 'ipv4' },
      { kind: 'flush' },
      { kind: 'version' },
      { kind: 'recall' },
      { kind: 'sessions' },
      { kind: 'sessions', of: '2001:db8::2' },
    ]
    const passed = new Set<string>()
    const shadow = new Shadow({ dispatch: () => {} }, (line) => passed.add(line))
    for (const dialect of ['4.2', '5.0', '6.0'] satisfies Dialect[])
      for (const neighbors of [[], ['10.0.0.1']])
        for (const command of commands) shadow.write(write(command, { dialect, neighbors, spelling: new Map() }))
    for (const trick of [
      'show adj-rib out\nannounce route 192.0.2.1/32 next-hop self',
      'system version ',
      'neighbor 1.1.1.1 announce route 192.0.2.1/32',
    ])
      shadow.write(trick)
    assert.deepEqual([...passed].sort(), [
      'peer show',
      'rib show out',
      'show adj-rib out',
      'show neighbor 2001:db8::2 extensive',
      'show neighbor extensive',
      'system version',
    ])
  })

  it('sends nothing but questions while its service comes up, goes down, and it is stopped; says what it would send', async () => {
    const file = join(folder, 'healthy')
    writeFileSync(file, '')
    const child = new Child(
      ['--vip', '192.0.2.1/32', '--command', `test -e ${file}`, '--down', 'prepend=2', '--local-as', '65010', ...flags],
      announcing('192.0.2.1/32'),
    )
    await child.waitForLog(/shadow: would send: announce route 192\.0\.2\.1\/32 next-hop self$/)
    rmSync(file)
    await child.waitForLog(/shadow: would send: announce route 192\.0\.2\.1\/32 next-hop self as-path \[ 65010 65010 65010 \]$/)
    child.say('neighbor 10.0.0.1 down - peer reset')
    child.say('neighbor 10.0.0.1 up')
    writeFileSync(file, '')
    child.process.kill('SIGTERM')
    assert.deepEqual(await child.exited, [0, null])
    assert.deepEqual(
      child.lines.filter((line) => !questions.test(line)),
      [],
    )
    assert.ok(child.lines.includes('show adj-rib out'))
    for (const line of child.log.slice(1)) assert.match(line, / shadow: /)
  })

  it('is one as well where the flag is written otherwise or in the environment, and announces nothing where it is misspelled', async () => {
    const variable = (value: string) => [[], { EXABGP_HAPROXY_SHADOW: value }] as const
    for (const [flag, env] of [[['--shadow=false'], {}], [['--shado'], {}], variable('1'), variable('True'), variable('maybe')] as const) {
      const child = new Child(['--vip', '192.0.2.1/32', '--command', 'true', ...flags.slice(1), ...flag], exabgp, env)
      await child.waitForLog(/would send: announce|known flag|SHADOW: Expected one of 1, true, yes, on, 0, false, no, off, got "maybe"/)
      child.process.kill('SIGTERM')
      await child.exited
      assert.deepEqual(
        child.lines.filter((line) => !questions.test(line)),
        [],
        JSON.stringify([flag, env]),
      )
    }
  })

  it('has a status that says how far it agrees with what ExaBGP lists, and keeps no state file', async (context) => {
    const socket = join(folder, 'shadow.sock')
    const state = join(folder, 'shadow.json')
    const own = ['--vip', '192.0.2.1/32', '--vip', '192.0.2.2/32', '--command', 'true', '--control-socket', socket, '--state-file', state]
    const child = new Child([...own, ...flags], announcing('192.0.2.1/32'))
    context.after(() => child.process.kill('SIGKILL'))
    const ask = async (...words: readonly string[]) => {
      const status = new Child(['status', '--socket', socket, ...words])
      return { code: (await status.exited)[0], lines: status.lines }
    }
    const askListed = async () => {
      for (;;) {
        const { code, lines } = await ask('--json')
        const { shadow } = lines[0] === undefined ? { shadow: {} } : JSON.parse(lines[0]).process
        if (shadow.listedAt !== undefined) return { code, shadow }
      }
    }
    await child.waitForLog(/would send: announce/)
    const { code, shadow } = await askListed()
    // The VIPs are no addresses of this machine, which is worse than a shadow that disagrees.
    assert.deepEqual([code, shadow.agreed, shadow.missing, shadow.unwanted], [2, 1, ['192.0.2.2/32'], []])
    const text = (await ask()).lines.join('\n')
    assert.match(
      text,
      /SHADOW: sends nothing, .*; 1 of 2 VIPs as ExaBGP announces them .*; would announce 192\.0\.2\.2\/32, which ExaBGP does not/,
    )
    child.process.kill('SIGTERM')
    await child.exited
    assert.equal(existsSync(state), false)
  })
})
