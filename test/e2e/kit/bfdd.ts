// How does a test run FRR's bfdd, alone on a host or beside a router's other daemons?
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import * as v from 'valibot'
import type { Namespace } from './namespace.ts'
import type { Program } from './program.ts'
import { answering, vty } from './vty.ts'

/** One bfdd; in a namespace with a router (`Frr`) it is that router's, started after it. */
export class Bfdd {
  readonly program: Program
  readonly #folder: string

  constructor(namespace: Namespace) {
    this.#folder = namespace.path('frr')
    const file = (name: string): string => join(this.#folder, name)
    const words = ['-f', file('bfdd.conf'), '-i', file('bfdd.pid'), '-z', file('zserv.api'), '--vty_socket', this.#folder, '-P', '0']
    this.program = namespace.program('bfdd', ['sh', '-c', withControlSocket, file('bfdctl.sock'), ...words])
  }

  /** Starts it with bfdd's configuration text and waits until it can be asked. */
  async start(configuration: string): Promise<void> {
    await execa('install', ['-d', '-o', 'frr', '-g', 'frr', this.#folder])
    writeFileSync(join(this.#folder, 'bfdd.conf'), configuration)
    this.program.start()
    await answering('bfdd', this.program, this.#folder)
  }

  /** The addresses of the peers whose session is up. */
  async up(): Promise<string[]> {
    const [answer = ''] = await vty(join(this.#folder, 'bfdd.vty'), 'show bfd peers json')
    return v.parse(peersSchema, JSON.parse(answer)).flatMap(({ peer, status }) => (status === 'up' ? [peer] : []))
  }
}

const peersSchema = v.array(v.object({ peer: v.string(), status: v.string() }))

// Before FRR 10, bfdd has one more socket, which is in the same place for all unless one is named.
const withControlSocket = `
bfdd=/usr/lib/frr/bfdd
if $bfdd --help | grep -q -- --bfdctl; then set -- "$@" --bfdctl "$0"; fi
exec $bfdd "$@"`
