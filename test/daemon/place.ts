// How does a test run the built program again and again with one file, and ask it?
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '../e2e/kit/wait.ts'
import { Child, exabgp, program } from './child.ts'

/** A folder with the file and with what one run leaves to the next. */
export class Place {
  readonly folder: string
  readonly file: string
  child: Child | undefined

  constructor(folder: string) {
    this.folder = folder
    this.file = join(folder, 'config.yaml')
  }

  async start(log = /announcing/, answers = exabgp): Promise<Child> {
    this.child = new Child(['--config', this.file], answers, { RUNTIME_DIRECTORY: this.folder })
    await this.child.waitForLog(log)
    await until('the control socket', async () =>
      (await readdir(join(this.folder, 'exabgp-haproxy'))).some((name) => name.endsWith('.sock')),
    )
    return this.child
  }

  run(...words: readonly string[]): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
    return new Promise((resolve) => {
      const env = { ...process.env, RUNTIME_DIRECTORY: this.folder }
      execFile(process.execPath, [program, ...words], { env }, (error, out, err) => {
        resolve({ status: error === null ? 0 : Number(error.code), out, err })
      })
    })
  }

  async killed(): Promise<void> {
    this.child?.process.kill('SIGKILL')
    this.child?.process.stdin?.end() // nobody has to stand in for it
    await this.child?.exited
  }
}
