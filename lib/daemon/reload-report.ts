// What is said of a reload that came to nothing, and what came of the last one?
import { formatProblem } from '../config/problems/problem.ts'
import type { ReadConfig } from '../config/read.ts'
import type { Reloadable, ReloadFacts, ReloadResult, ReloadWish } from './reload-wish.ts'

export class ReloadReport {
  readonly #around: Pick<Reloadable, 'start' | 'log'>
  last: ReloadFacts['last']
  goesBack: ReloadFacts['goesBack']

  constructor(around: Pick<Reloadable, 'start' | 'log'>) {
    this.#around = around
  }

  note(ok: boolean, what: string): void {
    this.last = { at: Date.now(), ok, what }
  }

  /** The newest one came into force, and the configuration before is in force again. */
  undone(ok: boolean, what: string): void {
    this.last = { at: Date.now(), ok, what, undone: true }
  }

  /** The file is broken. Who only looks what would change hears that, and nobody else. */
  broken({ by, dryRun }: ReloadWish, read: ReadConfig): ReloadResult {
    const { log, start } = this.#around
    const lines = problemsOf(read)
    const message = `${start.file} is broken: the running configuration stays in force (reload by ${by})`
    if (dryRun !== true) {
      for (const problem of lines) log({ level: 'error', message: problem, fields: {} })
      log({ level: 'error', message, fields: { event: 'reload', by } })
      this.note(false, 'the file is broken')
    }
    return { outcome: 'broken', lines: [...lines, message] }
  }

  /** The last good one is broken, for this program; `why`: why it was wanted. */
  lost(why: string, read: ReadConfig): ReloadResult {
    const message = 'the last good configuration cannot be put into force again'
    this.#around.log({ level: 'error', message: `${message} (${why})`, fields: { event: 'reload' } })
    this.note(false, `${message}: ${why}`)
    return { outcome: 'broken', lines: [message, ...problemsOf(read)] }
  }

  /** What the file says was not put into force. */
  refused(wish: ReloadWish, reason: string, lines: readonly string[] = []): ReloadResult {
    const result = this.unread(wish, reason)
    this.note(false, `not reloaded: ${reason}`)
    return { ...result, lines: [...lines, ...result.lines] }
  }

  /** The file was not looked at, so that no reload has failed. */
  unread({ by, dryRun }: ReloadWish, reason: string): ReloadResult {
    const message = `not reloaded: ${reason}`
    if (dryRun !== true) this.#around.log({ level: 'error', message: `${message} (by ${by})`, fields: { event: 'reload', by } })
    return { outcome: 'refused', lines: [message] }
  }

  readonly failed = (error: unknown): void => {
    const reason = error instanceof Error ? error.stack : error
    this.note(false, 'internal error')
    this.#around.log({
      level: 'error',
      message: `internal error, the running configuration stays in force: ${reason}`,
      fields: { event: 'reload' },
    })
  }
}

const problemsOf = (read: ReadConfig): readonly string[] => (read.ok ? [] : read.problems.map(formatProblem))
