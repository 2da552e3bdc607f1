// Does a file hold while it cannot be read, and not when it is gone?
import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { startDeadline } from '../../lib/io/deadline.ts'
import { attend } from '../../lib/io/file.ts'
import { onOutdatedFile, readLastingFile } from '../../lib/io/lasting-file.ts'
import { temporaryFolder } from '../folder.ts'

const folder = temporaryFolder()

it('a file that cannot be read says what it said, and one that is gone nothing', async () => {
  const told: (string | undefined)[] = []
  onOutdatedFile((_, reason) => told.push(reason))
  const path = join(folder, 'login')
  await writeFile(path, 'one')
  assert.equal(await readLastingFile(path, 1000), 'one')
  await rm(path)
  await mkdir(path)
  for (let turn = 0; turn < 3; turn++) assert.equal(await readLastingFile(path, 1000), 'one')
  await rm(path, { recursive: true })
  await assert.rejects(readLastingFile(path, 1000), { code: 'ENOENT' })
  await writeFile(path, 'two')
  assert.equal(await readLastingFile(path, 1000), 'two')
  assert.deepEqual(told, ['no regular file', undefined])
})

it('one that takes long says what it said after a quarter of a short time', async () => {
  const path = join(folder, 'slow')
  await writeFile(path, 'one')
  await readLastingFile(path, 1000)
  let release = (): void => {}
  const before = attend(join(folder, 'other'), 'read', () => new Promise<void>((resolve) => (release = resolve)), 60_000)
  const late = new Promise((resolve) => startDeadline(70, () => resolve('late')))
  assert.equal(await Promise.race([readLastingFile(path, 80), late]), 'one')
  release()
  await before
})

it('a file that could never be read says nothing', async () => {
  await assert.rejects(readLastingFile(folder, 1000), { code: 'no regular file' })
})
