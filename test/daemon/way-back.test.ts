// Does the way back lead one step back, and to what was wanted, whatever happens while somebody reloads?
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { interpret } from '../../lib/daemon/configure.ts'
import { noConfigKeeper } from '../../lib/daemon/kept-config.ts'
import type { ReloadWish } from '../../lib/daemon/reload-wish.ts'
import { Reloads } from '../../lib/daemon/reloads.ts'
import { everything, nothing } from '../../lib/health/evidence.ts'
import { choose } from '../../lib/record/kept-config.ts'
import { until } from '../e2e/kit/wait.ts'
import { Simulation } from '../engine/simulation.ts'
import { temporaryFolder } from '../folder.ts'

const text = (med: number): string =>
  `services:\n  web:\n    vips: [192.0.2.1/32]\n    med: ${med}\n    checks: [{command: "true", rise: 1, fall: 1}]\n`

const [first, second, third] = [text(1), text(2), text(3)]

/**
 * A process that decides, without its surroundings; it has begun with the first. `meanwhile`: happens once, while the next one is made ready. `lost`: so
 * many readings of a configuration come to nothing. `stop` ends it.
 */
const process = async () => {
  const start = { file: join(temporaryFolder(), 'config.yaml'), flags: {}, problems: [] }
  const read = await interpret(start, { ok: true, text: first })
  assert.ok(read.ok)
  const world = { isWell: true, takesNothing: false, lost: 0, meanwhile: async (): Promise<void> => {} }
  const keeper = noConfigKeeper()
  const log: string[] = []
  let at = 1000
  const probe = () => ({ kind: 'measured' as const, measure: world.isWell ? everything : nothing, reason: 'by the script' })
  const sim = new Simulation(read.config, { probe, standalone: true }).until(at)
  const reloads = new Reloads(
    {
      ...{ start, text: first, fallback: undefined, keeper, follow: () => {}, state: () => sim.state },
      prepare: () => {
        const { meanwhile } = world
        world.meanwhile = async () => {}
        return meanwhile()
      },
      dispatch: (event) => {
        if (!world.takesNothing) sim.inject(at, event).until(at)
        reloads.watch(sim.state)
      },
      log: ({ message }) => log.push(message),
    },
    0,
    (...words) => {
      if (world.lost === 0) return interpret(...words)
      world.lost -= 1
      return Promise.reject(new Error('no thread for it'))
    },
  )
  const reload = async (said: string, wish: Omit<ReloadWish, 'by'> = {}) => {
    await writeFile(start.file, said)
    return reloads.reload({ by: 'somebody', ...wish })
  }
  const becomesWorse = async (): Promise<void> => {
    world.isWell = false
    for (const end = at + 10_000; at < end; at += 100) reloads.watch(sim.until(at + 100).state)
  }
  const stop = () => void sim.inject(at, { type: 'stop', signal: 'SIGTERM' }).until(at)
  return { world, keeper, log, reloads, reload, becomesWorse, stop }
}

const minute = { revertInMs: 60_000 }

test('what becomes worse while another replaces it does not take that one back', async () => {
  const { world, keeper, log, reloads, reload, becomesWorse } = await process()
  assert.equal((await reload(second, { ...minute, abortOnWorse: true })).outcome, 'reloaded')
  world.meanwhile = becomesWorse
  assert.equal((await reload(third, { ...minute, replace: true })).outcome, 'reloaded')
  await delay(1)
  assert.equal((await reload(third, { dryRun: true })).outcome, 'same')
  assert.deepEqual([keeper.kept.good, keeper.kept.trial?.text, reloads.facts.goesBack], [first, third, undefined], log.join('\n'))
  reloads.stop()
})

test('the time to confirm that ends while another replaces it does not take that one back', async () => {
  const { world, keeper, log, reloads, reload } = await process()
  assert.equal((await reload(second, { revertInMs: 50 })).outcome, 'reloaded')
  world.meanwhile = () => delay(100)
  assert.equal((await reload(third, { ...minute, replace: true })).outcome, 'reloaded')
  assert.equal((await reload(third, { dryRun: true })).outcome, 'same')
  assert.deepEqual([keeper.kept.good, keeper.kept.trial?.text], [first, third], log.join('\n'))
  reloads.stop()
})

test('undo that is asked for while it goes back by itself is done with that', async () => {
  const { world, keeper, reloads, reload, becomesWorse } = await process()
  assert.equal((await reload(second, minute)).outcome, 'reloaded')
  assert.equal((await reloads.confirm('somebody')).outcome, 'confirmed')
  assert.equal((await reload(third, { ...minute, abortOnWorse: true })).outcome, 'reloaded')
  const undone = new Promise<ReturnType<Reloads['undo']>>((resolve) => {
    world.meanwhile = async () => resolve(reloads.undo('somebody'))
  })
  await becomesWorse()
  assert.deepEqual(await undone, { outcome: 'undone', lines: ['the last good configuration is in force again already'] })
  assert.equal(keeper.kept.good, second)
  assert.equal((await reloads.undo('somebody')).outcome, 'undone')
  assert.deepEqual([keeper.kept.good, keeper.kept.previous], [first, second])
  reloads.stop()
})

test('what cannot replace the one on trial leaves that on trial', async () => {
  const { world, keeper, reloads, reload } = await process()
  assert.equal((await reload(second, minute)).outcome, 'reloaded')
  const { trial } = keeper.kept
  world.takesNothing = true
  assert.equal((await reload(third, { ...minute, replace: true })).outcome, 'refused')
  assert.deepEqual([keeper.kept.good, keeper.kept.trial], [first, trial])
  reloads.stop()
})

test('what nobody has confirmed goes back also where that fails at first, and has failed until then', async () => {
  const { world, keeper, log, reloads, reload } = await process()
  world.meanwhile = async () => {
    world.lost = 1
  }
  assert.equal((await reload(second, { revertInMs: 50 })).outcome, 'reloaded')
  await until('it has failed', () => world.lost === 0 && reloads.facts.last?.ok === false)
  assert.equal(keeper.kept.trial?.text, second)
  await until('it goes back', () => log.some((line) => /is in force again: nobody confirmed/.test(line)))
  assert.deepEqual([keeper.kept.good, keeper.kept.trial], [first, undefined])
  reloads.stop()
})

test('a reload that comes to nothing because nobody can read has failed', async () => {
  const { world, reloads, reload } = await process()
  world.lost = 1
  await assert.rejects(reload(second), /no thread for it/)
  assert.equal(reloads.facts.last?.ok, false)
  reloads.stop()
})

test('who is told to stop in the midst of a reload refuses nothing: a successor begins with what the file says', async () => {
  const { world, keeper, reloads, reload, stop } = await process()
  world.meanwhile = async () => stop()
  assert.equal((await reload(second)).outcome, 'refused')
  assert.equal(choose(keeper.kept, second, keeper.now()).use, 'file')
  reloads.stop()
})
