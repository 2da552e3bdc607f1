// Does a machine without resources cost checks, and never the process?
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp } from './child.ts'

const configuration = async (services: readonly string[]): Promise<string> => {
  const folder = temporaryFolder()
  const file = join(folder, 'many.yaml')
  await writeFile(file, `haproxy: {stats: ${join(folder, 'none')}}\ndefaults: {timeout: 5s, rise: 1}\nservices:\n${services.join('\n')}\n`)
  return file
}

const commands = Array.from({ length: 40 }, (_, index) => `  s${index}: {vips: [192.0.2.${index}], checks: [{command: sleep 0.9}]}`)

test('with files for half of its commands the process stays, and the others are unknown', async () => {
  const file = await configuration(commands)
  const child = new Child(['run', '--config', file], exabgp, {}, { files: 80 })
  await child.waitForLog(/is unknown.*it cannot be started: this process has too many files open/)
  await child.waitForLog(/tier 1, announcing/)
  child.process.stdin?.end()
  assert.deepEqual(await child.exited, [0, null])
})

test('without a file to open every edge says so, nothing is down for it, and the log goes on', async () => {
  const folder = temporaryFolder()
  const edges = join(import.meta.dirname, 'programs/without-files.ts')
  const { stdout, stderr } = await execa(process.execPath, ['--import', 'tsx', edges, folder])
  const lack = 'this process has too many files open'
  const socket = `${folder}/haproxy.sock`
  assert.deepEqual(JSON.parse(stdout), {
    statistics: { ok: false, fault: { kind: 'unreadable', reason: `cannot ask ${socket}: ${lack}` } },
    address: { kind: 'unknown', reason: lack },
    localhost: { kind: 'unknown', reason: lack },
    name: { kind: 'unknown', reason: lack },
    credentials: { kind: 'unknown', reason: 'the credentials file /etc/passwd cannot be read (EMFILE)' },
    ring: { kind: 'lost', reason: `${lack} on ${socket}` },
    record: 'too many open files',
    read: { kind: 'unreadable', path: '/etc/passwd', reason: 'EMFILE' },
    written: 'EMFILE',
  })
  assert.match(stderr, /^\S+ exabgp-haproxy warn: a line of the log$/)
})
