// How is a unix socket offered to those who may use it, and to nobody else?
import { link, rename, rm } from 'node:fs/promises'
import type { Server, Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { errorCode } from '../values/error-code.ts'
import { attend } from './file.ts'
import {
  type Access,
  anotherProcess,
  giveAccess,
  identityOf,
  isSame,
  listen,
  occupantOf,
  type SocketIdentity,
  trouble,
} from './named-socket.ts'
import { PersistentOffer } from './persistent-offer.ts'
import { makeRuntimeFolder } from './runtime-folder.ts'

type Target = Access & {
  readonly path: string
  readonly onConnection: (socket: Socket) => void
  /** Tells why the socket cannot be used, when that changes; undefined: it can. */
  readonly onTrouble: (reason: string | undefined) => void
}

let made = 0

/** The greatest length of a path (unix(7)); libuv cuts off what is longer. */
const mostPathBytes = 107

/**
 * Offers a unix socket, whatever a killed predecessor left under its name, and again when it was taken away. Where that cannot be done it is told, and
 * tried again every minute. The socket gets its name when it has its permissions, so nobody finds it before; and what Node deletes when the process
 * ends, the name that it was made with, is nobody's.
 */
export class ControlSocket {
  readonly #target: Target
  /** No longer than a name that ends in `.sock`, but for those of a letter. */
  readonly #draft: string
  readonly #offer: PersistentOffer
  #server: Server | undefined
  #own: SocketIdentity | undefined

  constructor(target: Target) {
    this.#target = target
    this.#draft = join(dirname(target.path), `.${process.pid.toString(36)}${(made++).toString(36)}`)
    this.#offer = new PersistentOffer(() => this.#attempt().catch(trouble), target.onTrouble)
  }

  start(): void {
    this.#offer.start()
  }

  stop(): void {
    this.#offer.stop(() => this.#remove())
    this.#server?.close()
  }

  /** Resolves when the file is gone that is ours. */
  readonly flushed = (): Promise<void> => this.#offer.flushed()

  // Resolves to what is in the way, if anything is.
  async #attempt(): Promise<string | undefined> {
    const { path } = this.#target
    if ([path, this.#draft].some((name) => Buffer.byteLength(name) > mostPathBytes)) return `its path has more than ${mostPathBytes} bytes`
    const found = await identityOf(path)
    if (found !== undefined && isSame(found, this.#own)) return this.#offer.found && giveAccess(path, this.#target)
    const occupant = found && (await occupantOf(path, found))
    if (occupant !== undefined) return occupant
    await attend(dirname(path), 'write', () => makeRuntimeFolder(dirname(path)))
    return this.#listen(found)
  }

  async #listen(abandoned: SocketIdentity | undefined): Promise<string | undefined> {
    const { path, onConnection } = this.#target
    const draft = this.#draft
    this.#server?.close()
    await attend(draft, 'write', () => rm(draft, { force: true }))
    if (this.#offer.stopped) return undefined
    this.#server = await listen(draft, onConnection)
    const flaw = await giveAccess(draft, this.#target)
    this.#own = await identityOf(draft)
    return (await attend(path, 'write', () => takeName(path, draft, abandoned))) ? flaw : anotherProcess
  }

  async #remove(): Promise<void> {
    const { path } = this.#target
    const found = await identityOf(path)
    if (found !== undefined && isSame(found, this.#own)) await attend(path, 'write', () => rm(path, { force: true }))
  }
}

/**
 * Gives `draft` the name, and no other. False where another process has taken it since it was looked at: of two that begin at once one has it, and the
 * other knows.
 */
const takeName = async (path: string, draft: string, abandoned: SocketIdentity | undefined): Promise<boolean> => {
  try {
    if (abandoned !== undefined) await putAside(path, `${draft}-`, abandoned)
    await link(draft, path)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

// What has come into its place is put back.
const putAside = async (path: string, aside: string, abandoned: SocketIdentity): Promise<void> => {
  await rename(path, aside)
  const moved = await identityOf(aside)
  if (moved !== undefined && !isSame(moved, abandoned)) await link(aside, path)
  await rm(aside, { force: true })
}
