// How does a test hold the pipe to the program, as ExaBGP does? Node closes its own as soon as the child at its other end is gone.
import { randomUUID } from 'node:crypto'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { until } from '../e2e/kit/wait.ts'
import { pipe } from '../io/folder.ts'

const { O_RDWR, O_NONBLOCK } = constants

export class HeldPipe {
  readonly #ours: number
  /** For the program's stdin. */
  readonly theirs: number

  constructor() {
    const path = pipe(`stdin-${randomUUID()}`)
    this.#ours = openSync(path, O_RDWR | O_NONBLOCK)
    this.theirs = openSync(path, 'r')
  }

  /** Resolves when somebody has read so much. A pipe holds 64 kB of what nobody reads. */
  async takes(bytes: number): Promise<void> {
    let left = bytes
    await until(`${bytes} bytes to be read`, () => {
      for (let written = -1; left > 0 && written !== 0; left -= written) written = this.#write(Math.min(left, 4096))
      return left === 0
    })
  }

  close(): void {
    closeSync(this.theirs)
    closeSync(this.#ours)
  }

  #write(bytes: number): number {
    try {
      return writeSync(this.#ours, 'x'.repeat(bytes))
    } catch {
      return 0 // it is full
    }
  }
}
