// Does the built program stay what it is, whatever stands where it expects a file?
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { folder, pipe } from '../io/folder.ts'
import { Child, exabgp } from './child.ts'

const announce = 'announce route 192.0.2.1/32 next-hop self'
const withdrawn = /^withdraw .*192\.0\.2\.1\/32/

/** One service that is well, and another one that depends on what is tried; they never share a command. */
const configuration = (
  odd: string,
  more = '',
): string => `defaults: {interval: 200ms, fast-interval: 100ms, timeout: 500ms, rise: 1, fall: 1}
services:
  well: {vips: [192.0.2.1/32], checks: [{command: "true"}]}
  odd: {vips: [192.0.2.2/32], med: 1, checks: [${odd}]}
${more}`

let files = 0
const pathOf = (): string => join(folder, `file-${files++}.json`)

const start = (test: TestContext, text: string, within: readonly string[] = []): Child => {
  const file = pathOf()
  writeFileSync(file, text)
  const child = new Child(['--config', file], exabgp, {}, { within })
  test.after(() => child.process.kill('SIGKILL'))
  return child
}

const leaves = async (child: Child): Promise<void> => {
  child.process.kill('SIGTERM')
  await child.exited
  assert.ok(
    child.lines.some((line) => withdrawn.test(line)),
    child.lines.join('\n'),
  )
  assert.ok(
    child.log.every((line) => !/mistake|\.ts:|\.js:/.test(line)),
    child.log.join('\n'),
  )
}

const fifo = (): string => pipe(`pipe-${files++}.json`)

const sparse = (): string => {
  const path = pathOf()
  writeFileSync(path, '')
  truncateSync(path, 4 * 2 ** 30)
  return path
}

const made = (make: (path: string) => void): string => {
  const path = pathOf()
  make(path)
  return path
}

describe('where credentials should be', () => {
  for (const [what, make, reason] of [
    ['a folder', () => made((path) => mkdirSync(path)), /cannot be read \(no regular file\)/],
    ['a FIFO', fifo, /cannot be read \(no regular file\)/],
    ['four sparse gigabytes', sparse, /cannot be read \(larger than 16 MB\)/],
    ['a circle of links', () => made((path) => symlinkSync(path, path)), /cannot be read \(ELOOP\)/],
    ['binary data', () => made((path) => writeFileSync(path, Buffer.from([0, 255, 254, 10, 13]))), /does not hold user:password/],
  ] as const) {
    it(`${what} makes a check unknown`, async (test) => {
      const child = start(test, configuration(`{http: "http://127.0.0.1:9/", credentials: {file: ${make()}}}`))
      await child.waitForLog(reason)
      await child.waitForLine(announce)
      await leaves(child)
    })
  }
})

describe('where the record or the state file should be', () => {
  for (const [what, make] of [
    ['a folder', () => made((path) => mkdirSync(path))],
    ['a FIFO that nobody reads', fifo],
    ['a device', () => made((path) => symlinkSync('/dev/full', path))],
    ['a folder that is not there', () => join(pathOf(), 'none', 'below.json')],
    ['a file in a folder of the kernel, where nothing can be made', () => '/proc/none.json'],
  ] as const)
    for (const key of ['record', 'state'] as const)
      it(`${what} costs the ${key} only, and is said`, async (test) => {
        const path = make()
        const child = start(
          test,
          configuration('{command: "true"}', key === 'record' ? `record: {file: ${path}}\n` : `exabgp: {state-file: ${path}}\n`),
        )
        await child.waitForLine(announce)
        if (!(key === 'state' && what === 'a device')) await child.waitForLog(/cannot be (written|read)/) // a state file takes the place of a link
        await leaves(child)
      })
})

const isRoot = process.getuid?.() === 0

describe('where the system has its own files', { skip: isRoot ? false : 'only root may put others there' }, () => {
  it('a FIFO for /etc/hosts, and one that takes the place of /etc/resolv.conf, cost the checks by name only', async (test) => {
    const [hosts, resolver] = [fifo(), fifo()]
    const nobody = made((path) => writeFileSync(path, ''))
    const script = made((path) =>
      writeFileSync(path, `mount --bind ${hosts} /etc/hosts && mount --bind ${nobody} /etc/resolv.conf && exec "$@"`),
    )
    const child = start(test, configuration('{http: "http://name.invalid/"}'), ['unshare', '--mount', 'sh', script])
    await child.waitForLine(announce)
    await child.waitForLog(/^.*odd: http .*name/)
    execFileSync('nsenter', [`--target=${child.process.pid}`, '--mount', '--root', 'mount', '--bind', resolver, '/etc/resolv.conf'])
    const said = child.lines.length
    await delay(2500) // it is read again within a second
    child.say('neighbor 192.0.2.254 up')
    await child.waitForLog(/neighbor 192\.0\.2\.254 is up/)
    assert.ok(child.lines.slice(said).every((line) => !line.includes('withdraw')))
    await leaves(child)
  })

  it('files without a right to read cost the checks by name only', async (test) => {
    const [hosts, resolver] = [pathOf(), pathOf()]
    for (const path of [hosts, resolver]) {
      writeFileSync(path, '')
      chmodSync(path, 0)
    }
    const script = made((path) =>
      writeFileSync(
        path,
        `mount --bind ${hosts} /etc/hosts && mount --bind ${resolver} /etc/resolv.conf && ip link set lo up && exec "$@"`,
      ),
    )
    const child = start(test, configuration('{http: "http://name.invalid/"}'), ['unshare', '--mount', '--net', 'sh', script])
    await child.waitForLog(/odd: .*(name|no answer)/)
    await child.waitForLine(announce)
    await leaves(child)
  })
})
