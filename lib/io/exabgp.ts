// How do lines travel between this process and ExaBGP?
import { fstatSync } from 'node:fs'
import { linesInTurns } from './lines-in-turns.ts'
import { paint, terminal } from './terminal.ts'

type ExabgpPipe = {
  /** Writes one line; `onFlushed` follows when it has left the process. */
  readonly write: (line: string) => void
  /** Resolves when all that was written has left the process, or cannot any more. */
  readonly flushed: () => Promise<void>
}

type ExabgpListener = {
  readonly onLine: (line: string) => void
  readonly onFlushed: () => void
  /** ExaBGP closed its end of either pipe. */
  readonly onClosed: () => void
  /** Without ExaBGP: what stands in its place takes nothing, as a full disk does. */
  readonly onUnwritable: (reason: string) => void
}

/** Longest line that is kept; a longer one is no answer of ExaBGP's and is dropped. */
const longestLine = 1024 * 1024

/** Whether a program stands behind stdin, as it does when ExaBGP starts us: a pipe or a socket, neither a terminal nor a file. */
export const isExabgpListening = (): boolean => {
  try {
    const stdin = fstatSync(0)
    return stdin.isFIFO() || stdin.isSocket()
  } catch {
    return false
  }
}

/** Opens both pipes. In a terminal (`standalone`) stdin is left alone. */
export const openExabgp = ({ onLine, onFlushed, onClosed, onUnwritable }: ExabgpListener, standalone: boolean): ExabgpPipe => {
  let unwritten = 0
  let waiters: (() => void)[] = []
  const settle = () => {
    for (const waiter of waiters) waiter()
    waiters = []
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    settle()
    if (standalone && error.code !== 'EPIPE') onUnwritable(error.code ?? error.message)
    else onClosed()
  })
  if (!standalone) drain(onLine, onClosed)
  const reader = { colour: standalone && terminal().colour }
  return {
    write: (line) => {
      unwritten += 1
      process.stdout.write(`${paint('bold', line, reader)}\n`, (error) => {
        unwritten -= 1
        if (unwritten === 0) settle()
        if (!error) onFlushed()
      })
    },
    flushed: () => (unwritten === 0 ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
  }
}

// ExaBGP freezes when its writes to us block, so stdin is read at once and always.
const drain = (onLine: (line: string) => void, onClosed: () => void): void => {
  process.stdin.setEncoding('latin1')
  process.stdin.on('data', linesInTurns(process.stdin, longestLine, onLine))
  process.stdin.on('end', onClosed)
  process.stdin.on('error', onClosed)
}
