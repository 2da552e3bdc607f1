// Is `ip` looked for on disks of this machine only?
import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { changeAddresses } from '../../lib/io/ip-address.ts'
import { temporaryFolder } from '../folder.ts'

test('a folder of PATH that lies elsewhere, and so may not answer, is passed over', async (context) => {
  const folder = temporaryFolder()
  const mark = join(folder, 'begun')
  writeFileSync(join(folder, 'ip'), `#!/bin/sh\n: > ${mark}\n`, { mode: 0o755 })
  const { PATH } = process.env
  context.after(() => Object.assign(process.env, { PATH }))
  const withPath = async (path: string): Promise<boolean> => {
    process.env.PATH = path
    await changeAddresses('del', [{ vip: '192.0.2.77/32', interface: 'none-such' }])
    return existsSync(mark)
  }
  assert.equal(await withPath(`/proc/self/root${folder}`), false)
  assert.equal(await withPath(folder), true)
})
