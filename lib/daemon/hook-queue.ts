// How does one hook run, one call at a time, whatever it does?
import type { Hook } from '../config/hooks.ts'
import { type HookOutcome, type HookRun, runHook } from '../io/hook-run.ts'
import type { Logger } from '../io/logger.ts'
import { hasEnded } from '../io/process-group.ts'
import { inOnePiece, type Sparing } from '../io/sparing.ts'
import type { HookFacts } from '../status/facts.ts'
import { seconds } from '../values/span.ts'
import { environmentOf, type HookCall } from './hook-call.ts'

/** How much of its output a line has. */
const toldBytes = 1000

type Around = { readonly log: Logger; readonly signal: AbortSignal; readonly sparingly: Sparing }

/** What one hook has to run, one after the other. Of what is about the same the newest is kept. */
export class HookQueue {
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
