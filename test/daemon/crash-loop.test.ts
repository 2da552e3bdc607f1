// Does ExaBGP keep its pipes where our process is killed again and again, and only there?
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { recentStarts } from '../../lib/daemon/crash-loop.ts'
import { hasStandIn } from '../e2e/kit/stand-in.ts'
import { until } from '../e2e/kit/wait.ts'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp, program } from './child.ts'
import { HeldPipe } from './held-pipe.ts'

const flags = ['--vip', '192.0.2.1', '--command', 'true', '--rise', '1']

const start = async (folder: string): Promise<Child> => {
  const child = new Child(flags, exabgp, { RUNTIME_DIRECTORY: folder })
  await child.waitForLog(/announcing/)
  return child
}

const isStoodInFor = ({ process }: Pick<Child, 'process'>): boolean => hasStandIn(process.pid ?? Number.NaN)

const kill = async (child: Child): Promise<void> => {
  await until('nobody to stand in', () => !isStoodInFor(child))
  child.process.kill('SIGKILL')
  await child.exited
}

/** The third start within a minute. */
const third = async (): Promise<Child> => {
  const folder = temporaryFolder()
  await kill(await start(folder))
  await kill(await start(folder))
  const child = await start(folder)
  await until('somebody to stand in', () => isStoodInFor(child))
  return child
}

for (const [way, ...by] of [
  ['a shell', '/bin/sh', program],
  ['Node', process.execPath, program],
] as const) {
  test(`two processes that are killed at once are followed at once; after a third, which ${way} started, ExaBGP keeps its pipes, and is read`, async (context) => {
    const folder = temporaryFolder()
    await kill(await start(folder))
    await kill(await start(folder))
    const pipe = new HeldPipe()
    const [file, ...words] = by
    const third = spawn(file, [...words, ...flags], {
      stdio: [pipe.theirs, 'pipe', 'pipe'],
      env: { ...process.env, RUNTIME_DIRECTORY: folder },
    })
    context.after(() => third.kill('SIGKILL'))
    const [stdout, stderr] = [third.stdout ?? assert.fail(), third.stderr ?? assert.fail()]
    let written = ''
    const closed = once(
      stdout.setEncoding('utf8').on('data', (text) => {
        written += text
      }),
      'close',
    )
    let told = ''
    stderr.setEncoding('utf8').on('data', (text) => {
      told += text
    })
    await until('its first word', () => told !== '')
    assert.ok(isStoodInFor({ process: third }))
    third.kill('SIGKILL')
    await until('somebody to say so', () =>
      /died soon after its start: what is announced stays, and nobody withdraws it until ExaBGP starts the program again in 22 s\n$/.test(
        told,
      ),
    )
    await pipe.takes(300_000)
    assert.equal(stdout.readableEnded, false)
    pipe.close()
    await closed
    for (const line of written.split('\n')) assert.match(line, /^(|system version|show .*|announce .*|withdraw .*)$/)
  })
}

for (const [end, how] of [
  ['SIGTERM', (child: Child) => child.process.kill('SIGTERM')],
  ['the end of ExaBGP', (child: Child) => child.process.stdin?.end()],
] as const) {
  test(`${end} ends a process without anything that stands in for it`, async () => {
    const child = await third()
    how(child)
    assert.deepEqual(await child.exited, [0, null])
    assert.ok(child.log.every((line) => !line.includes('died')))
  })
}

test('where starts cannot be counted every one may be one too many', async () => {
  const child = new Child(flags, exabgp, { RUNTIME_DIRECTORY: '/proc' })
  await until('somebody to stand in', () => isStoodInFor(child))
  child.process.stdin?.end()
  await child.exited
})

test('starts count for 64 s, those that lie ahead do not, and what is no time is passed over', () => {
  assert.deepEqual(recentStarts('35999\n36000\n36001\nx\n\n-1\n99999\n100000\n100001\n', 100_000), [36_001, 99_999, 100_000])
  assert.deepEqual(recentStarts('', 100_000), [])
})
