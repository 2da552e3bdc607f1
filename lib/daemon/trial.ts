// When does a configuration on trial become good, and when does it go back?
import type { Config } from '../config/config.ts'
import type { State } from '../engine/state.ts'
import { worsened } from '../engine/worse.ts'
import { approve, type Trial as OnTrial } from '../record/kept-config.ts'
import { span } from '../values/span.ts'
import type { Reloadable, ReloadResult } from './reload-wish.ts'

/** After so long what is in force is good, where nobody is to confirm it. */
const goodAfterMs = 60_000
/** So long before it goes back by itself that is said. */
const warnBeforeMs = 10_000
/** `--abort-on worse` looks for so long where no other time is given. */
const watchedForMs = 60_000

/** What was in force before, and the state when the one on trial began. */
type Watched = { readonly before: Config; readonly atFirst: State }

export class Trial {
  readonly #around: Pick<Reloadable, 'keeper' | 'log'>
  readonly #expire: (trial: OnTrial) => void
  #timers: NodeJS.Timeout[] = []
  #watched: Watched | undefined

  /** `expire`: nobody has confirmed that one in time. */
  constructor(around: Pick<Reloadable, 'keeper' | 'log'>, expire: (trial: OnTrial) => void) {
    this.#around = around
    this.#expire = expire
  }

  watch(watched: Watched): void {
    this.#watched = watched
  }

  unwatch(): void {
    this.#watched = undefined
  }

  /** What has become worse because of it; told once. Where another is in force by now, nothing is worse because of this one. */
  worse(state: State): string | undefined {
    const watched = this.#watched
    if (watched === undefined || state.config !== watched.atFirst.config) return undefined
    const worse = worsened(watched.before, watched.atFirst, state)
    if (worse !== undefined) this.unwatch()
    return worse
  }

  /** What is on trial becomes good by itself, or has to be confirmed in time. */
  arm(watched = false): void {
    this.#disarm()
    const { keeper, log } = this.#around
    const { trial } = keeper.kept
    if (trial === undefined) return
    if (trial.deadline === undefined) {
      this.later(goodAfterMs, () => void keeper.keep(approve(keeper.kept)))
      if (watched) this.later(watchedForMs, () => this.unwatch())
      return
    }
    const leftMs = trial.deadline - keeper.now()
    const message = `nobody has confirmed the configuration: the last good one comes back in ${span(Math.min(leftMs, warnBeforeMs))}`
    if (leftMs > warnBeforeMs) this.later(leftMs - warnBeforeMs, () => log({ level: 'warn', message, fields: { event: 'reload' } }))
    this.later(leftMs, () => this.#expire(trial))
  }

  async confirm(by: string): Promise<ReloadResult> {
    const { keeper, log } = this.#around
    // Whoever comes too late must not take it for confirmed; where nothing has changed there is nothing to confirm.
    if (keeper.kept.trial?.deadline === undefined)
      return keeper.kept.refused === undefined
        ? { outcome: 'same', lines: ['nothing waits to be confirmed'] }
        : { outcome: 'refused', lines: ['too late: the former configuration is in force again'] }
    this.unwatch()
    const trouble = await keeper.keep(approve(keeper.kept))
    this.arm()
    log({ level: 'info', message: `the configuration is confirmed by ${by}`, fields: { event: 'reload', by } })
    return {
      outcome: 'confirmed',
      lines: [`confirmed${trouble === undefined ? '' : `, but a restarted process would not know it: ${trouble}`}`],
    }
  }

  stop(): void {
    this.#disarm()
    this.unwatch()
  }

  #disarm(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers = []
  }

  /** Unless another comes into force before. */
  later(ms: number, deed: () => void): void {
    this.#timers.push(setTimeout(deed, Math.max(0, ms)).unref())
  }
}
