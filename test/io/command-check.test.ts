// Does a command decide by its exit alone, whatever else it does?
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import type { CommandCheck } from '../../lib/config/schema/checks/command.ts'
import { type Evidence, failing, passing, unknown } from '../../lib/health/evidence.ts'
import { type CommandContext, probeCommand } from '../../lib/io/command-check.ts'
import { temporaryFolder } from '../folder.ts'

const context: CommandContext = { service: 'web', vips: ['192.0.2.1/32', '2001:db8::1/128'] }

type Run = { readonly evidence: Evidence; readonly lines: readonly string[]; readonly tookMs: number }

const patient = { intervalMs: 1000, fastIntervalMs: 200, timeoutMs: 5000, rise: 3, fall: 3 }

const run = async (command: CommandCheck['command'], { timeoutMs = 30_000, signal = new AbortController().signal } = {}): Promise<Run> => {
  const lines: string[] = []
  const started = performance.now()
  const check: CommandCheck = { kind: 'command', command, ...patient, timeoutMs }
  const evidence = await probeCommand(check, { ...context, signal }, (line) => lines.push(line))
  return { evidence, lines, tookMs: performance.now() - started }
}

const shell = (text: string, options = {}) => run({ kind: 'shell', text }, options)

const argv = (...words: [string, ...string[]]) => run({ kind: 'arguments', argv: words })

/** Waits until the process has ended and been waited for: nothing is left, not even a zombie, unless it is left to an init that does not reap. */
const gone = async (pid: number): Promise<void> => {
  while (existsSync(`/proc/${pid}`) && !isInitsZombie(pid)) await sleep(5)
}

