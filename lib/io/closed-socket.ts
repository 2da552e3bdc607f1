// Does HAProxy still hold connections through its socket although it listens there no more, as it has been told to stop?
import { readFile } from 'node:fs/promises'
import type { SocketAddress } from './haproxy-socket.ts'

/**
 * One that serves on, while the file of its socket is another's or gone, still listens: the kernel's list of unix sockets shows it. False where that
 * does not show any connection, as when HAProxy runs in another network namespace.
 */
export const isClosed = async (address: SocketAddress): Promise<boolean> => {
  if (address.kind !== 'unix') return false
  try {
    return hasOnlyConnections(await readFile('/proc/net/unix', 'latin1'), address.path)
  } catch {
    return false
  }
}

/** `list` is that of the kernel (proc(5), "/proc/net/unix"). HAProxy binds `path.pid.tmp` and renames the file, which the list does not follow. */
export const hasOnlyConnections = (list: string, path: string): boolean => {
  const sockets = list.split('\n').flatMap((line) => {
    const [, flags, name = ''] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +\d+ (.*)$/.exec(line) ?? []
    return flags !== undefined && isNameOf(name, path) ? [flags] : []
  })
  return sockets.length > 0 && sockets.every((flags) => flags !== listening)
}

/** __SO_ACCEPTCON of the kernel. */
const listening = '00010000'

const isNameOf = (name: string, path: string): boolean =>
  name === path || (name.startsWith(`${path}.`) && /^\d+\.tmp$/.test(name.slice(path.length + 1)))
