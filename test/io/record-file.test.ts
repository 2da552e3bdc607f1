// Does the record stay within its bounds, and does a bad disk cost nothing but the record?
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, constants, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { openRecordFile, type RecordFile } from '../../lib/io/record-file.ts'
import type { Begins } from '../../lib/record/record.ts'
import { temporaryFolder } from '../folder.ts'

const folder = temporaryFolder()
const records: RecordFile[] = []
after(async () => {
  for (const record of records) await record.close()
})

const kept = (record: RecordFile): RecordFile => {
  records.push(record)
  return record
}

const header = (begins: Begins): string => `header ${begins}`

const opened = (path: string, { maxBytes = 1000, files = 3, retryAfterMs = 0 } = {}) => {
  const news: string[] = []
  const listener = { onTrouble: (reason: string) => news.push(reason), onRecovered: () => news.push('recovered') }
  return { ...kept(openRecordFile({ file: join(folder, path), maxBytes, files }, listener, retryAfterMs)), news }
}

const linesOf = (path: string): readonly string[] => readFileSync(join(folder, path), 'utf8').split('\n').slice(0, -1)

describe('the file of a record', () => {
  it('begins with a header and is readable by its owner only', async () => {
    const record = opened('plain')
    record.append('one', header)
    record.append('two', header)
    await record.flushed()
    assert.deepEqual(linesOf('plain'), ['header run', 'one', 'two'])
    assert.equal(statSync(join(folder, 'plain')).mode & 0o777, 0o600)
  })

  it('takes away from others what they may read in a file that was there before', async () => {
    writeFileSync(join(folder, 'open'), '')
    chmodSync(join(folder, 'open'), 0o666)
    const record = opened('open')
    record.append('one', header)
    await record.flushed()
    assert.equal(statSync(join(folder, 'open')).mode & 0o777, 0o600)
  })

  it('is moved away when it is full; each begins with a header, the oldest goes, and no line is lost between', async () => {
    const record = opened('full')
    const numbers = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(50)}`)
    for (const [index, line] of numbers.entries()) {
      record.append(line, header)
      if (index % 7 === 0) await record.flushed()
    }
    await record.flushed()
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('full')),
      ['full', 'full.1', 'full.2'],
    )
    const kept = ['full.2', 'full.1', 'full'].map(linesOf)
    for (const lines of kept) assert.equal(lines[0], 'header file')
    for (const name of ['full', 'full.1', 'full.2']) assert.ok(statSync(join(folder, name)).size <= 1000)
    const events = kept.flatMap((lines) => lines.slice(1))
    assert.ok(events.length > 40)
    assert.deepEqual(events, numbers.slice(-events.length))
    assert.deepEqual(record.news, [])
  })

  it('is left alone once it was let go of, whatever still happens', async () => {
    const record = opened('closed')
    record.append('one', header)
    const closing = record.close()
    record.append('two', header)
    await closing
    record.append('three', header)
    await record.flushed()
    assert.deepEqual(linesOf('closed'), ['header run', 'one'])
    assert.deepEqual(record.news, [])
  })

  it('goes on in the file of a predecessor, also behind a line that broke off', async () => {
    writeFileSync(join(folder, 'crashed'), 'header run\none\ntw')
    const record = opened('crashed')
    record.append('three', header)
    await record.flushed()
    assert.deepEqual(linesOf('crashed'), ['header run', 'one', 'tw', 'header run', 'three'])
  })

  it('leaves a full file of a predecessor as it is', async () => {
    writeFileSync(join(folder, 'before'), 'x'.repeat(995))
    const record = opened('before')
    record.append('one', header)
    await record.flushed()
    assert.deepEqual(linesOf('before'), ['header run', 'one'])
    assert.equal(readFileSync(join(folder, 'before.1'), 'utf8').length, 995)
  })

  it('says once that no more fits, and drops what cannot be written', async () => {
    const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
    const record = opened('limited', { maxBytes: 1e9 })
    limit('50')
    try {
      for (let count = 0; count < 20; count++) {
        record.append('one', header)
        await record.flushed()
      }
    } finally {
      limit('unlimited')
    }
    assert.deepEqual(record.news, ['file too large'])
  })

  it('is no pipe, nor a device, which stays as it is and is told nothing', async () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', ['-m', '0666', path])
    const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const record = opened('pipe', { maxBytes: 10 })
    for (let count = 0; count < 5; count++) {
      record.append('one', header)
      await record.flushed()
    }
    assert.deepEqual(record.news, ['no regular file'])
    assert.equal((await reader.read(Buffer.alloc(10))).bytesRead, 0)
    assert.equal(statSync(path).mode & 0o777, 0o666)
    assert.ok(!readdirSync(folder).includes('pipe.1'))
    await reader.close()
  })

  it('goes on behind a header that tells of the gap, once it can be written again', async () => {
    const record = opened('absent/record')
    record.append('lost', header)
    await record.flushed()
    record.append('lost too', header)
    await record.flushed()
    mkdirSync(join(folder, 'absent'))
    record.append('kept', header)
    await record.flushed()
    record.append('kept too', header)
    await record.flushed()
    assert.deepEqual(linesOf('absent/record'), ['header gap', 'kept', 'kept too'])
    assert.deepEqual(record.news, ['no such file or directory', 'recovered'])
  })

  it('does not try again before its time', async () => {
    const record = opened('late/record', { retryAfterMs: 3_600_000 })
    record.append('lost', header)
    await record.flushed()
    mkdirSync(join(folder, 'late'))
    record.append('lost too', header)
    await record.flushed()
    assert.deepEqual(readdirSync(join(folder, 'late')), [])
  })

  // A pipe that nobody reads hangs as a dead network disk does.
  it('keeps a bounded amount for a disk that hangs, and says that it is too slow', async () => {
    const path = join(folder, 'hung')
    execFileSync('mkfifo', [path])
    const record = opened('hung', { maxBytes: 1e9, retryAfterMs: 3_600_000 })
    const line = 'x'.repeat(100_000)
    for (let count = 0; count < 100; count++) record.append(line, header)
    assert.deepEqual(record.news, ['the disk is too slow'])
    const reader = await open(path, 'r')
    reader.createReadStream().resume()
    await record.flushed()
  })
})
