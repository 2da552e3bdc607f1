// Does the built program leave in time, with its last words said, whatever hangs?
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { askProcesses } from '../../lib/commands/processes.ts'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import { endOf } from '../e2e/kit/end-of.ts'
import { until } from '../e2e/kit/wait.ts'
import { folder, pipe } from '../io/folder.ts'
import { Child, exabgp } from './child.ts'

const program = fileURLToPath(new URL('../../dist/exabgp-haproxy.js', import.meta.url))
const announce = 'announce route 192.0.2.1/32 next-hop self'
const withdraw = 'withdraw route 192.0.2.1/32'

/** Half a second, and what a busy machine takes to notice the end of a process. */
const inTimeMs = 1000

const flags = ['--vip', '192.0.2.1/32', '--command', 'true', '--rise', '1', '--interval', '100ms', '--fast-interval', '50ms']

const announced = async (more: readonly string[]): Promise<Child> => {
  const child = new Child([...flags, ...more], exabgp)
  await child.waitForLine(announce)
  return child
}

const leaves = async (child: Child, end: () => void): Promise<void> => {
  const tookMs = await endOf(child.process.pid ?? Number.NaN, end)
  await child.exited
  assert.ok(tookMs < inTimeMs, `${tookMs} ms`)
}

describe('on SIGTERM', () => {
  for (const [what, more] of [
    ['the record hangs', () => ['--record', pipe('record')]],
    ['a command cannot be ended', () => ['--command', "trap '' TERM; sleep 3 & exit 0"]],
    ['a name does not resolve', () => ['--http', 'http://nobody.invalid/', '--require', 'any']],
  ] as const) {
    it(`all is withdrawn and the process gone in half a second while ${what}`, async () => {
      const child = await announced(more())
      await leaves(child, () => child.process.kill('SIGTERM'))
      assert.equal(child.lines.at(-1), withdraw)
    })
  }

  it('what ExaBGP says is read until the process is gone', async () => {
    const child = await announced(['--record', pipe('record-of-the-last')])
    child.process.kill('SIGTERM')
    await child.waitForLine(withdraw)
    const trouble = await new Promise((resolve) => child.process.stdin?.write('done\n'.repeat(100_000), resolve))
    await child.exited
    assert.equal(trouble ?? undefined, undefined)
  })

  it('all is withdrawn and the process gone in half a second while nobody reads its log', async () => {
    const unread = openSync(pipe('unread'), constants.O_RDWR)
    const child = spawn(process.execPath, [program, ...flags], { stdio: ['pipe', 'pipe', unread] })
    assert.ok(child.stdin && child.stdout)
    const { stdin, stdout } = child
    stdin.on('error', () => {})
    for (let count = 0; count < 5000; count++) stdin.write(`neighbor 192.0.2.254 ${count % 2 === 0 ? 'up' : 'down - gone'}\n`)
    const lines: string[] = []
    for await (const line of createInterface({ input: stdout })) {
      lines.push(line)
      for (const answer of exabgp(line)) stdin.write(`${answer}\n`)
      if (line === announce) child.kill('SIGTERM')
    }
    closeSync(unread)
    assert.equal(lines.at(-1), withdraw)
  })
})

describe('a configuration that hangs', () => {
  for (const [how, end] of [
    ['ExaBGP closes the pipe', (child: Child) => child.process.stdin?.end()],
    ['SIGTERM comes', (child: Child) => child.process.kill('SIGTERM')],
  ] as const) {
    it(`is told of, and the process leaves when ${how}`, async () => {
      const child = new Child(['--config', pipe(`config-${how.length}`)], exabgp)
      await child.waitForLog(/--config: Expected a readable file, got ".*" \(no answer\)/)
      await child.waitForLog(/nothing new is announced/)
      await leaves(child, () => end(child))
    })
  }
})

it('a configuration that hung is read once it answers', async () => {
  const path = pipe('late-config')
  const child = new Child(['--config', path], exabgp)
  await child.waitForLog(/\(no answer\)/)
  const text = 'services: {web: {vips: [192.0.2.1/32], checks: [{command: "true", rise: 1}]}}\n'
  for (let written = 0; !child.lines.includes(announce); written++) {
    await writeFile(path, text)
    await Promise.race([child.waitForLine(announce), new Promise((resolve) => setTimeout(resolve, 1200))])
    assert.ok(written < 10)
  }
  child.process.stdin?.end()
  await child.exited
})

