// Does the built program answer over its control socket, and only where it should?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { basename, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { askProcesses } from '../../lib/commands/processes.ts'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import { until } from '../e2e/kit/wait.ts'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp } from './child.ts'

const flags = ['--vip', '192.0.2.1/32', '--command', 'true', '--rise', '1', '--interval', '100ms']
/** A machine may be busy. */
const patient = { withinMs: 30_000 }
const announce = 'announce route 192.0.2.1/32 next-hop self'

const start = async (context: TestContext, words: readonly string[], runtime: string): Promise<Child> => {
  const child = new Child(words, exabgp, { RUNTIME_DIRECTORY: runtime })
  context.after(() => child.process.kill('SIGKILL'))
  await child.waitForLine(announce)
  return child
}

const socketsIn = (runtime: string): readonly string[] =>
  readdirSync(join(runtime, 'exabgp-haproxy')).flatMap((name) => (name.endsWith('.sock') ? [join(runtime, 'exabgp-haproxy', name)] : []))

const socketOf = (runtime: string): Promise<string> => until('a socket', () => socketsIn(runtime)[0])

test('by default it answers on a socket beside its state file, which is gone when it has left', async (context) => {
  const runtime = temporaryFolder()
  const child = await start(context, flags, runtime)
  const socket = await socketOf(runtime)
  const { answered, troubles } = await askProcesses({ socket }, 'GET /v1/status', patient)
  assert.deepEqual(troubles, [])
  assert.deepEqual(
    answered.map(({ pid, status }) => [pid, status]),
    [[child.process.pid, 200]],
  )
  child.process.stdin?.end()
  await child.exited
  assert.equal(existsSync(socket), false)
  assert.match(String((await askProcesses({ socket }, 'GET /v1/status', patient)).troubles[0]?.line), /is not there$/)
})

test('status --history of a service that there is not says so', async (context) => {
  const runtime = temporaryFolder()
  await start(context, flags, runtime)
  const socket = await socketOf(runtime)
  const history = async (service: string) => {
    const child = new Child(['status', '--history', '--socket', socket, '--service', service])
    return { code: (await child.exited)[0], log: child.log, lines: child.lines.length }
  }
  assert.deepEqual(await history('mian'), {
    code: 3,
    log: ['--service: Expected a service of the running process, got "mian"'],
    lines: 0,
  })
  const { code, log, lines } = await history('main')
  assert.deepEqual([code, log], [0, []])
  assert.ok(lines > 0)
})

test('status is the snapshot of the process, and waits for the next change where it is asked to', async (context) => {
  const runtime = temporaryFolder()
  const child = await start(context, flags, runtime)
  const socket = await socketOf(runtime)
  const status = async (query: string): Promise<Snapshot & { readonly change: number }> =>
    (await askProcesses({ socket }, `GET /v1/status${query}`, patient)).answered[0]?.body as Snapshot & {
      readonly change: number
    }

  const first = await status('')
  assert.equal(first.process.pid, child.process.pid)
  assert.equal(`${first.process.name}.sock`, basename(socket))
  assert.match(first.process.configHash, /^[\da-f]{12}$/)
  assert.deepEqual(
    first.services.map(({ name, state }) => [name, state]),
    [['main', 'announced']],
  )
  const next = status(`?after=${first.change}`)
  child.say('neighbor 192.0.2.254 down')
  let second = await next
  assert.ok(second.change > first.change, `${second.change} after ${first.change}`)
  // What it has found out about itself meanwhile may be a change too.
  while (second.neighbors.length === 0) second = await status(`?after=${second.change}`)
  assert.deepEqual(
    second.neighbors.map(({ address, state }) => [address, state]),
    [['192.0.2.254', 'down']],
  )
  const same = await status(`?after=${second.change + 1000}`)
  assert.ok(same.time - second.time >= 1000)
})

test('with control-socket off there is none', async (context) => {
  const runtime = temporaryFolder()
  const child = await start(context, [...flags, '--control-socket', 'off'], runtime)
  // The log begins 50 ms after the start, which is when a socket would be offered.
  await child.waitForLog(/does not have the address/)
  await delay(200)
  assert.deepEqual(socketsIn(runtime), [])
  child.process.stdin?.end()
  await child.exited
})

test('over it metrics are told as text, and say what status says', async (context) => {
  const runtime = temporaryFolder()
  const child = await start(context, flags, runtime)
  const socket = await socketOf(runtime)
  const { answered } = await askProcesses({ socket }, 'GET /v1/metrics', patient)
  const text = String(answered[0]?.body)
  assert.match(text, /^# HELP exabgp_haproxy_build_info .+\n# TYPE exabgp_haproxy_build_info gauge\nexabgp_haproxy_build_info\{version="/)
  assert.match(text, /\nexabgp_haproxy_service_state\{service="main",state="announced"\} 1\n/)
  assert.match(text, /\nexabgp_haproxy_vip_local\{service="main",vip="192\.0\.2\.1\/32"\} 0\n/)
  assert.match(text, /\nprocess_open_fds \d+\n/)
  child.process.stdin?.end()
})

test('who asks gets in, however many are connected that do not ask, the newest of whom have 5 s', async (context) => {
  const runtime = temporaryFolder()
  const child = await start(context, flags, runtime)
  const socket = await socketOf(runtime)
  const closed: number[] = []
  const mute = Array.from({ length: 40 }, (_, index) =>
    connect(socket)
      .on('close', () => closed.push(index))
      .on('error', () => {}),
  )
  context.after(() => {
    for (const one of mute) one.destroy()
  })
  await Promise.all(mute.slice(0, 16).map((one) => (one.closed ? undefined : once(one, 'close'))))
  const { answered, troubles } = await askProcesses({ socket }, 'GET /v1/orders', patient)
  assert.deepEqual([answered.map(({ status }) => status), troubles], [[200], []])
  assert.ok(!closed.includes(39), `${closed}`)
  child.process.stdin?.end()
  await child.exited
})
