// Is a maintenance file taken for what it is: there, not there, or nobody knows?
import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { lookForMaintenanceFile, type MaintenanceLook, watchMaintenanceFile } from '../../lib/io/maintenance.ts'
import { temporaryFolder } from '../folder.ts'

/** The next look that differs from the one before. */
const watch = (path: string) => {
  const look = watchMaintenanceFile(path)
  return async (): Promise<MaintenanceLook> => {
    for (;;) {
      const found = await look()
      if (found !== undefined) return found
    }
  }
}

describe('a maintenance file', () => {
  it('is absent where there is none, nor a folder for it', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    for (const path of ['none', 'none/below', 'file/below'])
      assert.deepEqual(await lookForMaintenanceFile(join(folder, path)), { kind: 'absent' })
  })

  it('that cannot be looked at is unknown, with the reason', async () => {
    const folder = temporaryFolder()
    symlinkSync('loop', join(folder, 'loop'))
    assert.deepEqual(await lookForMaintenanceFile(join(folder, 'loop')), { kind: 'unknown', reason: 'ELOOP' })
    assert.deepEqual(await lookForMaintenanceFile(join(folder, 'x'.repeat(300))), { kind: 'unknown', reason: 'ENAMETOOLONG' })
  })

  it('is an order from its last change on, of its name too', async () => {
    const path = join(temporaryFolder(), 'maintenance')
    writeFileSync(path, '')
    utimesSync(path, 1, 1)
    const look = await lookForMaintenanceFile(path)
    assert.ok(look.kind === 'present' && look.forMs < 60_000, JSON.stringify(look))
  })

  it('is told when it comes, goes and cannot be looked at any more, each once', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'below', 'maintenance')
    const next = watch(path)
    assert.deepEqual(await next(), { kind: 'absent' })
    mkdirSync(join(folder, 'below'))
    writeFileSync(path, '')
    assert.equal((await next()).kind, 'present')
    rmSync(join(folder, 'below'), { recursive: true })
    symlinkSync('below', join(folder, 'below'))
    assert.deepEqual(await next(), { kind: 'unknown', reason: 'ELOOP' })
    rmSync(join(folder, 'below'))
    assert.deepEqual(await next(), { kind: 'absent' })
  })

  it('that comes by a rename is no older than the last look that did not find it', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'maintenance')
    writeFileSync(join(folder, 'off'), '')
    const next = watch(path)
    await next()
    const absentAt = performance.now()
    renameSync(join(folder, 'off'), path)
    const look = await next()
    assert.ok(look.kind === 'present' && look.forMs <= performance.now() - absentAt + 2000, JSON.stringify(look))
  })
})
