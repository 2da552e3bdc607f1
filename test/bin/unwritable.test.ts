// What does a command say when nobody can get its result?
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../folder.ts'

const program = fileURLToPath(new URL('../../dist/exabgp-haproxy.js', import.meta.url))
const folder = temporaryFolder()

const service = ['--vip', '192.0.2.1/32', '--command', 'true']
const conf = ['exabgp-conf', ...service, '--local-as', '65010', '--router-id', '192.0.2.9']
const withPeer = [...conf, '--peer', 'address=192.0.2.2 as=65515 local-address=192.0.2.9']

const shell = (script: string, words: readonly string[]) => {
  const { status, stderr, stdout } = spawnSync('sh', ['-c', script, process.execPath, program, ...words], { encoding: 'utf8' })
  return { status, stderr, stdout }
}

describe('a command whose result cannot be written', () => {
  for (const words of [['--version'], ['--help'], ['check', '--help'], ['check', ...service], ['check', '--probe', ...service], withPeer]) {
    it(`${words.slice(0, 2).join(' ')} on a full disk ends with 74, and says so`, () => {
      const { status, stderr } = shell('exec "$0" "$@" >/dev/full', words)
      assert.deepEqual([status, stderr], [74, 'stdout cannot be written (ENOSPC): the result is not complete\n'])
    })
  }

  it('hooks --test on a full disk ends with 74, and says so once', () => {
    const file = join(folder, 'hooks.yaml')
    writeFileSync(file, 'hooks: [{on: [down, warm], run: "true"}]\nservices: {web: {vips: [192.0.2.1/32], checks: [{backend: web}]}}\n')
    const { status, stderr } = shell('exec "$0" "$@" >/dev/full', ['hooks', '--test', '--config', file])
    assert.deepEqual([status, stderr], [74, 'stdout cannot be written (ENOSPC): the result is not complete\n'])
  })

  it('notices that stdout is closed', () => {
    const { status, stderr } = spawnSync('sh', ['-c', `${program} --version >&-`], { encoding: 'utf8' })
    assert.deepEqual([status, stderr], [74, 'exabgp-haproxy: stdout is closed, so nobody would get the result\n'])
  })

  it('ends in a terminal as run, too', () => {
    const { status, stderr } = shell('exec "$0" "$@" >/dev/full </dev/null', [...service, '--rise', '1'])
    assert.equal(status, 74)
    assert.match(stderr, /stdout cannot be written \(ENOSPC\): the result is not complete\n/)
  })

  it('notices that only its beginning went to the disk', () => {
    const file = join(folder, 'exabgp.conf')
    const { status, stderr } = shell(`ulimit -f 1; exec "$0" "$@" >${file}`, withPeer)
    assert.deepEqual([status, stderr], [74, 'stdout cannot be written (EFBIG): the result is not complete\n'])
    assert.ok(readFileSync(file).length > 0, 'nothing was written at all')
  })

  it('takes a reader that left for one that has seen enough', () => {
    const { status, stderr } = shell('{ "$0" "$@"; echo "status $?" >&2; } | true', ['--help'])
    assert.deepEqual([status, stderr], [0, 'status 0\n'])
  })
})

it('a reader that is slow gets every problem', async () => {
  const unknown = Array.from({ length: 5000 }, (_, index) => `--unknown-flag-number-${index}=value`)
  const child = spawn(process.execPath, [program, 'check', ...unknown], { stdio: ['ignore', 'ignore', 'pipe'] })
  const closed = once(child, 'close')
  let lines = 0
  for await (const chunk of child.stderr) {
    lines += String(chunk).split('\n').length - 1
    await setImmediate()
  }
  assert.deepEqual(await closed, [78, null])
  assert.ok(lines >= unknown.length, `${lines} lines`)
})

it('a configuration that hangs is a problem like any other, and keeps no command from ending', async () => {
  const pipe = join(folder, 'hanging.yaml')
  assert.equal(spawnSync('mkfifo', [pipe]).status, 0)
  const child = spawn(process.execPath, [program, 'check', '--config', pipe], { stdio: ['ignore', 'ignore', 'pipe'] })
  const [said] = await once(child.stderr, 'data')
  const [code] = await once(child, 'close', { signal: AbortSignal.timeout(20_000) })
  assert.match(String(said), /Expected a readable file, got ".*hanging\.yaml" \(no answer\)/)
  assert.notEqual(code, 0)
})
