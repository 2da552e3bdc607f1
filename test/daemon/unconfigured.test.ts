// Does a process that waits for its first valid configuration say so to whoever asks, and take no order for something else?
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp, program } from './child.ts'

const announce = 'announce route 192.0.2.1/32 next-hop self'
const good = 'services:\n  web:\n    vips: [192.0.2.1/32]\n    checks: [{command: "true", rise: 1, interval: 100ms}]\n'
const broken = good.replace('/32', '/33')

type Answer = { readonly status: number; readonly stdout: string; readonly stderr: string }

const command = (runtime: string, ...words: readonly string[]): Promise<Answer> =>
  new Promise((resolve) => {
    const env = { ...process.env, RUNTIME_DIRECTORY: runtime, USER: 'alice', SUDO_USER: '' }
    execFile(process.execPath, [program, ...words], { env }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    )
  })

const begin = (context: TestContext, text: string): { readonly file: string; readonly runtime: string; readonly child: Child } => {
  const runtime = temporaryFolder()
  const file = join(runtime, 'vips.yaml')
  writeFileSync(file, text)
  const child = new Child(['run', '--config', file], exabgp, { RUNTIME_DIRECTORY: runtime })
  context.after(() => child.process.kill('SIGKILL'))
  return { file, runtime, child }
}

const untilTold = async (runtime: string, ...words: readonly string[]): Promise<Answer> => {
  for (let tries = 0; ; tries++) {
    const answer = await command(runtime, ...words)
    if (answer.status !== 3 || tries === 20) return answer
  }
}

test('status tells what is wrong with the first configuration, and orders say that there is none, until it is mended', async (context) => {
  const { file, runtime, child } = begin(context, broken)
  const status = await untilTold(runtime, 'status')
  assert.equal(status.status, 2, status.stderr)
  assert.match(status.stdout, /vips\.yaml: BROKEN, no configuration is in force/)
  assert.match(status.stdout, /^ {2}.*vips\.yaml:3:12: services\.web\.vips\[0\]: Expected a prefix length of at most 32/m)
  assert.match(
    status.stdout,
    /alarm: the configuration is broken, so nothing is announced: correct .*vips\.yaml, it is read again every second/,
  )
  assert.match(
    (await command(runtime, 'status', '--plugin')).stdout,
    /^EXABGP-HAPROXY CRITICAL - the configuration is broken, so nothing is/,
  )
  const stranger = await command(runtime, 'status', '--plugin', '--service', 'nope')
  assert.deepEqual(
    [stranger.status, stranger.stdout, stranger.stderr],
    [3, 'EXABGP-HAPROXY UNKNOWN - --service: Expected a service of the running process, got "nope"\n', ''],
  )
  const json = JSON.parse((await command(runtime, 'status', '--json')).stdout) as Snapshot
  assert.deepEqual([json.services, json.process.pid, json.alarms[0]?.alarm], [[], child.process.pid, 'no-configuration'])
  assert.match((await command(runtime, 'metrics')).stdout, /^exabgp_haproxy_config_last_reload_successful\{.*\} 0$/m)

  for (const words of [
    ['drain', 'web'],
    ['drain', '--all'],
    ['resume', '--all'],
    ['check-now', '--all'],
  ]) {
    const refused = await command(runtime, ...words)
    assert.equal(refused.status, 3, words.join(' '))
    assert.match(refused.stderr, /the configuration is broken, so nothing is announced: correct/, words.join(' '))
  }
  const stop = await command(runtime, 'drain', '--all', '--reason', 'stop', '--wait', '30s')
  assert.deepEqual([stop.status, stop.stderr], [0, ''])
  assert.match(stop.stdout, /nothing is announced: .*\nso there is nothing to withdraw\n$/s)
  const reload = await command(runtime, 'reload')
  assert.deepEqual([reload.status, /vips\.yaml:3:12: .*at most 32/.test(reload.stderr)], [78, true], reload.stderr)
  assert.equal((await command(runtime, 'reload', '--revert-in', '5m')).status, 2)
  assert.equal((await command(runtime, 'undo')).status, 2)
  assert.equal((await command(runtime, 'status', '--wait', '--timeout', '100ms')).status, 1)
  assert.deepEqual(child.lines, [])

  const settled = command(runtime, 'status', '--wait', '--timeout', '20s')
  writeFileSync(file, good)
  await child.waitForLine(announce)
  assert.deepEqual(await settled, { status: 0, stdout: '', stderr: '' })
  assert.equal((await command(runtime, 'drain', 'web', '--wait', '5s')).status, 0)
  child.process.stdin?.end()
  await child.exited
  assert.match((await command(runtime, 'status')).stderr, /no process was found/)
})

test('what an earlier process of the same ExaBGP announced is told as what may stay', async (context) => {
  const { file, runtime, child } = begin(context, good)
  await child.waitForLine(announce)
  child.process.kill('SIGKILL')
  await child.exited

  writeFileSync(file, broken)
  const next = new Child(['run', '--config', file], exabgp, { RUNTIME_DIRECTORY: runtime })
  context.after(() => next.process.kill('SIGKILL'))
  await next.waitForLog(/the configuration is broken/)
  for (let tries = 0; tries < 20; tries++) {
    const { stdout } = await command(runtime, 'status')
    if (/so nothing new is announced, and 192\.0\.2\.1\/32 of an earlier run may stay announced: correct/.test(stdout)) return
  }
  assert.fail((await command(runtime, 'status')).stdout)
})

test('it is asked where a broken file says so, as far as that can be read, and not where it says off', async (context) => {
  const { file, runtime, child } = begin(context, broken)
  const socket = join(runtime, 'elsewhere.sock')
  writeFileSync(file, `control: {socket: ${socket}, mode: "07"}\n${broken}`)
  assert.equal((await untilTold(runtime, 'status', '--socket', socket)).status, 2)
  writeFileSync(file, `control: {socket: off}\n${broken}`)
  for (let tries = 0; tries < 50; tries++) {
    const { status, stderr } = await command(runtime, 'status', '--socket', socket)
    // Nobody listens any more a moment before its file is gone.
    if (status === 3 && /is not there/.test(stderr)) {
      child.process.stdin?.end()
      await child.exited
      return
    }
  }
  assert.fail('it still answers')
})
