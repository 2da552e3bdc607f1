// When did HAProxy change the state of a server, by its own clock?
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { momentOf } from './moment.ts'

/** Reads a ring of its own, `bench`, so that it never stands in the way of who is measured. */
export class ChangeWatch {
  readonly #path: string
  readonly #waiting = new Map<string, (at: number) => void>()
  #socket: Socket | undefined

  constructor(path: string) {
    this.#path = path
  }

  async start(): Promise<void> {
    const socket = connect(this.#path)
    this.#socket = socket
    await once(socket, 'connect')
    let partial = ''
    socket.setEncoding('latin1').on('data', (text: string) => {
      const lines = (partial + text).split('\n')
      partial = lines.pop() ?? ''
      for (const line of lines) this.#read(line)
    })
    socket.write('set timeout cli 86400;show events bench -w -n\n')
  }

  /** Milliseconds since 1970 of the next time that the server `s` of this backend goes or comes back; to be called before. */
  next(backend: string, there: boolean): Promise<number> {
    return new Promise((resolve) => this.#waiting.set(`${backend} ${there}`, resolve))
  }

  close(): void {
    this.#socket?.destroy()
  }

  #read(line: string): void {
    const [, stamp, backend, state] = /^<\d+>(\S+) .*?Server (\w+)\/s is (going DOWN|UP)/.exec(line) ?? []
    if (stamp === undefined) return
    const key = `${backend} ${state === 'UP'}`
    this.#waiting.get(key)?.(momentOf(stamp))
    this.#waiting.delete(key)
  }
}
