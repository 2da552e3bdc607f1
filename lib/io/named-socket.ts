// What is under the name of a unix socket, and how does one get there with the right permissions?
import { chmod, chown, lstat } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { errorCode } from '../values/error-code.ts'
import { startDeadline } from './deadline.ts'
import { readFailure } from './failure.ts'
import { attend } from './file.ts'
import { groupId } from './groups.ts'

/** Who may use a socket. `group`: its name or number; absent: that of the process. */
export type Access = { readonly mode: number; readonly group?: string }

/** By what a file is known under any name. */
export type SocketIdentity = { readonly dev: number; readonly ino: number; readonly isSocket: boolean }

export const anotherProcess = 'another process has its name'

/** How many may be connected at once; what is over is refused. */
const mostConnections = 16

/** How long one who has the name may take to say so. */
const answerWithinMs = 1000

/** Undefined where nothing is there. Rejects where that cannot be found out. */
export const identityOf = async (path: string): Promise<SocketIdentity | undefined> => {
  try {
    const stats = await attend(path, 'read', () => lstat(path))
    return { dev: stats.dev, ino: stats.ino, isSocket: stats.isSocket() }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

export const isSame = (one: SocketIdentity, other: SocketIdentity | undefined): boolean => one.dev === other?.dev && one.ino === other.ino

/** Why the name is not free; undefined where what is there is a socket that nobody listens to any more. */
export const occupantOf = async (path: string, { isSocket }: SocketIdentity): Promise<string | undefined> => {
  if (!isSocket) return 'a file that is no socket has its name'
  const failure = await failureToConnect(path)
  if (failure === undefined || failure.kind === 'hung') return anotherProcess
  return failure.kind === 'refused' ? undefined : failure.reason
}

const failureToConnect = (path: string): Promise<ReturnType<typeof readFailure> | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ path })
    const callOff = startDeadline(answerWithinMs, () => end(undefined))
    const end = (error: unknown): void => {
      callOff()
      socket.destroy()
      resolve(error === undefined ? undefined : readFailure(error))
    }
    socket.on('connect', () => end(undefined)).on('error', end)
  })

/** Listens there, for the owner only. Rejects with a `code`. What fails later is one connection. */
export const listen = (path: string, onConnection: (socket: Socket) => void): Promise<Server> => {
  const server = createServer(onConnection)
  server.maxConnections = mostConnections
  const listening = new Promise<Server>((resolve, reject) => {
    server.on('listening', () => resolve(server)).on('error', reject)
  })
  // The name is made before `listen` returns.
  const umask = process.umask(0o177)
  try {
    server.listen(path)
  } finally {
    process.umask(umask)
  }
  return listening
}

/** Lets those use it who may; resolves to what they lack, if anything. */
export const giveAccess = async (path: string, { mode, group }: Access): Promise<string | undefined> => {
  const flaw = group === undefined ? undefined : await giveToGroup(path, group)
  await attend(path, 'write', () => chmod(path, mode))
  return flaw
}

const giveToGroup = async (path: string, group: string): Promise<string | undefined> => {
  const id = await groupId(group)
  if (id === undefined) return `there is no group ${group}, so its members cannot use it`
  const given = attend(path, 'write', () => chown(path, -1, id))
  return given.then(
    () => undefined,
    (error: unknown) => `it cannot be given to the group ${group} (${readFailure(error).reason}), so its members cannot use it`,
  )
}

/** Why it failed, as part of a sentence. */
export const trouble = (error: unknown): string => {
  const code = errorCode(error)
  return readableCodes[code] ?? code
}

const readableCodes: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'its folder is not there and cannot be made',
  ENOTDIR: 'its folder is no folder',
  EROFS: 'its folder is read-only',
  ENOSPC: 'no space is left',
  EMFILE: 'this process has too many files open',
}
