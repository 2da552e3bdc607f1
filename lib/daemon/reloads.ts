// How does another configuration come into force while the process runs, and how does the one before come back?
import type { Config } from '../config/config.ts'
import { inForce, meaningOf } from '../config/meaning.ts'
import { formatProblem } from '../config/problems/problem.ts'
import type { ReadConfig } from '../config/read.ts'
import { plan } from '../engine/plan.ts'
import type { State } from '../engine/state.ts'
import { worsened } from '../engine/worse.ts'
import { now } from '../io/clock.ts'
import type { Logger } from '../io/logger.ts'
import { planLines } from '../log/plan.ts'
import { approve, takeBack, tryOut } from '../record/kept-config.ts'
import { span } from '../values/span.ts'
import { type Start, textIn } from './configure.ts'
import { interpretApart } from './interpret-apart.ts'
import type { ConfigKeeper } from './kept-config.ts'
import type { Happening } from './perform.ts'
import { preload } from './preload.ts'

/** What reloading needs of the process. */
export type Reloadable = {
  readonly start: Start
  /** What the file said when the configuration that is in force was read; undefined where flags alone configure. */
  readonly text: string | undefined
  readonly keeper: ConfigKeeper
  readonly state: () => State
  readonly dispatch: (happening: Happening) => void
  /** Makes ready what another configuration needs before it is in force. */
  readonly prepare: (config: Config) => Promise<void>
  /** Lets all that lives follow the one that is in force now. */
  readonly follow: (config: Config, before: Config) => void
  readonly log: Logger
}

export type ReloadWish = {
  readonly by: string
  readonly dryRun?: boolean
  readonly force?: boolean
  readonly replace?: boolean
  readonly revertInMs?: number
  readonly abortOnWorse?: boolean
}

/** `lines`: what a person is to read. `deadline`: milliseconds since 1970 by which it has to be confirmed. */
export type ReloadResult = {
  readonly outcome: 'reloaded' | 'same' | 'planned' | 'confirmed' | 'undone' | 'broken' | 'refused'
  readonly lines: readonly string[]
  readonly deadline?: number
}

/** What the snapshot says of it. */
export type ReloadFacts = {
  readonly loadedAt: number
  readonly fileDiffers: boolean | undefined
  readonly confirmDeadline: number | undefined
  readonly last: { readonly at: number; readonly ok: boolean; readonly what: string } | undefined
}

/** After so long what is in force is good, where nobody is to confirm it. */
const goodAfterMs = 60_000
/** So long before it goes back by itself that is said. */
const warnBeforeMs = 10_000
/** `--abort-on worse` looks for so long where no other time is given. */
const watchedForMs = 60_000

export class Reloads {
  readonly #around: Reloadable
  /** What the file said of the configuration that is in force. */
  #text: string | undefined
  #loadedAt: number
  #fileDiffers: boolean | undefined
  #last: ReloadFacts['last']
  #timers: NodeJS.Timeout[] = []
  #watching: { readonly before: Config; readonly atFirst: State } | undefined
  #queue: Promise<unknown> = Promise.resolve()

  constructor(around: Reloadable, loadedAt: number) {
    this.#around = around
    this.#text = around.text
    this.#loadedAt = loadedAt
    this.#arm()
  }

