// Is no change of a text file missed, and is none seen where there is none?
import assert from 'node:assert/strict'
import { renameSync, writeFileSync } from 'node:fs'
import { open, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { statPath } from '../../lib/io/file.ts'
import { otherText, readText } from '../../lib/io/text-file.ts'
import { temporaryFolder } from '../folder.ts'
import { pipe } from './folder.ts'

const folder = temporaryFolder()

const everyMs = 5

it('a text of the same size and time is another one', async () => {
  const file = join(folder, 'same-time')
  await writeFile(file, 'one')
  const { atime, mtime } = await stat(file)
  const other = otherText(file, await readText(file), everyMs)
  const handle = await open(file, 'r+')
  await handle.write('two')
  await handle.close()
  await utimes(file, atime, mtime)
  assert.deepEqual(await other, { ok: true, text: 'two' })
})

it('the same text, written again or in a file that takes its place, is none', async () => {
  const file = join(folder, 'same-text')
  await writeFile(file, 'one')
  let seen = false
  const other = otherText(file, await readText(file), everyMs).then((text) => {
    seen = true
    return text
  })
  await writeFile(`${file}.new`, 'one')
  await rename(`${file}.new`, file)
  await delay(10 * everyMs)
  assert.equal(seen, false)
  await writeFile(`${file}.new`, 'two')
  await rename(`${file}.new`, file)
  assert.deepEqual(await other, { ok: true, text: 'two' })
})

it('a file that goes, and one that comes, says something else', async () => {
  const file = join(folder, 'comes-and-goes')
  await writeFile(file, 'one')
  const there = await readText(file)
  const gone = otherText(file, there, everyMs)
  await rm(file)
  assert.deepEqual(await gone, { ok: false, reason: 'ENOENT' })
  const back = otherText(file, await gone, everyMs)
  await writeFile(`${file}.new`, 'one')
  await rename(`${file}.new`, file)
  assert.deepEqual(await back, there)
})

it('a text that is being written is none before it stays as it is', async () => {
  const file = join(folder, 'grows')
  await writeFile(file, '')
  const other = otherText(file, await readText(file), everyMs)
  let text = ''
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      text += 'more '
      writeFileSync(`${file}.new`, text)
      renameSync(`${file}.new`, file)
      if (text.length < 200) return
      clearInterval(timer)
      resolve()
    }, 1)
  })
  assert.deepEqual(await other, { ok: true, text })
})

it('a text without an end is none, nor does it fill the memory', async () => {
  assert.deepEqual(await readText('/dev/zero'), { ok: false, reason: 'larger than 16 MB' })
})

it('a pipe to which nobody writes gives no answer, keeps no other file waiting, and a file in its place is read at once', async () => {
  const file = pipe('config')
  const silent = readText(file)
  await statPath(dirname(file), 1000)
  assert.deepEqual(await silent, { ok: false, reason: 'no answer' })
  await writeFile(`${file}.new`, 'one')
  await rename(`${file}.new`, file)
  assert.deepEqual(await readText(file), { ok: true, text: 'one' })
})

it('a pipe is read to its end, however slowly somebody writes', async () => {
  const file = pipe('slow')
  const text = readText(file)
  const writer = await open(file, 'w')
  await writer.write('one')
  await delay(100)
  await writer.write('two')
  await writer.close()
  assert.deepEqual(await text, { ok: true, text: 'onetwo' })
})
