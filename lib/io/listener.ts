// How is a port offered, however often it is taken, and for however long its certificate cannot be read?
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls'
import { errorCode } from '../values/error-code.ts'
import { type KeyFiles, type KeyMaterial, readKeys, sameKeys } from './key-files.ts'
import { PersistentOffer } from './persistent-offer.ts'

type Target = {
  readonly host: string
  readonly port: number
  readonly tls?: KeyFiles
  readonly onConnection: (socket: Socket) => void
  /** Tells why nobody can connect, when that changes; undefined: they can. */
  readonly onTrouble: (reason: string | undefined) => void
}

/** How many may be connected at once; what is over is closed. */
const mostConnections = 64

/** How long a client may take over its part of TLS. */
const handshakeMs = 5000

/** Listens, and where that cannot be done it is told, and tried again every minute; so often it is looked whether there is another certificate. */
export class Listener {
  readonly #target: Target
  readonly #connected = new Set<Socket>()
  readonly #offer: PersistentOffer
  #server: Server | undefined
  #keys: KeyMaterial | undefined

  constructor(target: Target) {
    this.#target = target
    this.#offer = new PersistentOffer(() => this.#attempt().catch(trouble), target.onTrouble)
  }

  start(): void {
    this.#offer.start()
  }

  stop(): void {
    this.#offer.stop(async () => void this.#server?.close())
    this.#server?.close()
    for (const socket of this.#connected) socket.destroy()
    this.#offer.tell(undefined)
  }

  /** Resolves when the port is free that was taken. */
  readonly flushed = (): Promise<void> => this.#offer.flushed()

  // Resolves to what is in the way, if anything is.
  async #attempt(): Promise<string | undefined> {
    const { tls } = this.#target
    const keys = tls === undefined ? undefined : await readKeys(tls)
    if (keys !== undefined && 'trouble' in keys) return keys.trouble
    const isNew = keys !== undefined && !sameKeys(keys, this.#keys)
    if (this.#server?.listening === true) {
      if (isNew) (this.#server as TlsServer).setSecureContext(keys)
    } else {
      this.#server = await this.#listen(keys)
    }
    this.#keys = keys
    return undefined
  }

  #listen(keys: KeyMaterial | undefined): Promise<Server> {
    const { host, port } = this.#target
    const server = keys === undefined ? createServer((socket) => this.#take(socket)) : this.#secure(keys)
    server.maxConnections = mostConnections
    server.unref()
    return new Promise((resolve, reject) => {
      server.on('error', reject).listen({ host, port, ipv6Only: false }, () => resolve(server))
    })
  }

  #secure(keys: KeyMaterial): TlsServer {
    const asksClient = keys.ca !== undefined
    const server = createTlsServer({
      ...keys,
      minVersion: 'TLSv1.2',
      handshakeTimeout: handshakeMs,
      requestCert: asksClient,
      rejectUnauthorized: asksClient,
    })
    server.on('connection', (socket) => this.#remember(socket)).on('tlsClientError', (_, socket) => socket.destroy())
    return server.on('secureConnection', (socket) => this.#take(socket))
  }

  #take(socket: Socket): void {
    this.#remember(socket)
    this.#target.onConnection(socket)
  }

  #remember(socket: Socket): void {
    this.#connected.add(socket)
    socket.on('error', () => {}).on('close', () => this.#connected.delete(socket))
  }
}

const trouble = (error: unknown): string => {
  const code = errorCode(error)
  return readableCodes[code] ?? code
}

const readableCodes: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this machine does not have that address',
  EACCES: 'permission denied',
  EAFNOSUPPORT: 'this machine does not have that address family',
  EMFILE: 'this process has too many files open',
}
