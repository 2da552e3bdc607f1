// How is stderr written without changing it for others, who have the same one?
import { constants, fstatSync, openSync } from 'node:fs'
import { Socket } from 'node:net'

/**
 * Lets `process.stderr` write to a pipe through a description of its own: Node makes that one non-blocking, and ExaBGP, from which we have
 * stderr, would lose lines to EAGAIN. What is no pipe, or not ours to open, stays as it is: files block nobody, and a socket cannot be opened anew.
 */
export const keepStderrBlocking = (): void => {
  try {
    if (!fstatSync(2).isFIFO()) return
    const fd = openSync('/proc/self/fd/2', constants.O_WRONLY | constants.O_NONBLOCK)
    const own = new Socket({ fd, readable: false, writable: true })
    Object.defineProperty(process, 'stderr', { configurable: true, enumerable: true, get: () => own })
  } catch {
    // Another user's pipe, or no /proc.
  }
}

/** Resolves when all that was written so far has left the process. */
export const stderrFlushed = (): Promise<void> => new Promise((resolve) => process.stderr.write('', () => resolve()))
