// Does no mistake of ours end the process, nor start it again and again?
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { groupMembers } from '../e2e/kit/process-tree.ts'
import { until } from '../e2e/kit/wait.ts'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp, program, runtime } from './child.ts'
import { HeldPipe } from './held-pipe.ts'

const flags = ['--vip', '192.0.2.1/32', '--command', 'true', '--rise', '1', '--interval', '100ms', '--fast-interval', '50ms']

const start = (test: TestContext, ...how: ConstructorParameters<typeof Child>): Child => {
  const child = new Child(...how)
  test.after(() => child.process.kill('SIGKILL'))
  return child
}

/** The built program with one of its files broken. */
const brokenProgram = (name: RegExp): string => {
  const folder = temporaryFolder()
  cpSync(dirname(program), folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  for (const file of readdirSync(join(folder, 'chunks')).filter((file) => name.test(file))) {
    writeFileSync(join(folder, 'chunks', file), 'this is no program')
  }
  return join(folder, 'exabgp-haproxy.js')
}

test('what escapes is logged once with its stack, and the process goes on', async (test) => {
  const planted =
    'let n=0;process.once("SIGUSR2",()=>setInterval(()=>{if(n++>50)process.emitWarning("enough");if(n&1)throw new Error("planted");Promise.reject("broken")},20))'
  const child = start(test, flags, exabgp, { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(planted)}"` })
  await child.waitForLine('announce route 192.0.2.1/32 next-hop self')
  child.process.kill('SIGUSR2')
  await child.waitForLog(/Warning: enough/)
  for (const cause of [/internal error, the program goes on: Error: planted at /, /internal error, the program goes on: broken/]) {
    assert.equal(child.log.filter((line) => cause.test(line)).length, 1, child.log.join('\n'))
  }
  child.process.kill('SIGTERM')
  assert.deepEqual(await child.exited, [0, null])
  assert.equal(child.lines.at(-1), 'withdraw route 192.0.2.1/32')
})

for (const [what, name] of [
  ['all', /^core\.js$/],
  ['first of all', /^early\.js$/],
] as const) {
  test(`a program that lacks what it needs ${what} ends with ExaBGP, and not before`, async (test) => {
    const child = start(test, flags, exabgp, {}, { program: brokenProgram(name) })
    await child.waitForLog(/the program cannot go on, what is announced stays, and ExaBGP may start it again: .*SyntaxError/)
    assert.equal(child.process.exitCode, null)
    child.process.stdin?.end()
    assert.deepEqual(await child.exited, [70, null])
  })
}

test('a program that cannot run lives for so long that ExaBGP never counts six of its starts in 64 s', async (test) => {
  const child = start(test, flags, exabgp, {}, { program: brokenProgram(/^core\.js$/) })
  const started = performance.now()
  assert.deepEqual(await child.exited, [70, null])
  assert.ok((performance.now() - started) * 4 > 64_000, `${performance.now() - started} ms`)
})

test('without ExaBGP it ends at once', async (test) => {
  const child = start(test, flags, undefined, {}, { program: brokenProgram(/^core\.js$/) })
  assert.deepEqual(await child.exited, [70, null])
  assert.match(child.log.join('\n'), /the program cannot go on, ending: .*SyntaxError/)
})

test('where there is no Node the program ends at once for a person, and takes its time under ExaBGP', async () => {
  const folder = temporaryFolder()
  const start = (stdin: 'ignore' | 'pipe' | number) =>
    spawn('/bin/sh', [program, ...flags], { env: { PATH: folder }, stdio: [stdin, 'ignore', 'pipe'] })
  assert.deepEqual(await once(start('ignore'), 'exit'), [70, null])
  const held = start('pipe')
  const [said] = await once(held.stderr ?? assert.fail(), 'data')
  assert.equal(String(said), 'exabgp-haproxy: there is no node in PATH\n')
  assert.equal(held.exitCode, null)
  held.kill('SIGTERM')
  assert.deepEqual(await once(held, 'exit'), [null, 'SIGTERM'])

  const pipe = new HeldPipe()
  const read = start(pipe.theirs)
  await pipe.takes(300_000)
  assert.equal(read.exitCode, null)
  pipe.close()
  assert.deepEqual(await once(read, 'exit'), [70, null])
})

test('a Node that dies before it reads the program is not followed at once under ExaBGP, which is read', async () => {
  const start = (stdin: 'ignore' | number) =>
    spawn('/bin/sh', [program, ...flags], { env: { ...process.env, NODE_OPTIONS: '--no-such' }, stdio: [stdin, 'pipe', 'ignore'] })
  const person = start('ignore')
  await Promise.all([once(person, 'exit'), once(person.stdout ?? assert.fail(), 'close')])
  const pipe = new HeldPipe()
  const held = start(pipe.theirs)
  const stdout = held.stdout ?? assert.fail()
  const closed = once(stdout.resume(), 'close')
  assert.deepEqual(await once(held, 'exit'), [9, null])
  await pipe.takes(300_000)
  assert.equal(stdout.readableEnded, false)
  pipe.close()
  await closed
})

for (const words of [['--version'], ['--help'], ['check', ...flags]]) {
  test(`nobody stands in for what has ended by itself: ${words[0]} ${words[1] ?? ''}`, async (test) => {
    const pipe = new HeldPipe()
    test.after(() => pipe.close())
    const child = spawn('/bin/sh', [program, ...words], { stdio: [pipe.theirs, 'pipe', 'ignore'] })
    await once(child.stdout?.resume() ?? assert.fail(), 'close', { signal: AbortSignal.timeout(15_000) })
  })
}

test('once the program runs nobody but itself has the pipes of ExaBGP', async (test) => {
  const child = spawn('/bin/sh', [program, ...flags], {
    detached: true,
    env: { ...process.env, RUNTIME_DIRECTORY: runtime },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const group = child.pid ?? assert.fail()
  test.after(() => {
    try {
      process.kill(-group, 'SIGKILL')
    } catch {} // it is gone
  })
  await once(child.stdout ?? assert.fail(), 'data')
  await until('nobody else', () => groupMembers(group).length === 1)
  child.stdin?.end()
  assert.deepEqual(await once(child, 'exit'), [0, null])
})
