// How does the configuration before come back?
import type { Config } from '../config/config.ts'
import { type Trial as OnTrial, retried, takeBack } from '../record/kept-config.ts'
import type { InForce } from './in-force.ts'
import type { interpretApart } from './interpret-apart.ts'
import type { ReloadReport } from './reload-report.ts'
import type { Reloadable, ReloadResult } from './reload-wish.ts'
import type { Trial } from './trial.ts'

type Parts = {
  readonly inForce: InForce
  readonly report: ReloadReport
  readonly trial: Trial
  readonly read: typeof interpretApart
  readonly inTurn: (deed: () => Promise<unknown>) => void
}

/** After so long it is tried again where it failed, at first and at last. */
const againAfterMs = { first: 1000, last: 60_000 }

export class WayBack {
  readonly #around: Reloadable
  readonly #parts: Parts
  /** How often it came back. */
  times = 0

  constructor(around: Reloadable, parts: Parts) {
    this.#around = around
    this.#parts = parts
  }

  /** `times`: how often it had come back when that was asked for. What came back by itself since then is not undone too. */
  async undo(by: string, times: number): Promise<ReloadResult> {
    if (times !== this.times) return { outcome: 'undone', lines: ['the last good configuration is in force again already'] }
    const { good, previous, trial } = this.#around.keeper.kept
    return (trial === undefined ? previous : good) === undefined || trial?.text === good
      ? nowhereToGo
      : this.#goBack(`undone by ${by}`, true)
  }

  /** A service has become worse because of `config`. What came between has ended that, or gone back already. */
  async abort(why: string, config: Config): Promise<void> {
    const isInForce = (): boolean => this.#around.state().config === config
    if (isInForce()) await this.#goBackAtLast(why, isInForce)
    else this.#parts.report.goesBack = undefined
  }

  /** Nobody has confirmed that one in time. */
  async expire(trial: OnTrial): Promise<void> {
    await this.#goBackAtLast('nobody confirmed the other one', () => this.#around.keeper.kept.trial === trial)
  }

  // Nobody waits for it, and what is in force is not wanted: what fails, for want of a thread, say, is tried again.
  async #goBackAtLast(why: string, isWanted: () => boolean, afterMs = againAfterMs.first): Promise<void> {
    if (!isWanted()) return
    const { report, trial, inTurn } = this.#parts
    const result = await this.#goBack(why).catch(report.failed)
    if (result !== undefined && result.outcome !== 'broken') return
    trial.later(afterMs, () => inTurn(() => this.#goBackAtLast(why, isWanted, Math.min(2 * afterMs, againAfterMs.last))))
  }

  // `wanted`: somebody has asked for it, so that nothing has failed.
  async #goBack(why: string, wanted = false): Promise<ReloadResult> {
    const { report } = this.#parts
    report.goesBack = why
    try {
      return await this.#takeBack(why, wanted)
    } finally {
      report.goesBack = undefined
    }
  }

  async #takeBack(why: string, wanted: boolean): Promise<ReloadResult> {
    const { keeper, start, log } = this.#around
    const { inForce, report, trial, read: readText } = this.#parts
    const kept = retried(keeper.kept)
    const text = kept.good
    if (text === undefined) return nowhereToGo
    const read = await readText(start, { ok: true, text })
    // First of all: who is killed now has a successor that goes back.
    const before = keeper.kept
    await keeper.keep(takeBack(kept))
    if (!read.ok || !(await inForce.enter(read.config, text))) {
      await keeper.keep(before)
      return report.lost(why, read)
    }
    this.times += 1
    trial.arm()
    await inForce.look()
    const differs = inForce.fileDiffers !== false
    // Undone twice, or with the former file back in its place, nothing is left to mend.
    report.undone(wanted || !differs, wanted ? why : `taken back: ${why}`)
    const file = differs ? `what runs differs from ${start.file}` : `${start.file} says the same`
    const message = `the last good configuration is in force again: ${why}; ${file}`
    log({ level: 'warn', message, fields: { event: 'reload', why } })
    return { outcome: 'undone', lines: [message] }
  }
}

const nowhereToGo: ReloadResult = { outcome: 'refused', lines: ['there is no configuration to go back to'] }
