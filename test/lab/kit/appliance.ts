// How does an appliance come to life: HAProxy, ExaBGP and our program on one host, from the files that one would copy?
import { mkdirSync, writeFileSync } from 'node:fs'
import { builtProgram } from '../../e2e/kit/built-program.ts'
import { Exabgp } from '../../e2e/kit/exabgp.ts'
import { HaproxyInstance } from '../../e2e/kit/haproxy.ts'
import type { LogLine } from '../../e2e/kit/log-file.ts'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { withoutRepetitions } from '../../e2e/kit/said-once-more.ts'

/** What stands in the files of an appliance, as it would be installed: below /etc/exabgp, with HAProxy's socket /run/haproxy/exabgp.sock. */
export type ApplianceFiles = {
  /** haproxy.cfg */
  readonly haproxy: string
  /** exabgp-haproxy.yaml, with `sessions`, from which ExaBGP's configuration is made. */
  readonly own: string
  /** More files below /etc/exabgp, by name: a password, for example. */
  readonly more?: Readonly<Record<string, string>>
}

/** Three programs on one host; a record of all that our program learns. */
export class Appliance {
  /** For the timeline: short, and unique in the lab. */
  readonly name: string
  readonly host: Namespace
  readonly haproxy: HaproxyInstance
  readonly exabgp: Exabgp
  readonly configPath: string
  readonly recordPath: string
  #own: string
  #told = ''

  constructor(name: string, host: Namespace, { haproxy, own, more = {} }: ApplianceFiles) {
    this.name = name
    this.host = host
    this.haproxy = new HaproxyInstance(host)
    this.exabgp = new Exabgp(host, { environment: { RUNTIME_DIRECTORY: this.path('run') } })
    this.configPath = this.path('exabgp-haproxy.yaml')
    this.recordPath = this.path('record.jsonl')
    mkdirSync(this.path('run'))
    this.haproxy.configure(this.#here(haproxy))
    this.#own = own
    this.configure(own)
    for (const [name, text] of Object.entries(more)) writeFileSync(this.path(name), text, { mode: 0o600 })
  }

  /** Where a file of /etc/exabgp is found here. */
  path(name: string): string {
    return this.host.path(name)
  }

  /** Writes exabgp-haproxy.yaml; the program reads it when it is started again. */
  configure(own: string): void {
    this.#own = own
    writeFileSync(this.configPath, this.#here(`${own}${this.#told}`))
  }

  /** Adds a line to exabgp-haproxy.yaml, whatever else stands there from now on: how it tells its metrics. */
  tells(line: string): void {
    this.#told = `\n${line}\n`
    this.configure(this.#own)
  }

  /** Starts HAProxy, then ExaBGP with our program. */
  async start(): Promise<void> {
    await this.haproxy.start()
    await this.startExabgp()
  }

  /** Makes ExaBGP's configuration for the place where the appliance stands now, as it would at boot, and starts it. */
  async startExabgp(): Promise<void> {
    this.exabgp.configure(await this.exabgpConf())
    await this.exabgp.start()
  }

  /** What `exabgp-haproxy exabgp-conf` prints here now. */
  async exabgpConf(): Promise<string> {
    const settings = ['--record', this.recordPath, '--log-level', 'debug', '--log-format', 'json']
    return this.host.exec(process.execPath, builtProgram, 'exabgp-conf', '--config', this.configPath, ...settings)
  }

  /** The routes that our program told ExaBGP to announce or to withdraw, without what it only said once more; `from`: the number of lines to skip. */
  sent(from = 0): readonly LogLine[] {
    return withoutRepetitions(this.exabgp.commands().filter(({ text }) => /(^| )(announce|withdraw) /.test(text))).slice(from)
  }

  // Namespaces share the machine's files, so what is in one place on an appliance is in as many places here as there are appliances.
  #here(text: string): string {
    return text.replaceAll('/run/haproxy/exabgp.sock', this.haproxy.socket).replaceAll('/etc/exabgp/', this.path(''))
  }
}
