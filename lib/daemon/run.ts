// What does `exabgp-haproxy run` do, from the first moment to the last?
import type { NoCommand } from '../config/flags/arguments.ts'
import { defaultLog } from '../config/resolve/log.ts'
import { isExabgpListening } from '../io/exabgp.ts'
import { leave } from '../io/leave.ts'
import { keepStderrBlocking } from '../io/stderr.ts'
import { keepOwnFiles } from '../io/umask.ts'
import { exitNoCommand } from '../values/exit-status.ts'
import type { Start } from './configure.ts'
import { breakCrashLoops } from './crash-loop.ts'
import { firstConfig } from './first-config.ts'
import { live } from './live.ts'
import { openLog } from './log.ts'
import { logProblems } from './log-problems.ts'
import { outliveMistakes } from './mistakes.ts'
import { Parts } from './part.ts'
import { openPipe, overshadowed } from './pipe.ts'
import { preload } from './preload.ts'
import { Receiver } from './receiver.ts'
import { listenToSignals } from './signals.ts'
import type { Surroundings } from './state-place.ts'

/** `noCommand`: what stands in the place of a command, where it is none. */
type Asked = Start & { readonly shadow?: boolean; readonly noCommand?: NoCommand | undefined }

/**
 * Runs until ExaBGP or a signal ends it. Under ExaBGP a broken configuration is reported and read again until it is mended, as six starts
 * within a minute would stop ExaBGP itself; in a terminal the exit status is 78. Rejects where it cannot go on.
 */
export const run = async ({ shadow: isShadow = false, noCommand, ...start }: Asked): Promise<void> => {
  keepOwnFiles()
  const standalone = !isExabgpListening()
  const around: Surroundings = { env: process.env, root: process.getuid?.() === 0 }
  if (!standalone) void breakCrashLoops(process.argv.slice(2), around)
  if (standalone) keepStderrBlocking()
  const early = outliveMistakes((line) => openLog(defaultLog).write(line))
  const parts = new Parts()
  const leaving = (withinMs: number): void => {
    const since = performance.now()
    void parts.end(withinMs).then(() => leave(noCommand === undefined ? 0 : exitNoCommand, since))
  }
  const receiver = new Receiver(leaving)
  const { shadow, pipe } = await openPipe(receiver, standalone, isShadow, parts)
  const onHangup = listenToSignals(receiver, standalone)
  const first = overshadowed(await firstConfig(start, around, standalone, { parts, mistake: early, noCommand }), shadow)
  const { config, log } = first
  parts.add(log)
  parts.add(first.keeper)
  const mistake = outliveMistakes(log.write)
  logProblems(log.write, first.warnings)
  await preload(config)
  await live({ start, standalone, around, parts, receiver, onHangup, pipe, shadow, first, mistake, leaving })
}
