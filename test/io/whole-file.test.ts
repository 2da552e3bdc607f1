// Does a draft stay in its own folder, whatever somebody has put in its place?
import assert from 'node:assert/strict'
import { lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { writePromFile } from '../../lib/io/prom-file.ts'
import { writeStateFile } from '../../lib/io/state-file.ts'
import { temporaryFolder } from '../folder.ts'

for (const [what, write] of [
  ['metrics', writePromFile],
  ['state', writeStateFile],
] as const)
  test(`${what}: a link where the draft will be is taken away, and what it leads to stays as it is`, async () => {
    const place = temporaryFolder()
    const [victim, path] = [join(place, 'victim'), join(place, 'told')]
    writeFileSync(victim, 'precious', { mode: 0o600 })
    symlinkSync(victim, join(place, `.told.${process.pid}`))
    assert.equal(await write(path, 'news'), undefined)
    assert.equal(readFileSync(path, 'utf8'), 'news')
    assert.ok(lstatSync(path).isFile())
    assert.equal(readFileSync(victim, 'utf8'), 'precious')
    assert.equal(lstatSync(victim).mode & 0o777, 0o600)
  })
