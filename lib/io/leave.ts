// How does a process end, whatever hangs?
import { setTimeout as delay } from 'node:timers/promises'
import { isAnyOverdue } from './file-turns.ts'
import { dismissStandIn } from './stand-in.ts'

/** Work that is under way and well has ended so long after the end began, on a busy machine too; the end takes 0.5 s at the most. */
const patience = { forMs: 450, everyMs: 5 }

/**
 * Ends this process. `process.exit` waits for the threads that work on files, for ever where a file hangs; then we kill ourselves, and the status
 * is that of SIGKILL. What has not left the process is lost either way. `since`: when the end began, by the process's own clock.
 */
export const leave = async (status: number, since = performance.now()): Promise<void> => {
  dismissStandIn()
  const until = since + patience.forMs
  while (isHeld() && !isAnyOverdue() && performance.now() < until) await delay(patience.everyMs)
  if (isHeld()) process.kill(process.pid, 'SIGKILL')
  process.exit(status)
}

// Work on files that was given up, of which Node 24 and later may tell nothing, and requests that hold a thread, by the names that Node gives them.
const isHeld = (): boolean =>
  isAnyOverdue() || process.getActiveResourcesInfo().some((name) => /^(FSReq|FileHandleCloseReq|GetAddrInfoReq|GetNameInfoReq)/.test(name))
