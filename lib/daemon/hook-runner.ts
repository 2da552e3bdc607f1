// Which hooks are to run, and when does that end?
import type { Config } from '../config/config.ts'
import { type Hook, hookNames } from '../config/hooks.ts'
import type { News } from '../engine/effect.ts'
import type { Logger } from '../io/logger.ts'
import { sparing } from '../io/sparing.ts'
import type { HookFacts } from '../status/facts.ts'
import { concerns, type HookCall, hookCall } from './hook-call.ts'
import { HookQueue } from './hook-queue.ts'

/** What runs when the process ends has so long left. */
const lastMs = 80

/** Each hook of the configuration that is in force has a queue of its own. */
export class HookRunner {
  readonly #log: Logger
  readonly #ending = new AbortController()
  /** To start a program stops everything else for a moment: a tenth of the time is for that. */
  readonly #sparingly = sparing()
  /** Services whose evidence is unknown, of which the alarm is said again and again. */
  readonly #unknown = new Set<string>()
  #queues: readonly HookQueue[] = []
  #hooks: readonly Hook[] = []
  #isStopped = false

  constructor(log: Logger) {
    this.#log = log
  }

  take(news: News, config: Config, around: Pick<HookCall, 'node' | 'since'>): void {
    this.#follow(config.hooks ?? [])
    if (this.#isStopped || this.#isSaidAgain(news)) return
    const call = hookCall(news, config, around)
    if (call === undefined) return
    for (const queue of this.#queues) if (concerns(queue.hook, call)) queue.take(call)
  }

  counts(): readonly HookFacts[] {
    return this.#queues.map(({ counts }) => counts)
  }

  /** Starts nothing more. */
  stop(): void {
    this.#isStopped = true
    for (const queue of this.#queues) queue.stop()
    setTimeout(() => this.#ending.abort(), lastMs)
  }

  readonly flushed = async (): Promise<void> => {
    await Promise.all(this.#queues.map((queue) => queue.work))
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
    if (hooks === this.#hooks) return
    this.#hooks = hooks
    const former = this.#queues
    const before = new Map(former.map((queue) => [queue.identity, queue]))
    const names = hookNames(hooks)
    this.#queues = hooks.map((hook, index) => {
      const queue = new HookQueue(hook, names[index] ?? '', { log: this.#log, signal: this.#ending.signal, sparingly: this.#sparingly })
      return before.get(queue.identity) ?? queue
    })
    for (const queue of former) if (!this.#queues.includes(queue)) queue.stop()
  }
}
