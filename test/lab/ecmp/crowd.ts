// Which users are connected to which load balancer, and who has lost the connection?
import * as v from 'valibot'
import type { LogLine } from '../../e2e/kit/log-file.ts'
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { nodeProgram } from '../../e2e/kit/node-program.ts'
import type { Program } from '../../e2e/kit/program.ts'
import { until } from '../../e2e/kit/wait.ts'

/** A user with one connection: the port that it comes from, who serves it, when it was answered last, and why it has lost the connection. */
export type User = { readonly port: number; readonly balancer: string; readonly at: number; readonly lost?: string }

/** Users who come at once, each with one connection, through which it asks once a second. */
export class Crowd {
  readonly program: Program
  readonly size: number
  readonly #users = new Map<number, User>()

  constructor(namespace: Namespace, name: string, url: string, size: number) {
    this.size = size
    this.program = namespace.program(name, nodeProgram(namespace.home.folder, 'crowd', url, String(size), '1000', '2500'))
  }

  /** Lets them come; returns when each has had an answer. */
  async come(): Promise<void> {
    this.program.log.follow((line) => this.#hear(line))
    this.program.start()
    await until(`${this.size} users to be served`, () => this.#users.size === this.size)
  }

  /** All of them are done. */
  async leave(): Promise<void> {
    await this.program.stop()
  }

  /** Everyone who was ever served, after each has had another answer, or has lost the connection. */
  async users(): Promise<readonly User[]> {
    const now = Date.now()
    const isKnown = ({ at, lost }: User): boolean => lost !== undefined || at > now
    await until('every user to be answered again', () => [...this.#users.values()].every(isKnown))
    return [...this.#users.values()]
  }

  #hear({ text }: LogLine): void {
    const { user, lost, at, port, balancer } = v.parse(saidSchema, text)
    const known = this.#users.get(user)
    if (lost === undefined) this.#users.set(user, { port, balancer, at })
    else if (known !== undefined) this.#users.set(user, { ...known, lost })
  }
}

const saidSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    at: v.number(),
    user: v.number(),
    port: v.optional(v.number(), 0),
    balancer: v.optional(v.string(), ''),
    lost: v.optional(v.string()),
  }),
)
