// Does HAProxy still listen where its socket is refused or missing, as the kernel's list of unix sockets tells?
import { readFileSync } from 'node:fs'
import type { StatisticsAddress } from '../config/haproxy.ts'

/**
 * `listens`: what answered before still does, though not under its path: the file is gone, or another's. `closed`: only connections are left, as of a
 * HAProxy that was told to stop and waits for them. `unknown`: also where HAProxy runs in another network namespace.
 */
type KernelSocket = 'listens' | 'closed' | 'unknown'

export type KernelSocketWatch = {
  /** Takes in that a process of HAProxy has answered through it. Never throws. */
  readonly answered: (pid: number | undefined) => void
  /** Never throws. */
  readonly state: () => KernelSocket
}

/** While a reload goes on two processes listen; by then it is over. */
const mostLooks = 10

export const createKernelSocketWatch = (address: StatisticsAddress, list = '/proc/net/unix'): KernelSocketWatch => {
  const seen: { pid?: number | undefined; inode?: string | undefined; looks: number } = { looks: 0 }
  const rows = (): readonly UnixSocket[] => (address.kind === 'unix' ? unixSockets(readList(list), address.path) : [])
  return {
    answered: (pid) => {
      if (pid === undefined) return
      if (pid !== seen.pid) Object.assign(seen, { pid, inode: undefined, looks: 0 })
      if (seen.inode !== undefined || ++seen.looks > mostLooks) return
      // Containers may have the same path each: of two it is not known which one has answered.
      const [one, ...others] = rows().filter(({ listens }) => listens)
      if (others.length === 0) seen.inode = one?.inode
    },
    state: () => {
      const sockets = rows()
      if (sockets.some(({ inode, listens }) => listens && inode === seen.inode)) return 'listens'
      return sockets.length > 0 && sockets.every(({ listens }) => !listens) ? 'closed' : 'unknown'
    },
  }
}

// The kernel makes it by itself, and no disk is waited for.
const readList = (list: string): string => {
  try {
    return readFileSync(list, 'latin1')
  } catch {
    return ''
  }
}

type UnixSocket = { readonly inode: string; readonly listens: boolean }

// proc(5), "/proc/net/unix". HAProxy binds `path.pid.tmp` and renames the file, which the list does not follow.
const unixSockets = (list: string, path: string): readonly UnixSocket[] =>
  list.split('\n').flatMap((line) => {
    const [, flags, inode = '', name = ''] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +(\d+) (.*)$/.exec(line) ?? []
    return flags !== undefined && isNameOf(name, path) ? [{ inode, listens: flags === listening }] : []
  })

/** __SO_ACCEPTCON of the kernel. */
const listening = '00010000'

const isNameOf = (name: string, path: string): boolean =>
  name === path || (name.startsWith(`${path}.`) && /^\d+\.tmp$/.test(name.slice(path.length + 1)))
