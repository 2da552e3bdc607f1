// How does a real program start, stop, hang and die under a test?
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { errorCode } from '../../../lib/values/error-code.ts'
import type { LogFile } from './log-file.ts'
import { descendants } from './process-tree.ts'

type ProgramDefinition = {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly log: LogFile
}

type Ending = { readonly exitCode: number | null; readonly signal: string | null }

/** One program that can be started many times, once at a time; stdout and stderr are appended to its log. */
export class Program {
  readonly log: LogFile
  readonly #definition: ProgramDefinition
  #process: ChildProcess | undefined
  #ending: Promise<Ending> | undefined

  constructor(definition: ProgramDefinition) {
    this.#definition = definition
    this.log = definition.log
  }

  /** Its process id; throws while it does not run. */
  get pid(): number {
    const pid = this.#process?.pid
    if (pid === undefined) throw new Error(`${this.#definition.command.join(' ')} does not run`)
    return pid
  }

  get running(): boolean {
    return this.#process !== undefined
  }

  /** Starts it in a session of its own, with a small environment that does not depend on who runs the tests. */
  start(): void {
    if (this.#process !== undefined) throw new Error(`${this.#definition.command.join(' ')} runs already, as ${this.pid}`)
    const [file = '', ...words] = this.#definition.command
    const output = openSync(this.log.path, 'a')
    const env = { ...environment, ...this.#definition.env }
    // The program writes to the file itself, so its output is whole even while this process is busy.
    const started = spawn(file, words, { stdio: ['ignore', output, output], env, cwd: '/', detached: true })
    closeSync(output)
    this.#process = started
    this.#ending = new Promise((resolve, reject) => {
      started.once('error', reject)
      started.once('exit', (exitCode, signal) => {
        this.#process = undefined
        resolve({ exitCode, signal })
      })
    })
  }

  /** How it ended, or will; throws if it was never started. */
  async ended(): Promise<Ending> {
    if (this.#ending === undefined) throw new Error(`${this.#definition.command.join(' ')} was never started`)
    return this.#ending
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal)
  }

  /** SIGTERM, then SIGKILL for it and its descendants after `within` milliseconds; nothing if it does not run. */
  async stop({ within = 6000 }: { readonly within?: number } = {}): Promise<void> {
    if (!this.running) return
    this.signal('SIGTERM')
    const escalation = setTimeout(() => this.#signalTree('SIGKILL'), within)
    await this.ended()
    clearTimeout(escalation)
  }

  /** SIGKILL for this process alone. */
  async kill(): Promise<Ending> {
    this.signal('SIGKILL')
    return this.ended()
  }

  /** SIGKILL for this process and its descendants, at once. */
  async killTree(): Promise<Ending> {
    this.#signalTree('SIGKILL')
    return this.ended()
  }

  /** Stops it and its descendants in their tracks, as a machine that hangs would. */
  freeze(): void {
    this.#signalTree('SIGSTOP')
  }

  thaw(): void {
    this.#signalTree('SIGCONT')
  }

  #signalTree(signal: NodeJS.Signals): void {
    if (!this.running) return
    for (const pid of [this.pid, ...descendants(this.pid)]) signalIfThere(pid, signal)
  }
}

// One of them may have ended since they were counted; the others must not be spared for that.
const signalIfThere = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

// The mark of the test runner stays, so that it can tell what its tests left behind.
const { RHI_TEST_RUN } = process.env
const environment = {
  ...(RHI_TEST_RUN === undefined ? {} : { RHI_TEST_RUN }),
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  HOME: '/root',
}
