// What follows another configuration, and who may ask for one?
import type { Config } from '../config/config.ts'
import type { Begun } from './begun.ts'
import { followers } from './followers.ts'
import type { Loop } from './loop.ts'
import type { Memory } from './memory.ts'
import { createReloading, type Reloading } from './reloading.ts'

/** Under ExaBGP HUP asks for it too. */
export const reloadingOf = (
  { start, first, receiver, onHangup, mistake }: Begun,
  loop: Loop,
  memory: Memory,
  all: readonly ((config: Config) => void)[],
): Reloading => {
  const reloading = createReloading({
    start,
    text: first.text,
    fallback: first.fallback,
    keeper: first.keeper,
    log: first.log.write,
    state: () => loop.state,
    dispatch: receiver.dispatch,
    prepare: memory.follow,
    follow: followers([({ log }) => first.log.follow(log), ...all], mistake),
  })
  const reload = () => reloading.reload({ by: 'SIGHUP' }).catch((error) => mistake('not reloaded', error))
  onHangup(onceMoreAtMost(reload))
  return reloading
}

// What comes while one is under way is one more after it: that one reads the file anew, and a storm of signals is two reloads.
const onceMoreAtMost = (deed: () => Promise<unknown>): (() => void) => {
  let wishes = 0
  const work = async (): Promise<void> => {
    while (wishes > 0) {
      await deed()
      wishes -= 1
    }
  }
  return () => {
    wishes = Math.min(wishes + 1, 2)
    if (wishes === 1) void work()
  }
}
