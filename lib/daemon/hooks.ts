// When is a hook called, beside what is said to ExaBGP and never before it?
import { hostname } from 'node:os'
import type { Config } from '../config/config.ts'
import type { News } from '../engine/effect.ts'
import type { Logger } from '../io/logger.ts'
import type { Facts } from '../status/facts.ts'
import type { HookRunner } from './hook-runner.ts'
import type { Mistakes } from './mistakes.ts'
import type { Part } from './part.ts'

export type Hooks = Part & {
  readonly take: (news: News, config: Config) => void
  readonly facts: () => Pick<Facts, 'hooks'>
}

/** Where none is configured nothing is loaded. In a terminal, and by a shadow, none is run. */
export const followHooks = (isOn: boolean, log: Logger, mistake: Mistakes): Hooks => {
  let runner: Promise<HookRunner> | undefined
  let current: HookRunner | undefined
  const load = async (): Promise<HookRunner> => {
    const { HookRunner } = await import('./hook-runner.ts')
    current = new HookRunner(log)
    return current
  }
  return {
    take: (news, config) => {
      if (!isOn || (config.hooks === undefined && runner === undefined)) return
      const around = { node: hostname(), since: new Date().toISOString() }
      runner ??= load()
      setImmediate(() => runner?.then((one) => one.take(news, config, around)).catch((error) => mistake('no hook is run', error)))
    },
    facts: () => (current === undefined ? {} : { hooks: current.counts() }),
    stop: () => current?.stop(),
    flushed: async () => current?.flushed(),
  }
}
