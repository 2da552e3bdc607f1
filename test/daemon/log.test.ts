// Do log lines reach the one who reads them, as harmless and as urgent as they are?
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import packageJson from '../../package.json' with { type: 'json' }
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp } from './child.ts'

const program = fileURLToPath(new URL('../../dist/exabgp-haproxy.js', import.meta.url))
const folder = temporaryFolder()

const broken = ['--vip', '192.0.2.1/33']

/** What a program with a broken configuration leaves on a stderr of its own, by the name of which systemd tells. */
const logged = async (name: string, journal: (stderr: { dev: number; ino: number }) => string, ...flags: readonly string[]) => {
  const path = join(folder, name)
  const stderr = openSync(path, 'w')
  const env = { ...process.env, JOURNAL_STREAM: journal(fstatSync(stderr)) }
  await once(spawn(process.execPath, [program, ...broken, ...flags], { stdio: ['ignore', 'ignore', stderr], env }), 'exit')
  return readFileSync(path, 'utf8').trimEnd().split('\n')
}

describe('where stderr is the journal', () => {
  it('a line of text begins with its priority', async () => {
    const [first = '', second = ''] = await logged('text', ({ dev, ino }) => `${dev}:${ino}`)
    assert.match(first, /^<6>20.* info: exabgp-haproxy/)
    assert.match(second, /^<3>20.* error: --vip: Expected/)
  })

  it('so does a line of JSON, behind which stands JSON', async () => {
    const [, second = ''] = await logged('json', ({ dev, ino }) => `${dev}:${ino}`, '--log-format', 'json')
    assert.equal(second.slice(0, 3), '<3>')
    assert.equal(JSON.parse(second.slice(3)).level, 'error')
  })

  it('a file in its place gets lines without one', async () => {
    assert.match((await logged('other', ({ dev, ino }) => `${dev}:${ino + 1}`)).join('\n'), /^20.*\n20/)
  })
})

describe('the log', () => {
  it('begins with the version, with a broken configuration too', async () => {
    for (const flags of [['--vip', '192.0.2.1/32', '--command', 'true'], broken]) {
      const child = new Child(flags, exabgp)
      await child.waitForLog(/./)
      child.process.stdin?.end()
      await child.exited
      assert.match(child.log[0] ?? '', new RegExp(`info: exabgp-haproxy ${packageJson.version.replaceAll('.', '\\.')} runs$`))
    }
  })

  for (const format of ['text', 'json'] as const) {
    it(`shows what a command prints harmlessly, as ${format}`, async () => {
      const command = String.raw`printf 'a\033[2J\302\233b\342\200\256c\n'`
      const child = new Child(['--vip', '192.0.2.1/32', '--command', command, '--log-level', 'debug', '--log-format', format], exabgp)
      await child.waitForLog(format === 'text' ? /output of its command: a\\x1b\[2J\\x9bb\\u202ec/ : /a\\u001b\[2J\\u009bb\\u202ec/)
      child.process.stdin?.end()
      await child.exited
      assert.ok(!/[\p{Cc}\p{Cf}]/u.test(child.log.join('')))
    })
  }

  it('says once that a VIP is no address of this machine, and not where its next hop is another one', async () => {
    const flags = ['--vip', '192.0.2.1/32', '--command', 'true', '--rise', '1']
    const child = new Child(flags, exabgp)
    await child.waitForLog(
      /warn: main: this machine does not have the address 192\.0\.2\.1\/32, .*: ip address add 192\.0\.2\.1\/32 dev lo$/,
    )
    child.process.stdin?.end()
    await child.exited
    assert.equal(child.log.filter((line) => line.includes('does not have the address')).length, 1)

    const other = new Child([...flags, '--next-hop', '192.0.2.254'], exabgp)
    await other.waitForLog(/sent: announce/)
    await other.waitForLog(/a BGP session|ExaBGP lists none/)
    other.process.stdin?.end()
    await other.exited
    assert.equal(other.log.filter((line) => line.includes('does not have the address')).length, 0)
  })
})
