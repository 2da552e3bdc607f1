// Does the built program find what an earlier run left, whatever became of its state file?
import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { startOfProcess } from '../../lib/io/living-process.ts'
import { until } from '../e2e/kit/wait.ts'
import { temporaryFolder } from '../folder.ts'
import { Child } from './child.ts'

const vip = '192.0.2.1/32'
const former = '192.0.2.9/32'
const withdraw = `withdraw route ${former}`
const checks = ['--command', 'true', '--rise', '1', '--interval', '100ms', '--fast-interval', '50ms']

const announced = /sent: announce|tier 1, announcing/
const children: Child[] = []

const folder = temporaryFolder()
after(() => {
  for (const child of children) child.process.kill('SIGKILL')
})

/** An ExaBGP that announces both VIPs still. */
const exabgp = (line: string): readonly string[] => {
  if (line === 'system version') return ['exabgp 4.2.21', 'done']
  return line === 'show adj-rib out'
    ? [vip, former].map((one) => `neighbor 10.0.0.2 ipv4 unicast ${one} next-hop self`).concat('done')
    : ['done']
}

const start = (flags: readonly string[], answers: typeof exabgp | undefined, runtime: string): Child => {
  const child = new Child(flags, answers, { RUNTIME_DIRECTORY: runtime })
  children.push(child)
  return child
}

const run = async (runtime: string, vips: readonly string[], own: readonly string[] = []): Promise<Child> => {
  const flags = vips.flatMap((one) => ['--vip', one])
  const child = start([...flags, ...checks, ...own], exabgp, runtime)
  await child.waitForLog(announced)
  return child
}

const kill = async (child: Child): Promise<void> => {
  child.process.kill('SIGKILL')
  await child.exited
}

const runtimeFolder = async (name: string): Promise<string> => {
  const path = join(folder, name)
  await mkdir(path)
  return path
}

/** Others lie beside it: the count of starts, the control socket. */
const stateFilesIn = async (path: string): Promise<readonly string[]> =>
  (await readdir(path).catch(() => [])).filter((name) => name.endsWith('.json'))

const vipsIn = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8')).vips

describe('the state file', () => {
  it('lets a successor withdraw what is not configured any more, and nobody but its owner read it', async () => {
    const runtime = await runtimeFolder('killed')
    await kill(await run(runtime, [vip, former]))
    const home = join(runtime, 'exabgp-haproxy')
    const [name = '', ...others] = await stateFilesIn(home)
    const file = join(home, name)
    assert.deepEqual([(await stat(home)).mode & 0o777, (await stat(file)).mode & 0o777, others], [0o755, 0o600, []])
    assert.deepEqual(await vipsIn(file), [vip, former])

    const successor = await run(runtime, [vip])
    assert.deepEqual(await vipsIn(file), [vip, former], 'a second crash must not lose it')
    await successor.waitForLine(withdraw)
    await successor.waitForLog(/192\.0\.2\.9\/32: announced by an earlier run, no longer configured: withdrawing it/)
    await until('the file without it', async () => JSON.stringify(await vipsIn(file)) === JSON.stringify([vip]))
    await kill(successor)
  })

  it('is not taken from a process that runs, and its VIPs are left to it', async () => {
    const runtime = await runtimeFolder('neighbours')
    await kill(await run(runtime, [vip, former]))
    const other = start(['--vip', former, '--command', 'true #', '--rise', '1'], exabgp, runtime)
    await other.waitForLog(announced)
    const twin = start(['--vip', former, '--command', 'true #', '--rise', '1'], exabgp, runtime)
    const successor = await run(runtime, [vip])
    await twin.waitForLog(new RegExp(`is used by process ${other.process.pid}, which runs`))
    await successor.waitForLog(new RegExp(`may stay announced: process ${other.process.pid} has it now`))
    assert.ok(!successor.lines.includes(withdraw))
    await Promise.all([other, twin, successor].map(kill))
  })

  for (const [what, text] of [
    ['holds something else', '{"a": 1}'],
    ['was cut off', '{"exabgp-haproxy":1,"pid":4711,"star'],
    ['holds a VIP that is none', `{"exabgp-haproxy":1,"pid":999999,"started":"1","vips":["${former}","192.0.2.9/24"]}`],
  ] as const) {
    it(`that ${what} is said to be so, and replaced`, async () => {
      const file = join(folder, `${what.replaceAll(' ', '-')}.json`)
      await writeFile(file, text)
      const child = await run(folder, [vip], ['--state-file', file])
      await child.waitForLog(/\.json is broken \(expected .*state file.*\) and replaced: /)
      assert.deepEqual(await vipsIn(file), [vip])
      await kill(child)
    })
  }

  it('that cannot be written costs a warning, and no announcement', async () => {
    const child = await run(join(folder, 'nowhere'), [vip])
    await child.waitForLog(
      /cannot be written \(ENOENT\): if this process is killed and a VIP then leaves the configuration, that VIP stays announced/,
    )
    await kill(child)
  })

  it('that cannot be written tells nothing of an earlier run: a dead service is withdrawn, though an ExaBGP that keeps no list lists nothing', async () => {
    const listsNothing = (line: string): readonly string[] => (line === 'system version' ? ['exabgp 4.2.21', 'done'] : ['done'])
    const flags = ['--vip', vip, '--command', 'false', '--fall', '1', '--interval', '100ms', '--fast-interval', '50ms']
    const successor = start(flags, listsNothing, join(folder, 'nowhere'))
    await successor.waitForLine(`withdraw route ${vip}`)
    assert.ok(!successor.log.some((line) => line.includes('there is no earlier run')))
    await kill(successor)
  })

  it('is neither read nor written where it is off', async () => {
    const runtime = await runtimeFolder('off')
    await kill(await run(runtime, [vip], ['--state-file', 'off']))
    assert.deepEqual(await stateFilesIn(join(runtime, 'exabgp-haproxy')), [])
  })

  it('is not there in a terminal', async () => {
    const runtime = await runtimeFolder('terminal')
    const child = start(['--vip', vip, ...checks], undefined, runtime)
    await child.waitForLog(announced)
    await kill(child)
    assert.deepEqual(await readdir(runtime), [])
  })

  for (const umask of [0o137, 0o777])
    it(`gets a folder that can be entered and can be read by its owner, with the umask ${umask.toString(8)} too`, async () => {
      const runtime = await runtimeFolder(`umask-${umask}`)
      await chmod(runtime, 0o700)
      const former = process.umask(umask)
      const child = start(['--vip', vip, ...checks], exabgp, runtime)
      process.umask(former)
      await child.waitForLog(announced)
      const home = join(runtime, 'exabgp-haproxy')
      const [name = ''] = await stateFilesIn(home)
      assert.deepEqual([(await stat(home)).mode & 0o777, (await stat(join(home, name))).mode & 0o777], [0o755, 0o600])
      await kill(child)
    })
})

it('a process that runs is told from one that does not', async () => {
  assert.match((await startOfProcess(process.pid)) ?? '', /^\d+$/)
  assert.equal(await startOfProcess(2 ** 22 + 1), undefined)
})