  get facts(): ReloadFacts {
    const { trial } = this.#around.keeper.kept
    return { loadedAt: this.#loadedAt, fileDiffers: this.#fileDiffers, confirmDeadline: trial?.deadline, last: this.#last }
  }

  /** One after the other; what fails rejects and changes nothing. */
  readonly reload = (wish: ReloadWish): Promise<ReloadResult> => this.#inTurn(() => this.#reload(wish))
  readonly confirm = (by: string): Promise<ReloadResult> => this.#inTurn(() => this.#confirm(by))
  readonly undo = (by: string): Promise<ReloadResult> => this.#inTurn(() => this.#undo(by))

  /** Sees each state. What has become worse because of a configuration on trial takes that back. */
  readonly watch = (state: State): void => {
    const watching = this.#watching
    if (watching === undefined) return
    const worse = worsened(watching.before, watching.atFirst, state)
    if (worse === undefined) return
    this.#watching = undefined
    setImmediate(() => void this.#inTurn(() => this.#goBack(`${worse} (--abort-on worse)`)).catch(this.#failed))
  }

  /** Looks whether the file is another by now. */
  async look(): Promise<void> {
    const { file } = this.#around.start
    if (file === undefined) return
    const text = await textIn(file)
    this.#fileDiffers = !text?.ok || text.text !== this.#text
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#watching = undefined
  }

  #inTurn<Value>(deed: () => Promise<Value>): Promise<Value> {
    const turn = this.#queue.then(deed)
    this.#queue = turn.catch(() => {})
    return turn
  }

  async #reload(wish: ReloadWish): Promise<ReloadResult> {
    const { start, keeper } = this.#around
    if (start.file === undefined) return this.#refuse(wish, 'it was started with flags alone: there is no file to read again')
    if (keeper.kept.trial?.deadline !== undefined && wish.replace !== true && wish.dryRun !== true)
      return this.#refuse(wish, 'the configuration before this one waits to be confirmed: confirm or undo it, or say --replace')
    const text = await textIn(start.file)
    const read = await interpretApart(start, text)
    if (!read.ok || text?.ok !== true) return this.#broken(wish, read)
    if (meaningOf(read.config) === meaningOf(this.#around.state().config)) return this.#same(wish, text.text)
    const planned = plan(this.#around.state(), read.config, now())
    const lines = [...read.warnings.map(formatProblem), ...planLines(planned)]
    if (wish.dryRun === true) return { outcome: 'planned', lines }
    if (planned.refusal !== undefined && wish.force !== true) return this.#refuse(wish, planned.refusal, lines)
    return this.#tryOut(wish, read.config, text.text, lines)
  }

  async #tryOut(wish: ReloadWish, config: Config, text: string, lines: readonly string[]): Promise<ReloadResult> {
    const { keeper, state, log } = this.#around
    const deadline = wish.revertInMs === undefined ? undefined : Date.now() + wish.revertInMs
    const trouble = await keeper.keep(tryOut(keeper.kept, this.#text ?? '', text, deadline))
    const before = state().config
    if (!(await this.#enter(config, text))) {
      await keeper.keep(takeBack(keeper.kept))
      return this.#refuse(wish, 'it could not be taken in: see the log')
    }
    if (wish.abortOnWorse === true) this.#watching = { before, atFirst: state() }
    this.#note(true, 'reloaded')
    this.#fileDiffers = false
    const ends = deadline === undefined ? '' : `; without confirm it goes back in ${span(wish.revertInMs ?? 0)}`
    const unkept = trouble === undefined ? [] : [`a successor of this process would not know the way back: ${trouble}`]
    log({ level: 'info', message: `reloaded by ${wish.by}: ${lines.at(-1)}${ends}`, fields: { event: 'reload', by: wish.by } })
    this.#arm(wish.abortOnWorse === true)
    return { outcome: 'reloaded', lines: [...lines, ...unkept], ...(deadline !== undefined && { deadline }) }
  }

  // Whether it is in force. What cannot be loaded must not be missed later.
  async #enter(config: Config, text: string | undefined): Promise<boolean> {
    const { state, dispatch, prepare, follow } = this.#around
    await preload(config)
    await prepare(config)
    const before = state().config
    dispatch({ type: 'configured', config })
    const { config: current } = state()
    if (current === before && inForce(config, before) !== before) {
      await prepare(before)
      return false
    }
    follow(current, before)
    this.#text = text
    this.#loadedAt = Date.now()
    this.#watching = undefined
    return true
  }

  async #same(wish: ReloadWish, text: string): Promise<ReloadResult> {
    const { keeper } = this.#around
    this.#text = text
    this.#fileDiffers = false
    if (keeper.kept.trial === undefined && wish.dryRun !== true) {
      const { refused: _, ...kept } = keeper.kept
      await keeper.keep({ ...kept, good: text })
    }
    this.#note(true, 'nothing changes')
    return { outcome: 'same', lines: ['nothing changes'] }
  }

  async #confirm(by: string): Promise<ReloadResult> {
    const { keeper, log } = this.#around
    // Whoever comes too late must not take it for confirmed; where nothing has changed there is nothing to confirm.
    if (keeper.kept.trial?.deadline === undefined)
      return keeper.kept.refused === undefined
        ? { outcome: 'same', lines: ['nothing waits to be confirmed'] }
        : { outcome: 'refused', lines: ['too late: the configuration before is in force again'] }
    const trouble = await keeper.keep(approve(keeper.kept))
    this.#watching = undefined
    this.#arm()
    log({ level: 'info', message: `the configuration is confirmed by ${by}`, fields: { event: 'reload', by } })
    return { outcome: 'confirmed', lines: [`confirmed${trouble === undefined ? '' : `, but a successor would not know: ${trouble}`}`] }
  }

  async #undo(by: string): Promise<ReloadResult> {
    const { good, previous, trial } = this.#around.keeper.kept
    if ((trial === undefined ? previous : good) === undefined || trial?.text === good)
      return { outcome: 'refused', lines: ['there is no configuration to go back to'] }
    return this.#goBack(`undone by ${by}`)
  }

  async #goBack(why: string): Promise<ReloadResult> {
    const { keeper, start, log } = this.#around
    const { trial, good, previous } = keeper.kept
    const kept =
      trial === undefined ? { ...tryOut({ good: previous ?? '' }, '', good ?? '', undefined), previous: good ?? '' } : keeper.kept
    const text = kept.good
    if (text === undefined) return { outcome: 'refused', lines: ['there is no configuration to go back to'] }
    const read = await interpretApart(start, { ok: true, text })
    // First of all: who is killed now has a successor that goes back.
    const before = keeper.kept
    await keeper.keep(takeBack(kept))
    if (!read.ok || !(await this.#enter(read.config, text))) {
      await keeper.keep(before)
      log({ level: 'error', message: `the last good configuration cannot be taken in again (${why})`, fields: { event: 'reload' } })
      return { outcome: 'broken', lines: ['the last good configuration cannot be taken in again', ...problemsOf(read)] }
    }
    this.#arm()
    this.#note(false, `went back: ${why}`)
    this.#fileDiffers = true
    const message = `the last good configuration is in force again: ${why}; what runs differs from ${start.file}`
    log({ level: 'warn', message, fields: { event: 'reload', why } })
    return { outcome: 'undone', lines: [message] }
  }

  #broken({ by }: ReloadWish, read: ReadConfig): ReloadResult {
    const { log, start } = this.#around
    const lines = problemsOf(read)
    for (const message of lines) log({ level: 'error', message, fields: {} })
    const message = `${start.file} is broken: the configuration that runs stays (reload by ${by})`
    log({ level: 'error', message, fields: { event: 'reload', by } })
    this.#note(false, 'the file is broken')
    this.#fileDiffers = true
    return { outcome: 'broken', lines: [...lines, message] }
  }

