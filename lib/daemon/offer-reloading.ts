// What follows another configuration, and who may ask for one?
import type { Config } from '../config/config.ts'
import type { Begun } from './begun.ts'
import { followers } from './followers.ts'
import type { Loop } from './loop.ts'
import type { Memory } from './memory.ts'
import { createReloading, type Reloading } from './reloading.ts'

/** Under ExaBGP HUP asks for it too. */
export const reloadingOf = (
  { start, first, standalone, receiver, mistake }: Begun,
  loop: Loop,
  memory: Memory,
  all: readonly ((config: Config) => void)[],
): Reloading => {
  const reloading = createReloading({
    ...{ start, text: first.text, keeper: first.keeper, log: first.log.write },
    ...{ state: () => loop.state, dispatch: receiver.dispatch, prepare: memory.follow },
    follow: followers([({ log }) => first.log.follow(log), ...all], mistake),
  })
  if (!standalone) process.on('SIGHUP', () => void reloading.reload({ by: 'SIGHUP' }).catch((error) => mistake('not reloaded', error)))
  return reloading
}
