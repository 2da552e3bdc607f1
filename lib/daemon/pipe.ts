// Through which pipe is ExaBGP spoken to?
import { openExabgp } from '../io/exabgp.ts'
import type { Begun } from './begun.ts'
import type { First } from './first.ts'
import type { Parts } from './part.ts'
import type { Receiver } from './receiver.ts'
import type { Shadow } from './shadow.ts'

/** ExaBGP's pipe; `isShadow`: one through which only questions pass. */
export const openPipe = async (
  receiver: Receiver,
  standalone: boolean,
  isShadow: boolean,
  parts: Parts,
): Promise<Pick<Begun, 'pipe' | 'shadow'>> => {
  if (!isShadow) return { pipe: parts.add(openExabgp(receiver, standalone)), shadow: undefined }
  const { Shadow } = await import('./shadow.ts')
  const shadow = new Shadow(receiver, (line) => opened.write(line))
  const { onFlushed, onClosed, onUnwritable } = receiver
  const onLine = (line: string): void => {
    shadow.heard(line)
    receiver.onLine(line)
  }
  const opened = parts.add(openExabgp({ onLine, onFlushed, onClosed, onUnwritable }, standalone))
  return { pipe: shadow, shadow }
}

/** Where nothing is changed in ExaBGP, each line of the log says so. */
export const overshadowed = (first: First, shadow: Shadow | undefined): First =>
  shadow === undefined ? first : { ...first, log: { ...first.log, write: shadow.telling(first.log.write) } }
