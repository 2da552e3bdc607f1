// How does a test run FRR's bfdd, alone on a host or beside a router's other daemons?
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import * as v from 'valibot'
import type { Namespace } from './namespace.ts'
import type { Program } from './program.ts'
import { accepts } from './unix-socket.ts'
import { vty } from './vty.ts'
import { until } from './wait.ts'

/** One bfdd; in a namespace with a router (`Frr`) it is that router's, started after it. */
export class Bfdd {
  readonly program: Program
  readonly #folder: string

  constructor(namespace: Namespace) {
    this.#folder = namespace.path('frr')
    const file = (name: string): string => join(this.#folder, name)
    const sockets = ['-z', file('zserv.api'), '--vty_socket', this.#folder, '-P', '0', '--bfdctl', file('bfdctl.sock')]
    this.program = namespace.program('bfdd', ['/usr/lib/frr/bfdd', '-f', file('bfdd.conf'), '-i', file('bfdd.pid'), ...sockets])
  }

  /** Starts it with bfdd's configuration text and waits until it can be asked. */
  async start(configuration: string): Promise<void> {
    await execa('install', ['-d', '-o', 'frr', '-g', 'frr', this.#folder])
    writeFileSync(join(this.#folder, 'bfdd.conf'), configuration)
    this.program.start()
    await until('bfdd to listen', async () => !this.program.running || (await accepts(this.#socket)), { every: 5 })
    if (!this.program.running) throw new Error(`bfdd did not start:\n${this.program.log.texts().slice(-10).join('\n')}`)
  }

  /** The addresses of the peers whose session is up. */
  async up(): Promise<string[]> {
    const [answer = ''] = await vty(this.#socket, 'show bfd peers json')
    return v.parse(peersSchema, JSON.parse(answer)).flatMap(({ peer, status }) => (status === 'up' ? [peer] : []))
  }

  get #socket(): string {
    return join(this.#folder, 'bfdd.vty')
  }
}

const peersSchema = v.array(v.object({ peer: v.string(), status: v.string() }))
