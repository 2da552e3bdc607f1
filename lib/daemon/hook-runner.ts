// How are hooks run, one at a time each, whatever they do?
import type { Config } from '../config/config.ts'
import { type Hook, hookNames } from '../config/hooks.ts'
import type { News } from '../engine/effect.ts'
import { type HookOutcome, type HookRun, runHook } from '../io/hook-run.ts'
import type { Logger } from '../io/logger.ts'
import { hasEnded } from '../io/process-group.ts'
import { inOnePiece, type Sparing, sparing } from '../io/sparing.ts'
import type { HookFacts } from '../status/facts.ts'
import { seconds } from '../values/span.ts'
import { concerns, environmentOf, type HookCall, hookCall } from './hook-call.ts'

/** What runs when the process ends has so long left. */
const lastMs = 80

/** How much of its output a line has. */
const toldBytes = 1000

/** A row for each hook of the configuration that is in force. */
export class HookRunner {
  readonly #log: Logger
  readonly #ending = new AbortController()
  /** To start a program stops everything else for a moment: a tenth of the time is for that. */
  readonly #sparingly = sparing()
  /** Services whose evidence is unknown, of which the alarm is said again and again. */
  readonly #unknown = new Set<string>()
  #rows: readonly Row[] = []
  #of: readonly Hook[] = []
  #isStopped = false

  constructor(log: Logger) {
    this.#log = log
  }

  take(news: News, config: Config, around: Pick<HookCall, 'node' | 'since'>): void {
    this.#follow(config.hooks ?? [])
    if (this.#isStopped || this.#isSaidAgain(news)) return
    const call = hookCall(news, config, around)
    if (call === undefined) return
    for (const row of this.#rows) if (concerns(row.hook, call)) row.take(call)
  }

  counts(): readonly HookFacts[] {
    return this.#rows.map(({ counts }) => counts)
  }

  /** Starts nothing more. */
  stop(): void {
    this.#isStopped = true
    for (const row of this.#rows) row.stop()
    setTimeout(() => this.#ending.abort(), lastMs)
  }

  readonly flushed = async (): Promise<void> => {
    await Promise.all(this.#rows.map((row) => row.work))
  }

  #isSaidAgain(news: News): boolean {
    if ((news.type !== 'alarm' && news.type !== 'alarm-over') || news.alarm !== 'unknown' || news.service === undefined) return false
    if (news.type === 'alarm-over') this.#unknown.delete(news.service)
    else if (this.#unknown.has(news.service)) return true
    else this.#unknown.add(news.service)
    return false
  }

  // A hook that is as it was goes on where it is; of one that is gone nothing waits any more.
  #follow(hooks: readonly Hook[]): void {
    if (hooks === this.#of) return
    this.#of = hooks
    const former = this.#rows
    const before = new Map(former.map((row) => [row.identity, row]))
    const names = hookNames(hooks)
    this.#rows = hooks.map((hook, index) => {
      const row = new Row(hook, names[index] ?? '', { log: this.#log, signal: this.#ending.signal, sparingly: this.#sparingly })
      return before.get(row.identity) ?? row
    })
    for (const row of former) if (!this.#rows.includes(row)) row.stop()
  }
}

type Around = { readonly log: Logger; readonly signal: AbortSignal; readonly sparingly: Sparing }

class Row {
  readonly hook: Hook
  readonly name: string
  /** Resolves when nothing of it runs or waits. */
  work: Promise<void> = Promise.resolve()
  readonly #around: Around
  /** By what it is about, the newest of each. */
  readonly #waiting = new Map<string, HookCall>()
  #last: HookRun | undefined
  #isBusy = false
  #counts = { runs: 0, failures: 0, skipped: 0 }

  constructor(hook: Hook, name: string, around: Around) {
    this.hook = hook
    this.name = name
    this.#around = around
  }

  get identity(): string {
    return JSON.stringify([this.name, this.hook])
  }

  get counts(): HookFacts {
    return { hook: this.name, ...this.#counts }
  }

  take(call: HookCall): void {
    const subject = call.service ?? call.neighbor ?? ''
    if (this.#waiting.delete(subject)) this.#counts.skipped += 1
    this.#waiting.set(subject, call)
    if (!this.#isBusy) this.work = this.#work()
  }

  stop(): void {
    this.#waiting.clear()
  }

  async #work(): Promise<void> {
    this.#isBusy = true
    for (let call = this.#next(); call !== undefined; call = this.#next()) await this.#run(call)
    this.#isBusy = false
  }

  #next(): HookCall | undefined {
    const [first] = this.#waiting
    if (first === undefined || this.#around.signal.aborted) return undefined
    this.#waiting.delete(first[0])
    return first[1]
  }

  async #run(call: HookCall): Promise<void> {
    const outcome = await this.#outcome(call)
    if (outcome === undefined) return
    this.#counts.runs += 1
    if (outcome.trouble !== undefined) this.#counts.failures += 1
    this.#tell(call, outcome)
  }

  async #outcome(call: HookCall): Promise<HookOutcome | undefined> {
    if (!(await hasEnded(this.#last)))
      return { trouble: 'its last run was killed and does not end, so it is not started again', output: '', tookMs: 0 }
    this.#last = await this.#around.sparingly(
      inOnePiece(() => runHook(this.hook, { environment: environmentOf(call), object: call, signal: this.#around.signal })),
      () => !this.#around.signal.aborted,
    )
    return this.#last?.ended
  }

  #tell({ event, service, neighbor }: HookCall, { trouble, output, tookMs }: HookOutcome): void {
    const [hook, about] = [this.name, service ?? neighbor]
    const what = `hook ${hook}${about === undefined ? '' : ` for ${about}`} (${event})`
    const words = output.trim().slice(-toldBytes).replace(/\s+/g, ' ')
    const said = words === '' ? '' : `: ${words}`
    this.#around.log({
      level: trouble === undefined ? 'debug' : 'warn',
      message:
        trouble === undefined
          ? `${what} ended after ${seconds(Math.round(tookMs))}${said}`
          : `${what} failed, no route depends on it: ${trouble}${said}`,
      fields: { event: 'hook', hook, on: event, ...(about !== undefined && { about }), ...(trouble !== undefined && { trouble }) },
    })
  }
}
