// Which calls of a hook come to nothing: what is said again, what comes too late, and what a reload has taken away?
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, it } from 'node:test'
import type { Config } from '../../lib/config/config.ts'
import type { Hook } from '../../lib/config/hooks.ts'
import { HookRunner } from '../../lib/daemon/hook-runner.ts'
import type { News } from '../../lib/engine/effect.ts'
import type { LogLine } from '../../lib/log/line.ts'
import { config, service } from '../engine/configs.ts'
import { temporaryFolder } from '../folder.ts'

const plain = config([service({ name: 'web' })])
const around = { node: 'lb1', since: '2026-11-26T03:00:00.000Z' }

describe('of the calls of a hook', () => {
  let [folder, file] = ['', '']
  let lines: LogLine[] = []
  let runner = new HookRunner(() => {})
  beforeEach(() => {
    folder = temporaryFolder()
    file = join(folder, 'ran')
    lines = []
    runner = new HookRunner((line) => lines.push(line))
  })

  const hook = (text: string): Hook => ({
    on: ['unknown', 'neighbor', 'down'],
    run: { kind: 'shell', text: `${text}; echo "$RHI_EVENT $RHI_SERVICE$RHI_NEIGHBOR" >> ${file}` },
    timeoutMs: 5000,
  })
  const withHooks = (...hooks: readonly Hook[]): Config => ({ ...plain, hooks })
  const take = (news: News, current: Config): void => runner.take(news, current, around)
  const ran = (): readonly string[] => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [])

  const alarm = (type: 'alarm' | 'alarm-over', forMs: number): News => ({
    type,
    alarm: 'unknown',
    service: 'web',
    level: 'warn',
    what: 'x',
    forMs,
  })
  const neighbor = (address: string): News => ({ type: 'neighbor', address, state: 'down' })

  it('an alarm that is said again is none, however late it was said first, until it is over', async () => {
    const current = withHooks(hook(':'))
    for (const news of [alarm('alarm', 130_000), alarm('alarm', 260_000), alarm('alarm-over', 300_000)]) {
      take(news, current)
      await runner.flushed()
    }
    assert.deepEqual(ran(), ['unknown web'])
    take(alarm('alarm', 60_000), current)
    await runner.flushed()
    assert.deepEqual(ran(), ['unknown web', 'unknown web'])
  })

  it('what waits, and what comes, when the process ends is not run; what runs is killed', async () => {
    const current = withHooks(hook('sleep 60'))
    take(neighbor('10.0.0.1'), current)
    take(neighbor('10.0.0.2'), current)
    runner.stop()
    take(neighbor('10.0.0.3'), current)
    await runner.flushed()
    assert.deepEqual(ran(), [])
    assert.deepEqual(runner.counts(), [{ hook: 'sleep', runs: 1, failures: 1, skipped: 0 }])
    assert.match(
      lines[0]?.message ?? '',
      /^hook sleep for 10\.0\.0\.1 \(neighbor\) failed, no route depends on it: killed, as this process ends$/,
    )
  })

  it('what waits for a hook that another configuration does not have is not run, and one that both have goes on', async () => {
    const kept = hook(':')
    take(neighbor('10.0.0.1'), withHooks(hook('sleep 0.3'), kept))
    take(neighbor('10.0.0.2'), withHooks(hook('sleep 0.3'), kept))
    take(neighbor('10.0.0.3'), withHooks(kept))
    await runner.flushed()
    assert.deepEqual(
      runner.counts().map(({ hook: name, runs }) => [name, runs]),
      [['sh', 3]],
    )
    take(neighbor('10.0.0.4'), plain)
    assert.deepEqual(runner.counts(), [])
  })
})
