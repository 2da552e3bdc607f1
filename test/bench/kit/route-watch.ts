// When does the kernel of a router get a route, and when does it lose it?
import type { Namespace } from '../../e2e/kit/namespace.ts'
import { momentOf } from './moment.ts'

/** What the kernel itself reports, stamped in its own namespace by `ip -ts monitor route`. */
export class RouteWatch {
  readonly #namespace: Namespace
  readonly #waiting = new Set<(address: string, there: boolean, at: number) => void>()

  constructor(namespace: Namespace) {
    this.#namespace = namespace
  }

  start(): void {
    const program = this.#namespace.program('monitor', ['ip', '-ts', '-4', 'monitor', 'route'])
    program.log.follow(({ text }) => {
      const [, stamp, deleted, address] = /^\[(\S+)\]\s*(Deleted )?(\d+(?:\.\d+){3}) .*proto bgp/.exec(text) ?? []
      if (stamp === undefined || address === undefined) return
      for (const tell of [...this.#waiting]) tell(address, deleted === undefined, momentOf(stamp))
    })
    program.start()
  }

  /** When the last of these addresses has come or gone, in milliseconds since 1970; to be called before that may begin. Throws after half a minute. */
  until(addresses: readonly string[], there: boolean): Promise<number> {
    const left = new Set(addresses)
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#waiting.delete(tell)
        clearTimeout(timer)
      }
      const tell = (address: string, isThere: boolean, at: number): void => {
        if (isThere !== there || !left.delete(address) || left.size > 0) return
        settle()
        resolve(at)
      }
      const timer = setTimeout(() => {
        settle()
        reject(
          new Error(`the router has ${there ? 'not got' : 'kept'} ${left.size} of ${addresses.length} routes, ${[...left][0]} for one`),
        )
      }, 30_000)
      this.#waiting.add(tell)
    })
  }
}
