// Does a file that never answers cost only what depends on it?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { open, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { execa } from 'execa'
import { attend, readRegularFile, statPath } from '../../lib/io/file.ts'
import { isAnyOverdue } from '../../lib/io/file-turns.ts'
import { folder, pipe } from './folder.ts'

/** Holds a thread, as a mount whose server is gone does, until somebody reads. */
const hang = async (path: string): Promise<void> => {
  const handle = await open(path, 'w')
  await handle.close()
}

const note = (paths: string[], path: string): string => {
  paths.push(path)
  return path
}

const release = async (path: string): Promise<void> => {
  await once(createReadStream(path).resume(), 'close')
}

const noAnswer = { code: 'no answer' }

describe('a file', () => {
  it('is read and looked at', async () => {
    const path = join(folder, 'text')
    await writeFile(path, 'text')
    assert.equal(await readRegularFile(path), 'text')
    assert.equal((await statPath(path)).size, 4)
    await assert.rejects(readRegularFile(join(folder, 'missing')), { code: 'ENOENT' })
  })

  it('is refused at once where it is a pipe or a device', async () => {
    await assert.rejects(readRegularFile(pipe('refused'), 60_000), { code: 'no regular file' })
    await assert.rejects(readRegularFile('/dev/zero', 60_000), { code: 'no regular file' })
  })

  it('is refused where it is larger than any that is read', async () => {
    const path = join(folder, 'sparse')
    await writeFile(path, '')
    await truncate(path, 4 * 2 ** 30)
    const before = process.memoryUsage().rss
    await assert.rejects(readRegularFile(path, 60_000), { code: 'larger than 16 MB' })
    assert.ok(process.memoryUsage().rss - before < 100 * 2 ** 20)
  })

  it('that hangs is given up, and is not tried again before it has ended', async () => {
    const path = pipe('hangs')
    let begun = 0
    let ended = Promise.resolve()
    const work = () => {
      begun += 1
      ended = hang(path)
      return ended
    }
    await assert.rejects(attend(path, 'read', work, 20), noAnswer)
    assert.ok(isAnyOverdue())
    await assert.rejects(attend(path, 'read', work, 60_000), noAnswer)
    assert.equal(begun, 1)
    await release(path)
    await ended
    await setImmediate()
    await attend(path, 'read', async () => {}, 60_000)
    assert.ok(!isAnyOverdue())
  })
})

describe('where the environment leaves few threads', () => {
  const reading = `
    import { readRegularFile } from ${JSON.stringify(new URL('../../lib/io/file.ts', import.meta.url).href)}
    for (const path of ['/etc/hosts', '/proc/self/stat']) console.log((await readRegularFile(path, 10_000)).length > 0)`
  for (const threads of ['1', '2', '-3', 'none']) {
    it(`files of this machine and of others are read with ${threads}`, async () => {
      const words = ['--import', 'tsx', '--input-type=module', '-e', reading]
      const { stdout } = await execa(process.execPath, words, { env: { UV_THREADPOOL_SIZE: threads } })
      assert.equal(stdout, 'true\ntrue')
    })
  }
})

describe('while more files of a mount hang than there are threads', () => {
  it('what is elsewhere is read, what is there is given up at once, and all is well when they answer', async () => {
    const pipes = Array.from({ length: 8 }, (_, index) => pipe(`dead-${index}`))
    const begun: string[] = []
    const tries = pipes.map((path) => attend(path, 'write', () => hang(note(begun, path)), 20))
    for (const one of await Promise.allSettled(tries)) assert.equal(one.status, 'rejected')
    assert.match(await readRegularFile('/etc/hosts', 60_000), /localhost/)
    assert.equal((await statPath(folder, 60_000)).isDirectory(), true)
    await assert.rejects(
      attend(join(folder, 'new'), 'write', async () => {}, 60_000),
      noAnswer,
    )
    assert.ok(begun.length < pipes.length)
    await Promise.all(begun.map(release))
    await attend(join(folder, 'new'), 'write', async () => {}, 60_000)
  })
})

it('links to files that hang cost the folder nothing in which they lie', async () => {
  const links = ['one', 'two', 'three'].map((name) => join(folder, `link-${name}`))
  for (const path of links) await symlink('/proc/none', path)
  const fifos = links.map((_, index) => pipe(`linked-${index}`))
  const begun: string[] = []
  const tries = links.map((path, index) => attend(path, 'read', () => hang(note(begun, fifos[index] ?? '')), 20))
  for (const one of await Promise.allSettled(tries)) assert.equal(one.status, 'rejected')
  await attend(join(folder, 'beside'), 'read', async () => {}, 60_000)
  await Promise.all(begun.map(release))
})
