// Is there something to explain after the first incident, although nobody asked for a record before it?
import assert from 'node:assert/strict'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp } from './child.ts'

const flags = ['--vip', '192.0.2.1/32', '--command', 'true', '--rise', '1', '--interval', '100ms', '--control-socket', 'off']
const announce = 'announce route 192.0.2.1/32 next-hop self'
const withdraw = 'withdraw route 192.0.2.1/32'
/** The log of every process speaks of it at that moment. */
const isUnderWay = /does not have the address/

const ran = async (logs: string, words: readonly string[] = [], answers: typeof exabgp | undefined = exabgp): Promise<Child> => {
  const child = new Child([...flags, ...words], answers, { LOGS_DIRECTORY: logs })
  await child.waitForLine(announce)
  await child.waitForLog(isUnderWay)
  child.process.kill('SIGTERM')
  assert.deepEqual(await child.exited, [0, null])
  return child
}

/** With no process and no other folder to look at. */
const explain = async (logs: string, ...words: readonly string[]) => {
  const child = new Child(['explain', ...words], undefined, { LOGS_DIRECTORY: logs, EXABGP_HAPROXY_CONTROL_SOCKET: join(logs, 'no.sock') })
  const [code] = await child.exited
  return { code, out: child.lines, log: child.log }
}

const saidOfRecord = (child: Child): readonly string[] =>
  child.log.filter((line) => line.includes('recorded')).map((line) => line.replace(/^\S+ exabgp-haproxy /, ''))

test('where systemd has a folder for logs, every line that was sent is recorded, from the first to the last, and explain finds it', async () => {
  const logs = temporaryFolder()
  const { lines } = await ran(logs)
  assert.equal(lines.at(-1), withdraw)
  const [file = '', ...others] = readdirSync(logs)
  assert.match(file, /^flags-[\da-f]{8}\.record\.jsonl$/)
  assert.deepEqual(others, [])
  assert.deepEqual(await explain(logs, '--sent'), { code: 0, out: lines, log: [] })
})

test('with record off, and in a terminal, nothing is recorded', async () => {
  const logs = temporaryFolder()
  assert.deepEqual(saidOfRecord(await ran(logs, ['--record', 'off'])), [])
  const terminal = new Child(flags, undefined, { LOGS_DIRECTORY: logs })
  await terminal.waitForLog(isUnderWay)
  terminal.process.kill('SIGTERM')
  await terminal.exited
  assert.deepEqual(readdirSync(logs), [])
})

test('a folder that is gone costs a line', async () => {
  const logs = join(temporaryFolder(), 'gone')
  const child = await ran(logs)
  const [line = '', ...others] = saidOfRecord(child)
  // This machine may have the usual one.
  if (existsSync('/var/log/exabgp-haproxy')) return
  assert.match(
    line,
    /^info: nothing is recorded for explain: \S+\/gone cannot be written \(ENOENT\); make it, for the user of this process, or say record: off$/,
  )
  assert.deepEqual(others, [])
  assert.deepEqual(child.lines.slice(-2), [announce, withdraw])
})

test('two processes of one name do not write into one record', async () => {
  const logs = temporaryFolder()
  const runtime = temporaryFolder()
  const start = async (): Promise<Child> => {
    const child = new Child(flags, exabgp, { LOGS_DIRECTORY: logs, RUNTIME_DIRECTORY: runtime })
    await child.waitForLine(announce)
    await child.waitForLog(isUnderWay)
    return child
  }
  const first = await start()
  const second = await start()
  for (const child of [second, first]) {
    child.process.kill('SIGTERM')
    await child.exited
  }
  assert.deepEqual(saidOfRecord(first), [])
  assert.match(
    String(saidOfRecord(second)),
    /nothing is recorded for explain: process flags-[\da-f]{8} runs already and may record; give each process a state-file/,
  )
  assert.deepEqual(await explain(logs, '--sent'), { code: 0, out: first.lines, log: [] })
})

test('explain says where it looked, and which records it could have meant', async () => {
  const logs = temporaryFolder()
  const none = await explain(logs)
  assert.deepEqual([none.code, none.out], [65, []])
  assert.match(
    String(none.log),
    /^Expected a file of a record: no process that runs keeps one, and in \S+, \/var\/log\/exabgp-haproxy there is none$/,
  )
  const file = join(logs, 'no-folder')
  writeFileSync(file, '')
  assert.match(String((await explain(file)).log), /and \S+\/no-folder cannot be read \([^)]+\)$/)
  rmSync(file)
  await Promise.all([ran(logs), ran(logs, ['--timeout', '2s'])])
  const two = await explain(logs)
  assert.match(String(two.log), /^Expected the record of one process, as \S+\.record\.jsonl\* or \S+\.record\.jsonl\*$/)
})
