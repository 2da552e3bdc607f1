// How does a test run ExaBGP with a process of ours, and see what passes between the two?
import { renameSync, writeFileSync } from 'node:fs'
import type { LogLine } from './log-file.ts'
import type { Namespace } from './namespace.ts'
import { commandLine, descendants } from './process-tree.ts'
import type { Program } from './program.ts'

export type ExabgpOptions = {
  /** A folder to put on PYTHONPATH that holds another version; default: Debian's. */
  readonly pythonPath?: string
  /** The interpreter, which may have an ExaBGP of its own; default: Debian's. */
  readonly python?: string
  /** exabgp.api.ack; default true. */
  readonly ack?: boolean
  /** More settings, for example `{'exabgp.api.respawn': 'false'}`. */
  readonly environment?: Readonly<Record<string, string>>
}

/** One ExaBGP with a configuration file of its own; the output of its helper's stderr is in the same log. */
export class Exabgp {
  readonly program: Program
  readonly configPath: string
  #isLoadingAgain = false

  constructor(namespace: Namespace, { pythonPath, python = '/usr/bin/python3', ack = true, environment = {} }: ExabgpOptions = {}) {
    this.configPath = namespace.path('exabgp.conf')
    const path = pythonPath === undefined ? {} : { PYTHONPATH: pythonPath }
    const settings = { ...defaults, 'exabgp.api.ack': String(ack), ...environment, ...path }
    this.program = namespace.program('exabgp', [python, '-m', 'exabgp', this.configPath], settings)
  }

  /** All at once: a reload may be under way. */
  configure(text: string): void {
    const fresh = `${this.configPath}.new`
    writeFileSync(fresh, text)
    renameSync(fresh, this.configPath)
  }

  /** Starts it and waits until it has read its configuration. */
  async start(): Promise<void> {
    const from = this.#lineCount()
    this.program.start()
    const died = this.program.ended().then(() => {
      throw new Error(`ExaBGP did not start:\n${this.program.log.texts().slice(-20).join('\n')}`)
    })
    await Promise.race([this.program.log.waitFor(loaded, { from }), died])
    died.catch(() => {})
  }

  /** SIGUSR1, again where it is lost (5.0 forgets it while it has something to send), then waits until the new configuration is in force. */
  async reload(): Promise<void> {
    // A signal that was sent again may load once more, at any time: the first load may be that one, of the file before, and ours lost meanwhile.
    if (this.#isLoadingAgain) await this.#load()
    await this.#load()
  }

  async #load(): Promise<void> {
    const from = this.#lineCount()
    for (let tries = 0; tries < 100; tries += 1) {
      this.#isLoadingAgain = tries > 0
      this.program.signal('SIGUSR1')
      const isLoaded = await this.program.log.waitFor(loaded, { from, within: signalAgainMs }).then(Boolean, () => false)
      if (isLoaded) return
    }
    throw new Error('ExaBGP does not load its new configuration')
  }

  async stop(): Promise<void> {
    await this.program.stop()
  }

  /** SIGKILL for ExaBGP alone; what its helper does then is the helper's business. */
  async kill(): Promise<void> {
    await this.program.kill()
  }

  freeze(): void {
    process.kill(this.program.pid, 'SIGSTOP')
  }

  thaw(): void {
    process.kill(this.program.pid, 'SIGCONT')
  }

  /** The process that ExaBGP runs now whose command line has `word` in it; undefined while there is none. */
  helperPid(word: string): number | undefined {
    return this.program.running ? descendants(this.program.pid).find((pid) => commandLine(pid).some((it) => it.includes(word))) : undefined
  }

  /** Every command that ExaBGP has read from its helpers, in order, as ExaBGP itself logged it. */
  commands(): LogLine[] {
    return this.program.log.lines().flatMap(commandIn)
  }

  #lineCount(): number {
    return this.program.log.lines().length
  }
}

/** The command that a line of ExaBGP's log reports as read from a helper, or nothing. */
export const commandIn = ({ at, text }: LogLine): LogLine[] => {
  const [, command] = /^[^{]*(?:\bcommand from process \S+ : |\bapi\.command\.received process=\S+ command=)(.*?) ?$/.exec(text) ?? []
  return command === undefined ? [] : [{ at, text: command }]
}

// 4.2 and 5.0, then 6.0.
const loaded = /loaded new configuration successfully|config\.loaded/
const signalAgainMs = 300

const defaults = {
  'exabgp.daemon.user': 'root',
  'exabgp.daemon.daemonize': 'false',
  'exabgp.api.cli': 'false',
  'exabgp.log.destination': 'stderr',
  'exabgp.log.level': 'DEBUG',
  'exabgp.log.processes': 'true',
  'exabgp.log.network': 'false',
  'exabgp.log.packets': 'false',
}
