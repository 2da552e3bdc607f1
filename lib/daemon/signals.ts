// Which signals end the process, and who takes the one that asks for a reload?
import type { Receiver } from './receiver.ts'

/**
 * HUP, ALRM, USR1 and USR2 would end the process or start the debugger by default; they are ExaBGP's, and easily sent to the wrong one. A terminal that is
 * closed sends HUP. Gives what is to be told who takes HUP from then on; one that came before is not lost.
 */
export const listenToSignals = (receiver: Receiver, standalone: boolean): ((onHangup: () => void) => void) => {
  const ending = ['SIGTERM', 'SIGINT', ...(standalone ? (['SIGHUP'] as const) : [])] as const
  for (const signal of ['SIGALRM', 'SIGUSR1', 'SIGUSR2'] as const) process.on(signal, () => {})
  for (const signal of ending) process.on(signal, () => receiver.dispatch({ type: 'stop', signal }))
  if (standalone) return () => {}
  let isEarly = false
  let take = (): void => {
    isEarly = true
  }
  process.on('SIGHUP', () => take())
  return (onHangup) => {
    take = onHangup
    if (isEarly) onHangup()
  }
}
