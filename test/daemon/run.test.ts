// Does the built program live and die with ExaBGP as it should?
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp } from './child.ts'

const announce = 'announce route 192.0.2.1/32 next-hop self'
const withdraw = 'withdraw route 192.0.2.1/32'
const flags = ['--vip', '192.0.2.1/32', '--command', 'true', '--rise', '1', '--interval', '100ms', '--fast-interval', '50ms']

const folder = temporaryFolder()

const announced = async (): Promise<Child> => {
  const child = new Child(flags, exabgp)
  await child.waitForLine(announce)
  return child
}

describe('the program under ExaBGP', () => {
  it('greets, asks what is left from before, and announces', async () => {
    const child = await announced()
    assert.deepEqual(child.lines, ['system version', 'system version', 'show adj-rib out', 'show neighbor extensive', announce])
    child.process.stdin?.end()
    await child.exited
  })

  it('leaves at once when ExaBGP closes the pipe, and says nothing more', async () => {
    const child = await announced()
    child.process.stdin?.end()
    assert.deepEqual(await child.exited, [0, null])
    assert.equal(child.lines.at(-1), announce)
  })

  it('leaves at once when ExaBGP stops reading', async () => {
    const child = await announced()
    child.process.stdout?.destroy()
    // The next line, here the repetition for a neighbor that came up, finds nobody.
    child.say('neighbor 192.0.2.254 up')
    assert.deepEqual(await child.exited, [0, null])
  })

  it('leaves at once when ExaBGP says that it shuts down', async () => {
    const child = await announced()
    child.say('shutdown 12 11')
    assert.deepEqual(await child.exited, [0, null])
    assert.equal(child.lines.at(-1), announce)
  })

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`withdraws on ${signal}, without an answer, and leaves`, async () => {
      const child = new Child(flags, (line) => (line === withdraw ? [] : exabgp(line)))
      await child.waitForLine(announce)
      child.process.kill(signal)
      assert.deepEqual(await child.exited, [0, null])
      assert.equal(child.lines.at(-1), withdraw)
    })
  }

  it('stays when a signal reaches it that was meant for ExaBGP', async () => {
    const child = await announced()
    for (const signal of ['SIGHUP', 'SIGALRM', 'SIGUSR1', 'SIGUSR2'] as const) child.process.kill(signal)
    child.say('neighbor 192.0.2.254 up')
    await child.waitForLog(/neighbor 192\.0\.2\.254 is up/)
    assert.equal(child.process.exitCode, null)
    child.process.stdin?.end()
    assert.deepEqual(await child.exited, [0, null])
  })

  it('does not mind when nobody reads its log any more', async () => {
    const child = await announced()
    child.process.stderr?.destroy()
    for (const state of ['up', 'down - gone', 'up', 'down - gone']) child.say(`neighbor 192.0.2.254 ${state}`)
    child.process.kill('SIGTERM')
    assert.deepEqual(await child.exited, [0, null])
    assert.equal(child.lines.at(-1), withdraw)
  })

  it('keeps what a check prints away from ExaBGP', async () => {
    const child = new Child(
      ['--vip', '192.0.2.1/32', '--command', 'echo shutdown; echo shutdown >&2', '--rise', '1', '--log-level', 'debug'],
      exabgp,
    )
    await child.waitForLog(/output of its command: shutdown/)
    await child.waitForLine(announce)
    assert.ok(!child.lines.includes('shutdown'))
    child.process.stdin?.end()
    await child.exited
  })

  it('stays with a broken configuration, announces nothing, and goes on once it is mended', async () => {
    const file = join(folder, 'broken.yaml')
    await writeFile(file, 'services:\n  web:\n    vips: [192.0.2.1/33]\n    checks: [{command: "true", rise: 1}]\n')
    const child = new Child(['run', '--config', file], exabgp)
    await child.waitForLog(/broken\.yaml:3:12: services\.web\.vips\[0\]: Expected a prefix length of at most 32, got "192\.0\.2\.1\/33"/)
    await child.waitForLog(
      /the configuration is broken, so nothing new is announced and nothing is withdrawn: correct .*broken\.yaml, it is read again every second/,
    )
    assert.deepEqual(child.lines, [])
    await writeFile(file, 'services:\n  web:\n    vips: [192.0.2.1/32]\n    checks: [{command: "true", rise: 1}]\n')
    await child.waitForLine(announce)
    child.process.stdin?.end()
    assert.deepEqual(await child.exited, [0, null])
  })

  it('logs a broken configuration as the flag says, and else the file as far as it can be read', async () => {
    const file = join(folder, 'broken-log.yaml')
    const texts = { unreadable: 'log: {format: json', broken: 'log: {format: json}\nservices: {}\n' }
    await writeFile(file, texts.unreadable)
    const flagged = new Child(['run', '--config', file, '--log-format', 'json'], exabgp)
    const child = new Child(['run', '--config', file], exabgp)
    await flagged.waitForLog(/^{.*the configuration is broken/)
    await child.waitForLog(/^20.* error: the configuration is broken/)
    await writeFile(file, texts.broken)
    await child.waitForLog(/^{.*Expected at least one service/)
    await writeFile(file, 'log: {format: json}\nservices:\n  web:\n    vips: [192.0.2.1/32]\n    checks: [{command: "true", rise: 1}]\n')
    await child.waitForLog(/^{.*the configuration is valid now/)
    for (const one of [flagged, child]) {
      await one.waitForLine(announce)
      one.process.stdin?.end()
      await one.exited
    }
    assert.deepEqual(
      flagged.log.filter((line) => !line.startsWith('{')),
      [],
    )
  })

  for (const [how, end] of [
    ['closes the pipe', (child: Child) => child.process.stdin?.end()],
    ['says that it shuts down', (child: Child) => child.say('shutdown 12 11')],
    ['sends SIGTERM', (child: Child) => child.process.kill('SIGTERM')],
  ] as const) {
    it(`waits with broken flags until ExaBGP ${how}`, async () => {
      const child = new Child(['--vip', '192.0.2.1/33', '--comand', 'true'], exabgp)
      await child.waitForLog(/--comand: Expected a known flag\. Did you mean "--command"\?/)
      await child.waitForLog(/nothing new is announced/)
      assert.equal(child.process.exitCode, null)
      end(child)
      assert.deepEqual(await child.exited, [0, null])
      assert.deepEqual(child.lines, [])
    })
  }
})

describe('the program without ExaBGP', () => {
  it('prints what ExaBGP would get, and the reasons on stderr', async () => {
    const child = new Child(flags)
    await child.waitForLine(announce)
    await child.waitForLog(/main: tier 1, announcing 192\.0\.2\.1\/32: command true: exit status 0/)
    child.process.kill('SIGINT')
    assert.deepEqual(await child.exited, [0, null])
    assert.deepEqual(child.lines, [announce, withdraw])
  })

  it('withdraws and leaves on SIGHUP, as the terminal is closed', async () => {
    const child = new Child(flags)
    await child.waitForLine(announce)
    child.process.kill('SIGHUP')
    assert.deepEqual(await child.exited, [0, null])
    assert.deepEqual(child.lines, [announce, withdraw])
  })

  it('says once at the start what a profile warns about, and announces', async () => {
    const child = new Child([...flags, '--profile', 'azure-vwan', '--next-hop', '192.0.2.9'])
    await child.waitForLine(`${announce.replace('self', '192.0.2.9')}`)
    child.process.kill('SIGINT')
    assert.deepEqual(await child.exited, [0, null])
    const warned = child.log.filter((line) => line.includes('--next-hop: warning: Expected self'))
    assert.equal(warned.length, 1, child.log.join('\n'))
    assert.match(warned.join(), /\bwarn\b.*\(azure-vwan, next-hop: https:/)
  })

  it('leaves with 78 when the configuration is broken', async () => {
    const child = new Child(['--vip', '192.0.2.1/33'])
    assert.deepEqual(await child.exited, [78, null])
    assert.deepEqual(child.lines, [])
    assert.match(child.log.join('\n'), /^20.*--vip: Expected a prefix length of at most 32, got "192\.0\.2\.1\/33"/m)
    const logged = new Child(['--vip', '192.0.2.1/33', '--log-format', 'json'])
    assert.deepEqual(await logged.exited, [78, null])
    assert.match(logged.log.join('\n'), /^{.*--vip: Expected a prefix/m)
  })
})
