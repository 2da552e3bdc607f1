// What has a router learnt from the node, and in which steps?
import { type Family, Frr, formatTable } from './frr.ts'
import type { BgpEvent } from './mrt-file.ts'
import type { Namespace } from './namespace.ts'
import { bgpdConfiguration, exabgpNeighbors, type Peering } from './peer-configurations.ts'
import type { Route, RouteTable } from './route-table.ts'
import { type Deadline, until } from './wait.ts'

/** A session between node and router: the addresses it runs over, and the families it carries (default: the one it runs over). */
type Session = { readonly over: Family; readonly families?: readonly Family[] }

export type PeerOptions = {
  readonly name: string
  /** `ebgp`: the router is AS 65515 (default); `ibgp`: AS 65010, like the node. */
  readonly kind?: 'ebgp' | 'ibgp'
  /** Default: one session over IPv4. `[{over: 'ipv4'}, {over: 'ipv6'}]` is the usual dual stack. */
  readonly sessions?: readonly Session[]
  /** Seconds, at least 3; default 9. */
  readonly holdTime?: number
  /** Only a few kB may wait for it unread; the node, too, sends no more than that to anybody. */
  readonly narrow?: boolean
}

/** A router (FRR) on a wire to the node. */
export class Peer {
  readonly name: string
  readonly frr: Frr
  readonly peering: Peering

  /** `number` is that of the wire: the router is 10.<number>.0.2 and fd00:<number>::2 on it. */
  constructor(namespace: Namespace, number: number, nodeAs: number, options: PeerOptions) {
    const { name, kind = 'ebgp', sessions = [{ over: 'ipv4' }], holdTime = 9, narrow = false } = options
    this.name = name
    this.frr = new Frr(namespace, narrow ? { socketSize: narrowBytes } : {})
    this.peering = {
      routerAs: kind === 'ebgp' ? 65515 : nodeAs,
      nodeAs,
      routerId: address(number, 'ipv4', 2),
      holdTime,
      sessions: sessions.map(({ over, families = [over] }) => ({
        router: address(number, over, 2),
        node: address(number, over, 1),
        families,
      })),
    }
  }

  /** Starts the router and waits until it listens; ExaBGP should be started after that, since it retries slowly. */
  async start(): Promise<void> {
    await this.frr.start(bgpdConfiguration(this.peering))
  }

  async stop(): Promise<void> {
    await this.frr.stop()
  }

  /** Waits until every session with the node is established. */
  async waitForSessions(deadline: Deadline = {}): Promise<void> {
    const missing = (): string[] =>
      this.peering.sessions.flatMap(({ node }) => (lastState(this.frr.history(), node) === 'established' ? [] : [node]))
    const seen = (): string => `Not established: ${missing().join(', ')}.`
    await until(`${this.name} to have its sessions`, () => missing().length === 0, { ...deadline, seen })
  }

  /** Ends the sessions with the node from the router's side (NOTIFICATION); ExaBGP connects again by itself. */
  async resetSessions(): Promise<void> {
    await this.frr.run('clear bgp *')
  }

  /** Prefix to its best path, of both families. */
  async routes(): Promise<ReadonlyMap<string, Route>> {
    const tables = await Promise.all([this.frr.table('ipv4'), this.frr.table('ipv6')])
    return new Map(tables.flatMap((table) => [...table].flatMap(([prefix, [best]]) => (best === undefined ? [] : [[prefix, best]]))))
  }

  /** Waits until the router's best path to `prefix` is as `isIt` wants it (default: any) and returns it. */
  async waitForRoute(prefix: string, isIt: (route: Route) => boolean = () => true, deadline: Deadline = {}): Promise<Route> {
    const best = (table: RouteTable): Route | undefined => table.get(prefix)?.find((route) => route.best && isIt(route))
    const family = prefix.includes(':') ? 'ipv6' : 'ipv4'
    const table = await this.frr.waitForTable(`${this.name} to have the route ${prefix}`, (it) => best(it) !== undefined, {
      ...deadline,
      family,
    })
    const route = best(table)
    if (route === undefined) throw new Error(`${prefix} left the table that it was in`)
    return route
  }

  async waitForNoRoute(prefix: string, deadline: Deadline = {}): Promise<void> {
    const family = prefix.includes(':') ? 'ipv6' : 'ipv4'
    await this.frr.waitForTable(`${this.name} to have no route ${prefix}`, (table) => !table.has(prefix), { ...deadline, family })
  }

  /** Every announce and withdraw received from the node, in wire order, one entry per prefix; `update` tells which came in one message. */
  history(prefix?: string): Extract<BgpEvent, { kind: 'announce' | 'withdraw' }>[] {
    return this.frr
      .history()
      .flatMap((event) => (event.kind !== 'session' && (prefix === undefined || event.prefix === prefix) ? [event] : []))
  }

  /** When sessions were established and went down. */
  sessionHistory(): Extract<BgpEvent, { kind: 'session' }>[] {
    return this.frr.history().flatMap((event) => (event.kind === 'session' ? [event] : []))
  }

  /** The table as text, for messages. */
  async table(family: Family = 'ipv4'): Promise<string> {
    return formatTable(await this.frr.table(family))
  }

  /** The `neighbor` blocks of ExaBGP's configuration for the sessions of this router; `more` stands inside each. */
  exabgpNeighbors(more: string): string {
    return exabgpNeighbors(this.peering, more)
  }
}

/** The least that the kernel gives a socket is about as much. */
export const narrowBytes = 4096

const address = (number: number, family: Family, host: 1 | 2): string =>
  family === 'ipv4' ? `10.${number}.0.${host}` : `fd00:${number}::${host}`

const lastState = (events: readonly BgpEvent[], from: string): string | undefined =>
  events.flatMap((event) => (event.kind === 'session' && event.from === from ? [event.state] : [])).at(-1)
