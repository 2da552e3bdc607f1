// How does a process end, whatever hangs?
import { setTimeout as delay } from 'node:timers/promises'
import { isAnyOverdue } from './file-turns.ts'
import { dismissStandIn } from './stand-in.ts'

/** Files that are well are written so long after the end began, on a busy machine too; a name that is not known by then hangs. */
const patience = { forFilesMs: 400, forNamesMs: 150, everyMs: 5 }

/**
 * Ends this process. `process.exit` waits for the threads that work on files, for ever where a file hangs; then we kill ourselves, and the status
 * is that of SIGKILL. What has not left the process is lost either way. `since`: when the end began, by the process's own clock.
 */
export const leave = async (status: number, since = performance.now()): Promise<void> => {
  dismissStandIn()
  while (!isAnyOverdue() && isWorthWaiting(performance.now() - since)) await delay(patience.everyMs)
  if (isAnyOverdue() || isUnderWay(files) || isUnderWay(names)) process.kill(process.pid, 'SIGKILL')
  process.exit(status)
}

const isWorthWaiting = (forMs: number): boolean =>
  (forMs < patience.forFilesMs && isUnderWay(files)) || (forMs < patience.forNamesMs && isUnderWay(names))

// Requests that hold a thread, by the names that Node gives them. Of work on files that was given up Node 24 and later may tell nothing.
const files = /^(FSReq|FileHandleCloseReq)/
const names = /^(GetAddrInfoReq|GetNameInfoReq)/

const isUnderWay = (kind: RegExp): boolean => process.getActiveResourcesInfo().some((name) => kind.test(name))
