// What if somebody stands between our process and HAProxy's statistics, and spoils the answers?
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { ask } from './unix-socket.ts'

/** What happens to answers: nothing; the last third is missing; they are something else; they never end; they never come. */
export type Spoiling = 'nothing' | 'cut short' | 'garbage' | 'endless' | 'silence'

/** A socket at `path` that passes questions on to HAProxy's, and its answers back as `spoiling` wants them. */
export class SpoiledStatistics {
  readonly path: string
  spoiling: Spoiling = 'nothing'
  readonly #haproxySocket: string

  constructor(path: string, haproxySocket: string) {
    this.path = path
    this.#haproxySocket = haproxySocket
  }

  /** It ends with the process. */
  async start(): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.unref()
      socket.on('error', () => {})
      socket.once('data', (question) => void this.#answer(socket, question.toString()))
    })
    await once(server.listen(this.path).unref(), 'listening')
  }

  async #answer(socket: Socket, question: string): Promise<void> {
    const answer = await ask(this.#haproxySocket, question).catch(() => Buffer.alloc(0))
    switch (this.spoiling) {
      case 'nothing':
        return void socket.end(answer)
      case 'cut short':
        return void socket.end(answer.subarray(0, (answer.length * 2) / 3))
      case 'garbage':
        return void socket.end('HTTP/1.0 400 Bad request\r\n\r\n')
      case 'endless':
        return pour(socket, Buffer.concat([answer, Buffer.alloc(2 ** 20, '\n')]))
      case 'silence':
        return
    }
  }
}

const pour = (socket: Socket, bytes: Buffer): void => {
  while (socket.writable && socket.write(bytes)) {}
  if (socket.writable) socket.once('drain', () => pour(socket, bytes))
}
