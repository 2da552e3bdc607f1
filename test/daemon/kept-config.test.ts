// Is the time to confirm a configuration as long as it was said to be, whatever happens to the wall clock and the process?
import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ConfigKeeper, confirmDeadlineOf, recollectConfig } from '../../lib/daemon/kept-config.ts'
import { choose, insteadOfFile, stopped, tryOut } from '../../lib/record/kept-config.ts'
import { parseJson } from '../../lib/values/json.ts'
import { temporaryFolder } from '../folder.ts'
import { Child, exabgp } from './child.ts'

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

test('a file that nobody can read says nothing against what is on trial, unless that makes processes crash', () => {
  const onTrial = (starts: readonly number[]) => ({ good: 'good', trial: { text: 'new', starts } })
  assert.deepEqual(insteadOfFile(onTrial([]), true, 5000), { text: 'new', kept: onTrial([5000]) })
  const crashed = insteadOfFile(onTrial([3000, 4000]), true, 5000)
  assert.deepEqual([crashed?.text, crashed?.kept.trial, choose(crashed?.kept ?? {}, 'new', 6000).why], ['good', undefined, 'taken back'])
  assert.equal(insteadOfFile({ trial: { text: 'new', starts: [] } }, true, 5000), undefined)
})

test('a process whose file is not there after a crash goes on with what it had reloaded', async (context) => {
  const runtime = temporaryFolder()
  const file = join(runtime, 'vips.yaml')
  const write = (med: number): void =>
    writeFileSync(file, `services: {web: {vips: [192.0.2.1/32], med: ${med}, checks: [{command: "true", rise: 1}]}}\n`)
  const start = (): Child => {
    const child = new Child(['run', '--config', file], exabgp, { RUNTIME_DIRECTORY: runtime })
    context.after(() => child.process.kill('SIGKILL'))
    return child
  }
  write(1)
  const child = start()
  await child.waitForLine('announce route 192.0.2.1/32 next-hop self med 1')
  write(2)
  child.process.kill('SIGHUP')
  await child.waitForLog(/reloaded by SIGHUP/)
  child.process.kill('SIGKILL')
  await child.exited
  rmSync(file)
  const successor = start()
  await successor.waitForLog(/the configuration cannot be read: what was in force last is in force again; make .* readable, then reload/)
  await successor.waitForLine('announce route 192.0.2.1/32 next-hop self med 2')
})
