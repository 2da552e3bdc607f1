// How is a unix socket offered to those who may use it, and to nobody else?
import { rename, rm } from 'node:fs/promises'
import type { Server, Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { attend } from './file.ts'
import { type Access, giveAccess, identityOf, isSame, listen, occupantOf, type SocketIdentity, trouble } from './named-socket.ts'
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
    return this.#listen()
  }

  async #listen(): Promise<string | undefined> {
    const { path, onConnection } = this.#target
    const draft = this.#draft
    this.#server?.close()
    await attend(draft, 'write', () => rm(draft, { force: true }))
    if (this.#offer.stopped) return undefined
    this.#server = await listen(draft, onConnection)
    const flaw = await giveAccess(draft, this.#target)
    this.#own = await identityOf(draft)
    await attend(draft, 'write', () => rename(draft, path))
    return flaw
  }

  async #remove(): Promise<void> {
    const { path } = this.#target
    const found = await identityOf(path)
    if (found !== undefined && isSame(found, this.#own)) await attend(path, 'write', () => rm(path, { force: true }))
  }
}
