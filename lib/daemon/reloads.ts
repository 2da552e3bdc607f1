// How does another configuration come into force while the process runs, and who confirms it?
import type { Config } from '../config/config.ts'
import { meaningOf } from '../config/meaning.ts'
import { formatProblem } from '../config/problems/problem.ts'
import { planning } from '../engine/plan.ts'
import type { State } from '../engine/state.ts'
import { now } from '../io/clock.ts'
import { planLines } from '../log/plan.ts'
import { stopped, takeBack, tryOut } from '../record/kept-config.ts'
import { span } from '../values/span.ts'
import { bitByBit } from './bit-by-bit.ts'
import { textIn } from './configure.ts'
import { InForce } from './in-force.ts'
import { interpretApart } from './interpret-apart.ts'
import { confirmDeadlineOf } from './kept-config.ts'
import { ReloadReport } from './reload-report.ts'
import type { Reloadable, ReloadFacts, ReloadResult, ReloadWish } from './reload-wish.ts'
import { Trial } from './trial.ts'
import { WayBack } from './way-back.ts'

export class Reloads {
  readonly #around: Reloadable
  readonly #inForce: InForce
  readonly #report: ReloadReport
  readonly #trial: Trial
  readonly #wayBack: WayBack
  readonly #read: typeof interpretApart
  #queue: Promise<unknown> = Promise.resolve()

  constructor(around: Reloadable, loadedAt: number, read = interpretApart) {
    this.#around = around
    this.#read = read
    this.#inForce = new InForce(around, loadedAt, () => this.#trial.unwatch())
    this.#report = new ReloadReport(around)
    this.#trial = new Trial(around, (trial) => void this.#inTurn(() => this.#wayBack.expire(trial)).catch(this.#report.failed))
    this.#wayBack = new WayBack(around, {
      ...{ inForce: this.#inForce, report: this.#report, trial: this.#trial, read },
      inTurn: (deed) => void this.#inTurn(deed).catch(this.#report.failed),
    })
    this.#trial.arm()
  }

  get facts(): ReloadFacts {
    const { loadedAt, fileDiffers, fallback } = this.#inForce
    const { last, goesBack } = this.#report
    return { loadedAt, fileDiffers, fallback, confirmDeadline: confirmDeadlineOf(this.#around.keeper), last, goesBack }
  }

  /** One after the other; what fails rejects and changes nothing. */
  readonly reload = (wish: ReloadWish): Promise<ReloadResult> =>
    this.#inTurn(() => this.#reload(wish)).catch((error) => {
      if (wish.dryRun !== true) this.#report.note(false, 'not reloaded: internal error')
      throw error
    })
  readonly confirm = (by: string): Promise<ReloadResult> => this.#inTurn(() => this.#trial.confirm(by))
  readonly undo = (by: string): Promise<ReloadResult> => {
    const { times } = this.#wayBack
    return this.#inTurn(() => this.#wayBack.undo(by, times))
  }

  /** Sees each state. What has become worse because of a configuration on trial takes that back. */
  readonly watch = (state: State): void => {
    const worse = this.#trial.worse(state)
    if (worse === undefined) return
    const why = `${worse} (--abort-on worse)`
    this.#report.goesBack = why
    setImmediate(() => void this.#inTurn(() => this.#wayBack.abort(why, state.config)).catch(this.#report.failed))
  }

  /** Looks whether the file is another by now. */
  look(): Promise<void> {
    return this.#inForce.look()
  }

  stop(): void {
    this.#trial.stop()
  }

  #inTurn<Value>(deed: () => Promise<Value>): Promise<Value> {
    const turn = this.#queue.then(deed)
    this.#queue = turn.catch(() => {})
    return turn
  }

  async #reload(wish: ReloadWish): Promise<ReloadResult> {
    const { start, keeper, state } = this.#around
    if (start.file === undefined) return this.#report.unread(wish, 'it was started with flags alone: there is no file to read again')
    if (keeper.kept.trial?.deadline !== undefined && wish.replace !== true && wish.dryRun !== true)
      return this.#report.unread(
        wish,
        'the configuration in force waits to be confirmed: confirm or undo it first, or reload with --replace',
      )
    const text = await textIn(start.file)
    const read = await this.#read(start, text)
    if (!read.ok || text?.ok !== true) {
      this.#inForce.compared(true)
      return this.#report.broken(wish, read)
    }
    if (await bitByBit(comparing(read.config, state().config))) return this.#same(wish, text.text)
    const planned = await bitByBit(planning(state(), read.config, now()))
    const lines = [...read.warnings.map(formatProblem), ...planLines(planned)]
    if (wish.dryRun === true) return { outcome: 'planned', lines }
    if (planned.refusal !== undefined && wish.force !== true) return this.#report.refused(wish, planned.refusal, lines)
    return this.#tryOut(wish, read.config, text.text, lines)
  }

  async #tryOut(wish: ReloadWish, config: Config, text: string, lines: readonly string[]): Promise<ReloadResult> {
    const { keeper, state, log } = this.#around
    const deadline = wish.revertInMs === undefined ? undefined : keeper.now() + wish.revertInMs
    const former = keeper.kept
    const trouble = await keeper.keep(tryOut(former, this.#inForce.text ?? '', text, deadline))
    const before = state().config
    if (!(await this.#inForce.enter(config, text))) {
      // Whoever ends has refused nothing: a successor begins with what the file says.
      const isEnding = state().stopped
      await keeper.keep(isEnding ? stopped(former) : former.trial === undefined ? takeBack(keeper.kept) : former)
      return this.#report.refused(wish, isEnding ? 'the process ends' : 'it could not be put into force: see the log')
    }
    if (wish.abortOnWorse === true) this.#trial.watch({ before, atFirst: state() })
    this.#report.note(true, 'reloaded')
    this.#inForce.compared(false)
    const ends = deadline === undefined ? '' : `; without confirm it goes back in ${span(wish.revertInMs ?? 0)}`
    const unkept = trouble === undefined ? [] : [`a restarted process could not go back: ${trouble}`]
    log({ level: 'info', message: `reloaded by ${wish.by}: ${lines.at(-1)}${ends}`, fields: { event: 'reload', by: wish.by } })
    this.#trial.arm(wish.abortOnWorse === true)
    return {
      outcome: 'reloaded',
      lines: [...lines, ...unkept],
      loadedAt: this.#inForce.loadedAt,
      ...(deadline !== undefined && { deadline: keeper.shown(deadline) }),
    }
  }

  async #same(wish: ReloadWish, text: string): Promise<ReloadResult> {
    const { keeper } = this.#around
    this.#inForce.text = text
    this.#inForce.compared(false)
    if (keeper.kept.trial === undefined && wish.dryRun !== true) {
      const { refused: _, ...kept } = keeper.kept
      await keeper.keep({ ...kept, good: text })
    }
    if (wish.dryRun !== true) this.#report.note(true, 'nothing changes')
    return { outcome: 'same', lines: ['nothing changes'], loadedAt: this.#inForce.loadedAt }
  }
}

function* comparing(next: Config, running: Config): Generator<undefined, boolean> {
  yield
  const meaning = meaningOf(next)
  yield
  const same = meaning === meaningOf(running)
  yield
  return same
}
