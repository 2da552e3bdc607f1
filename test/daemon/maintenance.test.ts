// Does a maintenance file that does not answer keep no other from being looked at?
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { maintenanceLooks } from '../../lib/daemon/maintenance.ts'
import type { Happening } from '../../lib/daemon/performers.ts'
import { maintenanceFiles } from '../../lib/engine/maintenance.ts'
import { attend } from '../../lib/io/file.ts'
import { config, prefix, service } from '../engine/configs.ts'
import { temporaryFolder } from '../folder.ts'

it('what is found is told once, and whoever has not answered is named from the second time on', async () => {
  const folder = temporaryFolder()
  const [near, far] = [join(folder, 'near'), '/proc/none/far']
  const told: Happening[] = []
  const own = config([
    service({ name: 'one', maintenanceFile: near }),
    service({ name: 'two', maintenanceFile: near, vips: [prefix('9.9.9.8/32')] }),
    service({ name: 'far', maintenanceFile: far, vips: [prefix('9.9.9.7/32')] }),
  ])
  const looks = maintenanceLooks((happening) => told.push(happening))
  const look = (): Promise<readonly string[]> => looks(maintenanceFiles(own), new Set())
  // Whatever is looked at on that mount has to wait for its turn.
  let release = (): void => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const hanging = attend('/proc/none/other', 'read', () => released, 60_000)
  assert.deepEqual(await look(), [])
  writeFileSync(near, '')
  assert.deepEqual(await look(), ['far'])
  assert.deepEqual(
    told.map((one) => ('service' in one ? [one.type, one.service] : [])),
    [
      ['maintenance', 'one'],
      ['maintenance', 'two'],
      ['maintenance', 'one'],
      ['maintenance', 'two'],
    ],
  )
  release()
  await hanging
  while (!told.some((one) => 'service' in one && one.service === 'far')) await look()
  assert.deepEqual(await look(), [])
  assert.equal(told.length, 5)
})
