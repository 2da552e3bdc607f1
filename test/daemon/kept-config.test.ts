// Is the time to confirm a configuration as long as it was said to be, whatever happens to the wall clock and the process?
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ConfigKeeper, confirmDeadlineOf, recollectConfig } from '../../lib/daemon/kept-config.ts'
import { choose, stopped, tryOut } from '../../lib/record/kept-config.ts'
import { parseJson } from '../../lib/values/json.ts'
import { temporaryFolder } from '../folder.ts'

const place = (): { readonly path: string; readonly start: () => Promise<ConfigKeeper> } => {
  const folder = temporaryFolder()
  const path = join(folder, 'vips.config')
  return { path, start: () => recollectConfig(path, () => assert.fail('something could not be written')) }
}

const minutesLeft = ({ kept, now }: ConfigKeeper): number => Math.round(((kept.trial?.deadline ?? Number.NaN) - now()) / 60_000)
const onTrial = (keeper: ConfigKeeper) => keeper.keep(tryOut(keeper.kept, 'good', 'new', keeper.now() + 5 * 60_000))
const use = ({ kept, now }: ConfigKeeper) => choose(kept, 'new', now()).use

for (const [how, hours] of [
  ['back', -5],
  ['forward', 5],
] as const) {
  test(`a wall clock that is set ${how} between two processes makes the time to confirm neither longer nor shorter`, async (context) => {
    const { start } = place()
    await onTrial(await start())
    context.mock.timers.enable({ apis: ['Date'], now: Date.now() + hours * 3_600_000 })
    const successor = await start()
    assert.deepEqual([minutesLeft(successor), use(successor)], [5, 'trial'])
    assert.equal(Math.round(((confirmDeadlineOf(successor) ?? Number.NaN) - Date.now()) / 60_000), 5)
  })

  test(`nor does one that is set ${how} within a process, and what is told of it follows that clock`, async (context) => {
    const { start } = place()
    const keeper = await start()
    await onTrial(keeper)
    context.mock.timers.enable({ apis: ['Date'], now: Date.now() + hours * 3_600_000 })
    assert.equal(minutesLeft(keeper), 5)
    assert.equal(Math.round(((confirmDeadlineOf(keeper) ?? Number.NaN) - Date.now()) / 60_000), 5)
    await keeper.keep(stopped(keeper.kept))
    const successor = await start()
    assert.deepEqual([minutesLeft(successor), use(successor)], [5, 'trial'])
  })
}

test('after another start of the machine the wall clock counts, as there is no better one', async (context) => {
  const { path, start } = place()
  await onTrial(await start())
  const file = parseJson(readFileSync(path, 'utf8')) as { readonly written: object }
  writeFileSync(path, JSON.stringify({ ...file, written: { ...file.written, boot: 'another' } }))
  context.mock.timers.enable({ apis: ['Date'], now: Date.now() + 6 * 60_000 })
  const successor = await start()
  assert.deepEqual([minutesLeft(successor), use(successor)], [-1, 'good'])
})
