// How does a test stand in ExaBGP's place: both pipes of the built program in its hands?
import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../folder.ts'

/** Where state files and sockets are. */
export const runtime = temporaryFolder()

/** So long nothing may be heard of one that is waited for; generous, since a machine may be busy. */
const newsWithinMs = 60_000

/** The built program. */
export const program = fileURLToPath(new URL('../../dist/exabgp-haproxy.js', import.meta.url))

/** A run of the built program. Lines are kept from the start, so that waiting for one that came already is no mistake. */
export class Child {
  readonly lines: string[] = []
  readonly log: string[] = []
  readonly process: ChildProcess
  readonly exited: Promise<readonly [code: number | null, signal: string | null]>
  readonly #news = new EventEmitter()
  #end: string | undefined

  /**
   * `answers`: what to say to a line of the program's, as ExaBGP would; undefined leaves stdin as in a script, without ExaBGP. State files are gone with
   * the tests, unless `env` says otherwise. `files`: how many it may have open. `program`: another one. `within`: words before
   * the command that give it other surroundings.
   */
  constructor(
    flags: readonly string[],
    answers?: (line: string) => readonly string[],
    env: Readonly<Record<string, string>> = {},
    {
      files,
      program: other = program,
      within = [],
    }: { readonly files?: number; readonly program?: string; readonly within?: readonly string[] } = {},
  ) {
    const stdin = answers === undefined ? 'ignore' : 'pipe'
    const limit = files === undefined ? [] : ['prlimit', `--nofile=${files}`]
    const [file = '', ...words] = [...within, ...limit, process.execPath, other, ...flags]
    this.process = spawn(file, words, { stdio: [stdin, 'pipe', 'pipe'], env: { ...process.env, RUNTIME_DIRECTORY: runtime, ...env } })
    this.exited = once(this.process, 'close').then(([code, signal]) => [code, signal] as const)
    this.process.stdin?.on('error', () => {})
    this.#follow('stdout', this.lines, (line) => {
      for (const answer of answers?.(line) ?? []) this.say(answer)
    })
    this.#follow('stderr', this.log, () => {})
    this.exited.then(([code, signal]) => {
      this.#end = `${code ?? signal}`
      this.#news.emit('news')
    })
  }

  say(line: string): void {
    this.process.stdin?.write(`${line}\n`)
  }

  waitForLine(line: string, times = 1): Promise<void> {
    return this.#wait(() => this.lines.filter((one) => one === line).length >= times, `the line ${line}`)
  }

  waitForLog(pattern: RegExp): Promise<void> {
    return this.#wait(() => this.log.some((line) => pattern.test(line)), `the log line ${pattern}`)
  }

  // It may have left before all that it said is read. Its file could not end while it lives.
  async #wait(happened: () => boolean, what: string): Promise<void> {
    while (!happened()) {
      if (this.#end !== undefined) throw new Error(`it left with ${this.#end} before ${what}:\n${this.log.join('\n')}`)
      await once(this.#news, 'news', { signal: AbortSignal.timeout(newsWithinMs) }).catch(() => {
        this.process.kill('SIGKILL')
        throw new Error(`no sign of ${what}:\n${[...this.lines, ...this.log].join('\n')}`)
      })
    }
  }

  #follow(name: 'stdout' | 'stderr', lines: string[], onLine: (line: string) => void): void {
    const stream = this.process[name]
    if (stream === null) return
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      onLine(line)
      this.#news.emit('news')
    })
  }
}

/** Answers as ExaBGP 4.2 does. */
export const exabgp = (line: string): readonly string[] => (line === 'system version' ? ['exabgp 4.2.21', 'done'] : ['done'])