  #refuse({ by }: ReloadWish, reason: string, lines: readonly string[] = []): ReloadResult {
    const message = `not reloaded: ${reason}`
    this.#around.log({ level: 'error', message: `${message} (by ${by})`, fields: { event: 'reload', by } })
    this.#note(false, message)
    return { outcome: 'refused', lines: [...lines, message] }
  }

  #note(ok: boolean, what: string): void {
    this.#last = { at: Date.now(), ok, what }
  }

  readonly #failed = (error: unknown): void => {
    const reason = error instanceof Error ? error.stack : error
    this.#around.log({ level: 'error', message: `internal error, the configuration stays: ${reason}`, fields: { event: 'reload' } })
  }

  // What is on trial becomes good by itself, or has to be confirmed in time.
  #arm(watched = false): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers = []
    const { keeper, log } = this.#around
    const { trial } = keeper.kept
    if (trial === undefined) return
    const later = (ms: number, deed: () => void): unknown => this.#timers.push(setTimeout(deed, Math.max(0, ms)).unref())
    if (trial.deadline === undefined) {
      later(goodAfterMs, () => void keeper.keep(approve(keeper.kept)))
      if (watched) later(watchedForMs, () => (this.#watching = undefined))
      return
    }
    const leftMs = trial.deadline - Date.now()
    const message = `nobody has confirmed the configuration: the last good one comes back in ${span(Math.min(leftMs, warnBeforeMs))}`
    if (leftMs > warnBeforeMs) later(leftMs - warnBeforeMs, () => log({ level: 'warn', message, fields: { event: 'reload' } }))
    later(leftMs, () => void this.#inTurn(() => this.#expire()).catch(this.#failed))
  }

  async #expire(): Promise<void> {
    if (this.#around.keeper.kept.trial?.deadline !== undefined) await this.#goBack('nobody confirmed the other one')
  }
}

const problemsOf = (read: ReadConfig): readonly string[] => (read.ok ? [] : read.problems.map(formatProblem))
