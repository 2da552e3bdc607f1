// Is what a reload brought announced by now, and what have the checks of its services come to?
import { now } from '../io/clock.ts'
import { print, printResult } from '../io/print.ts'
import type { Snapshot } from '../status/snapshot.ts'
import { span } from '../values/span.ts'
import type { Follower } from './bring.ts'
import { exits } from './order.ts'
import type { Told } from './status/snapshots.ts'
import { awaitGoal, type Waited } from './status/wait.ts'

/** Resolves to the exit status: 1, with what is missing on stderr, where it is not so in time, or another configuration is in force by then. */
export const settle = async (followers: readonly Follower[], timeoutMs: number): Promise<number> => {
  const began = now()
  const waited = await Promise.all(followers.map((one) => awaitOne(one, timeoutMs)))
  const tookMs = now() - began
  const missing = waited.flatMap(({ missing }, index) => named(missing, followers, index))
  if (missing.length > 0) {
    await print('stderr', [`not settled after ${span(tookMs)}:`, ...missing])
    return exits.notYet
  }
  const away = waited.flatMap(({ told }, index) => named(told.snapshots.flatMap(awayIn), followers, index))
  return printResult([...away, `settled after ${span(tookMs)}: ${how(waited)}`], exits.done)
}

const awaitOne = ({ socket, loadedAt }: Follower, timeoutMs: number): Promise<Waited> =>
  awaitGoal({ socket, services: [] }, { goal: 'settled', timeoutMs }, (told) => replacedIn(told, loadedAt))

const named = (lines: readonly string[], followers: readonly Follower[], index: number): readonly string[] =>
  followers.length > 1 ? lines.map((line) => `${followers[index]?.name}: ${line}`) : lines

// It goes back or went back, somebody reloaded once more, or the process was started anew.
const replacedIn = ({ snapshots }: Told, loadedAt: number | undefined): readonly string[] =>
  snapshots.flatMap(({ process: { configLoadedAt, goesBack, lastReload } }) => {
    if (goesBack !== undefined) return [`it goes back: ${goesBack}`]
    if (loadedAt === undefined || configLoadedAt === loadedAt) return []
    const why = lastReload === undefined ? ', as the process started anew' : `: ${lastReload.what}`
    return [`another configuration is in force since ${new Date(configLoadedAt).toISOString()}${why}`]
  })

const awayIn = ({ services }: Snapshot): readonly string[] =>
  services.flatMap(({ name, state, why }) => (state === 'down' || state === 'last-resort' ? [`${name} is ${state}: ${why}`] : []))

const how = (waited: readonly Waited[]): string =>
  waited.every(({ told }) => told.snapshots.every(({ exabgp }) => exabgp.acks === true))
    ? 'ExaBGP has acknowledged it'
    : 'ExaBGP was told, and acknowledges nothing'
