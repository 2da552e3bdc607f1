// How does a test run HAProxy and change its mind?
import { writeFileSync } from 'node:fs'
import type { Namespace } from './namespace.ts'
import { catches } from './process-tree.ts'
import type { Program } from './program.ts'
import { ask } from './unix-socket.ts'
import { until } from './wait.ts'

/** One HAProxy, master and workers, with a configuration file and a socket of its own. */
export class HaproxyInstance {
  readonly program: Program
  readonly configPath: string
  /** The socket that `stats socket` in the configuration has to name. */
  readonly socket: string

  constructor(namespace: Namespace, name = 'haproxy', command: readonly string[] = ['haproxy']) {
    this.configPath = namespace.path(`${name}.cfg`)
    this.socket = namespace.path(`${name}.sock`)
    this.program = namespace.program(name, [...command, '-W', '-db', '-f', this.configPath])
  }

  configure(text: string): void {
    writeFileSync(this.configPath, text)
  }

  /** Starts it and waits until its socket answers. */
  async start(): Promise<void> {
    this.program.start()
    await this.#waitForWorker(() => true)
  }

  /** SIGUSR2, then waits until a new worker answers. */
  async reload(): Promise<void> {
    const before = await this.workerPid()
    this.program.signal('SIGUSR2')
    await this.#waitForWorker((pid) => pid !== before)
  }

  /** What the runtime API prints, for example for `disable frontend http_front` or `set server b/s state maint`. */
  async command(text: string): Promise<string> {
    return (await ask(this.socket, `${text}\n`)).toString('utf8').trim()
  }

  /** The process that serves the socket now. */
  async workerPid(): Promise<number> {
    return Number(/^Pid: (\d+)$/m.exec(await this.command('show info'))?.[1])
  }

  /** The status column of a server or of `BACKEND` or `FRONTEND`, as HAProxy prints it. */
  async status(proxy: string, row: string): Promise<string | undefined> {
    const [header = '', ...rows] = (await this.command('show stat')).split('\n')
    const column = header.replace('# ', '').split(',').indexOf('status')
    return rows.map((line) => line.split(',')).find(([first, second]) => first === proxy && second === row)?.[column]
  }

  async waitForStatus(proxy: string, row: string, status: string | RegExp): Promise<void> {
    let seen: string | undefined
    await until(
      `${proxy}/${row} to be ${status}`,
      async () => {
        seen = await this.status(proxy, row)
        return seen !== undefined && (status instanceof RegExp ? status.test(seen) : seen === status)
      },
      { seen: () => `It is ${seen}.` },
    )
  }

  /** An orderly stop. */
  async stop(): Promise<void> {
    await this.program.stop()
  }

  /** SIGKILL for master and workers at once. */
  async kill(): Promise<void> {
    await this.program.killTree()
  }

  freeze(): void {
    this.program.freeze()
  }

  thaw(): void {
    this.program.thaw()
  }

  async #waitForWorker(isIt: (pid: number) => boolean): Promise<void> {
    // A worker may answer before its master handles signals.
    const isReady = async (): Promise<boolean> =>
      this.program.running && (await this.workerPid().then(isIt, () => false)) && catches(this.program.pid, 'SIGUSR2')
    await until('HAProxy to answer on its socket', isReady, { seen: () => this.program.log.texts().slice(-5).join('\n') })
  }
}