const isInitsZombie = (pid: number): boolean => {
  try {
    return /^\d+ \(.*\) Z 1 /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const pidIn = async (path: string): Promise<number> => {
  while (!existsSync(path) || !readFileSync(path, 'utf8').endsWith('\n')) await sleep(5)
  return Number(readFileSync(path, 'utf8'))
}

const pidFile = (): string => join(temporaryFolder(), 'pid')

test('exit status 0 passes, any other fails, and so does a signal', async () => {
  assert.deepEqual((await argv('/bin/true')).evidence, passing('exit status 0'))
  assert.deepEqual((await argv('/bin/false')).evidence, failing('exit status 1'))
  assert.deepEqual((await shell('exit 2')).evidence, failing('exit status 2'))
  assert.deepEqual((await shell('kill -TERM $$')).evidence, failing('killed by SIGTERM'))
})

test('a command that cannot be started is unknown, never failing', async () => {
  const folder = temporaryFolder()
  const [plain, orphan] = [join(folder, 'plain'), join(folder, 'orphan')]
  writeFileSync(plain, 'text')
  writeFileSync(orphan, '#!/nowhere/interpreter\n', { mode: 0o755 })
  assert.deepEqual((await argv('/nowhere/check')).evidence, unknown('it cannot be started: no such file'))
  assert.deepEqual((await argv(orphan)).evidence, unknown('it cannot be started: no such file'))
  assert.deepEqual((await argv(plain)).evidence, unknown('it cannot be started: permission denied'))
  assert.deepEqual((await shell('/nowhere/check')).evidence, unknown('exit status 127: the shell found no such command'))
  assert.deepEqual((await shell(plain)).evidence, unknown('exit status 126: the shell may not run the command'))
})

test('a program that lies on no disk of this machine is begun as any other, or unknown with the reason', async () => {
  const far = (file: string) => `/proc/self/root${file}`
  const echoed = await argv(far('/bin/echo'), 'a b', '$c', '"')
  assert.deepEqual([echoed.evidence, echoed.lines], [passing('exit status 0'), ['a b $c "']])
  assert.deepEqual((await argv(far('/nothing'))).evidence, unknown('it cannot be started: no such file'))
  assert.deepEqual((await argv(far('/etc/passwd'))).evidence, unknown('it cannot be started: permission denied'))
})

test('a script whose interpreter lies there is begun in the same way', async () => {
  const folder = temporaryFolder()
  const [script, wrapped] = [join(folder, 'script'), join(folder, 'wrapped')]
  writeFileSync(script, '#! /proc/self/root/bin/sh\nexit $1\n', { mode: 0o755 })
  writeFileSync(wrapped, `#!${script} 127\n`, { mode: 0o755 })
  assert.deepEqual((await argv(script, '3')).evidence, failing('exit status 3'))
  for (const run of [argv(script, '127'), argv(wrapped)])
    assert.deepEqual((await run).evidence, unknown('it cannot be started: no such file'))
})

test('a program whose file is empty is unknown: the system would take it for a script that passes', async () => {
  const file = join(temporaryFolder(), 'check')
  for (const content of ['', '\n \n', Buffer.alloc(4096)]) {
    writeFileSync(file, content, { mode: 0o755 })
    for (const run of [argv(file), argv(file, '--quick'), shell(file), shell(` ${file} --quick; true`)])
      assert.deepEqual((await run).evidence, unknown('it cannot be started: its file is empty'))
  }
  writeFileSync(file, 'exit 3\n', { mode: 0o755 })
  assert.deepEqual((await argv(file)).evidence, failing('exit status 3'))
})

test('arguments arrive as they are, with the service and its VIPs in the environment and nothing on stdin', async () => {
  const script = 'echo "$1|$2|$RHI_SERVICE|$RHI_VIPS"; cat'
  const { lines, evidence } = await argv('/bin/sh', '-c', script, 'check', 'a b', '$HOME;*')
  assert.deepEqual(lines, ['a b|$HOME;*|web|192.0.2.1/32 2001:db8::1/128'])
  assert.deepEqual(evidence, passing('exit status 0'))
})

test('a command that ignores signals is killed at the deadline with all that it started', async () => {
  const file = pidFile()
  const { evidence, tookMs } = await shell(`trap '' TERM INT HUP; sh -c 'trap "" TERM; echo $$ > ${file}; sleep 60' & wait; sleep 60`, {
    timeoutMs: 1500,
  })
  assert.deepEqual(evidence, failing('no exit within 1500ms'))
  assert.ok(tookMs < 20_000, `${tookMs} ms`)
  await gone(await pidIn(file))
})

test('a machine that was paused over the deadline of a command does not make it fail', async () => {
  const file = pidFile()
  const running = shell(`echo $$ > ${file}; sleep 0.1`, { timeoutMs: 1500 })
  await pidIn(file)
  await turn() // what is due comes first then, what came in afterwards
  for (const end = performance.now() + 2500; performance.now() < end; );
  assert.deepEqual((await running).evidence, passing('exit status 0'))
})

test('a child left in the background with the output open stalls nothing and lives on', async () => {
  const file = pidFile()
  const { evidence, lines, tookMs } = await shell(`sleep 60 & echo $! > ${file}; echo started`, { timeoutMs: 30_000 })
  const pid = await pidIn(file)
  assert.ok(existsSync(`/proc/${pid}`))
  process.kill(pid, 'SIGKILL')
  assert.deepEqual([evidence, lines], [passing('exit status 0'), ['started']])
  assert.ok(tookMs < 20_000, `${tookMs} ms`)
})

test('what a command started in a process group of its own is killed with it at the deadline', { timeout: 20_000 }, async () => {
  const file = pidFile()
  const { evidence } = await shell(`timeout 60 sh -c 'echo $$ > ${file}; exec sleep 60'; true`, { timeoutMs: 1500 })
  assert.deepEqual(evidence, failing('no exit within 1500ms'))
  await gone(await pidIn(file))
})

test('a flood of output is read slowly, which leaves the time to others', async () => {
  const { evidence, lines } = await shell('exec cat /dev/zero', { timeoutMs: 1500 })
  assert.deepEqual(evidence, failing('no exit within 1500ms'))
  const megabytes = Number(/^\((\d+) more bytes\)$/.exec(lines.at(-1) ?? '')?.[1]) / 1e6
  assert.ok(megabytes > 1 && megabytes < 75, `${megabytes} MB`)
})

test('megabytes of output do not stall the command, and 8 kB of them are kept', async () => {
  const { evidence, lines } = await shell(`head -c 5000000 /dev/zero | tr '\\0' x; exit 3`)
  assert.deepEqual(evidence, failing('exit status 3'))
  const [kept, more = '', ...others] = lines
  assert.deepEqual([kept, others], ['x'.repeat(8192), []])
  // As much as a pipe holds may be left in it.
  const bytes = Number(/^\((\d+) more bytes\)$/.exec(more)?.[1])
  assert.ok(bytes <= 4_991_808 && bytes > 4_991_808 - 2 * 65_536, more)
})

test('output of both kinds is handed over line by line, as it was', async () => {
  const { lines } = await shell(`printf 'one\\r\\n\\033[31mtwo\\033[0m\\n\\n'; printf 'a\\tb \\302\\233 \\342\\200\\256' >&2`)
  assert.deepEqual([...lines].sort(), ['\u001b[31mtwo\u001b[0m', 'a\tb \u009b \u202e', 'one'])
})

test('what a command wrote before it was killed is kept', async () => {
  const { lines } = await shell('echo waiting for the database; sleep 60', { timeoutMs: 1500 })
  assert.deepEqual(lines, ['waiting for the database'])
})

test('an abort kills what runs at once, and nothing starts after it', async () => {
  const file = pidFile()
  const stop = new AbortController()
  const running = shell(`echo $$ > ${file}; sleep 60`, { signal: stop.signal })
  const pid = await pidIn(file)
  stop.abort()
  assert.deepEqual((await running).evidence, unknown('stopped before it ended'))
  await gone(pid)
  assert.deepEqual((await shell('exit 0', { signal: stop.signal })).evidence, unknown('stopped before it ended'))
})

test('many commands on one signal leave no listeners and no warning behind', async () => {
  const warnings: unknown[] = []
  const note = (warning: unknown) => warnings.push(warning)
  process.on('warning', note)
  const stop = new AbortController()
  await Promise.all(Array.from({ length: 15 }, () => shell('exit 0', { signal: stop.signal })))
  await sleep(0)
  process.off('warning', note)
  assert.deepEqual(warnings, [])
})

const probeAgainAndAgain = async (check: CommandCheck, times: number): Promise<readonly Evidence[]> => {
  const evidence: Evidence[] = []
  for (let time = 0; time < times; time++) evidence.push(await probeCommand(check, context, () => {}))
  return evidence
}

const { kill } = process

const neverEnding = { ...failing('its last run was killed and does not end, so it is not started again'), alarm: true }

test('a command that cannot be killed is not started again before it has ended, nor by a reload, which is a failure and an alarm', async (test) => {
  const folder = temporaryFolder()
  const [pids, end] = [join(folder, 'pids'), join(folder, 'end')]
  // Out of the reach of this process: of another user, as behind sudo.
  const command = `echo $$ >> ${pids}; while [ ! -e ${end} ]; do sleep 0.05; done`
  const check: CommandCheck = { kind: 'command', command: { kind: 'shell', text: command }, ...patient, timeoutMs: 1000 }
  test.mock.method(process, 'kill', (pid: number, signal: NodeJS.Signals | 0) => {
    if (signal === 'SIGKILL') throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
    return kill.call(process, pid, signal)
  })
  assert.deepEqual(await probeAgainAndAgain(check, 3), [failing('no exit within 1s'), neverEnding, neverEnding])
  const reloaded = { ...check, timeoutMs: 2000, rise: 1 }
  assert.deepEqual(await probeAgainAndAgain(reloaded, 1), [neverEnding])
  assert.equal(readFileSync(pids, 'utf8').trim().split('\n').length, 1)
  writeFileSync(end, '')
  await gone(await pidIn(pids))
  assert.deepEqual(await probeAgainAndAgain(check, 1), [passing('exit status 0')])
})

test('of a command whose shell was killed a child that was not still counts as running', async (test) => {
  const file = pidFile()
  const survivor = `/bin/sh -c 'echo $$ > ${file}; exec sleep 60' & wait; true`
  const check: CommandCheck = { kind: 'command', command: { kind: 'shell', text: survivor }, ...patient, timeoutMs: 1000 }
  const mock = test.mock.method(process, 'kill', (pid: number, signal: NodeJS.Signals | 0) =>
    kill.call(process, signal === 'SIGKILL' ? -pid : pid, signal),
  )
  assert.deepEqual(await probeAgainAndAgain(check, 2), [failing('no exit within 1s'), neverEnding])
  const pid = await pidIn(file)
  assert.ok(existsSync(`/proc/${pid}`))
  mock.mock.restore()
  process.kill(pid, 'SIGKILL')
  await gone(pid)
  // A look at all processes is good for a second.
  let [evidence] = await probeAgainAndAgain(check, 1)
  while (evidence?.reason === neverEnding.reason) [evidence] = await probeAgainAndAgain(check, 1)
  assert.deepEqual(evidence, failing('no exit within 1s'))
})