it('SIGHUP that comes while the first configuration is read has it read once more', async () => {
  const path = pipe('early-config')
  const child = new Child(['--config', path], exabgp)
  const reading = await until('somebody to read it', () => {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
    } catch {
      return undefined // nobody does yet
    }
  })
  child.process.kill('SIGHUP')
  writeSync(reading, 'services: {web: {vips: [192.0.2.1/32], checks: [{command: "true", rise: 1}]}}\n')
  closeSync(reading)
  await child.waitForLine(announce)
  await child.waitForLog(/by SIGHUP/)
  child.process.stdin?.end()
  await child.exited
})

describe('stderr', () => {
  it('stays a pipe that waits for its reader, for others who write to it', async () => {
    const fd = openSync(pipe('stderr'), constants.O_RDWR)
    const child = spawn(process.execPath, [program, ...flags, '--log-level', 'debug'], { stdio: ['pipe', 'pipe', fd] })
    child.stdin?.on('error', () => {})
    if (child.stdout !== null) await once(child.stdout, 'data')
    child.stdin?.end()
    await once(child, 'exit')
    const [, octal = ''] = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')) ?? []
    closeSync(fd)
    assert.equal(Number.parseInt(octal, 8) & constants.O_NONBLOCK, 0, `flags ${octal}`)
  })

  it('stays a socket that waits for its reader, as the journal has it, and one that does not read stops neither routes nor the end', async (test) => {
    const journal = createServer()
    journal.listen(0, '127.0.0.1')
    await once(journal, 'listening')
    const address = journal.address()
    assert.ok(address !== null && typeof address === 'object')
    const onSocket = ['bash', '-c', `exec 2<>/dev/tcp/127.0.0.1/${address.port}; exec "$0" "$@"`]
    const socket = join(folder, 'flooded.sock')
    const child = new Child([...flags, '--log-level', 'debug', '--control-socket', socket], exabgp, {}, { within: onSocket })
    const [reader] = (await once(journal, 'connection')) as [Socket]
    test.after(() => {
      child.process.kill('SIGKILL')
      reader.destroy()
      journal.close()
    })
    await child.waitForLine(announce)
    await new Promise<void>((resolve) => {
      let text = ''
      reader.on('data', (chunk) => {
        text += chunk
        if (text.includes('sent: announce')) resolve()
      })
    })
    const [, octal = ''] = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/${child.process.pid}/fdinfo/2`, 'utf8')) ?? []
    assert.equal(Number.parseInt(octal, 8) & constants.O_NONBLOCK, 0, `flags ${octal}`)
    reader.pause()
    for (let count = 0; count < 50_000; count++) child.say(`neighbor 192.0.2.254 ${count % 2 === 0 ? 'up' : 'down - gone'}`)
    child.say('neighbor 192.0.2.253 up')
    const isRead = async () => {
      const { answered } = await askProcesses({ socket }, 'GET /v1/status', { withinMs: 30_000 })
      return (answered[0]?.body as Snapshot | undefined)?.neighbors.some(({ address }) => address === '192.0.2.253')
    }
    await until('all of that to be read', isRead, { within: 120_000 })
    await leaves(child, () => child.process.kill('SIGTERM'))
    assert.equal(child.lines.at(-1), withdraw)
  })

  it('gets every problem of a configuration, however slowly it is read', async () => {
    const file = join(folder, 'broken.yaml')
    const services = Array.from({ length: 1500 }, (_, index) => `  s${index}: {vips: [192.0.2.1/33], checks: [{command: "true"}]}\n`)
    await writeFile(file, `services:\n${services.join('')}`)
    const script = `exec 2> >(sleep 2; cat >&4); exec "$0" "$1" --config "$2" 4>&-`
    const child = spawn('bash', ['-c', script, process.execPath, program, file], { stdio: ['ignore', 'pipe', 'inherit', 'ignore', 'pipe'] })
    const chunks: Buffer[] = []
    child.stdio[4]?.on('data', (chunk: Buffer) => chunks.push(chunk))
    await once(child, 'close')
    const lines = Buffer.concat(chunks).toString().split('\n')
    assert.equal(lines.filter((line) => line.includes('Expected a prefix length of at most 32')).length, 1500)
  })
})
