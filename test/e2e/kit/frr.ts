// How does a test run a BGP router (FRR's zebra and bgpd) of its own, and ask it what it knows?
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { type BgpEvent, readMrtFile } from './mrt-file.ts'
import type { Namespace } from './namespace.ts'
import type { Program } from './program.ts'
import { parseRouteTable, type RouteTable } from './route-table.ts'
import { answering, vty } from './vty.ts'
import { type Deadline, until } from './wait.ts'

export type Family = 'ipv4' | 'ipv6'

/** zebra and bgpd of one router, by hand: own configuration, sockets and pid files, nothing of the system's service. */
export class Frr {
  readonly zebra: Program
  readonly bgpd: Program
  readonly namespace: Namespace
  /** Configuration, sockets and pid files; `vtysh --vty_socket <folder>` asks this router. */
  readonly folder: string
  readonly #messages: string

  /** `socketSize`: bytes that a session may hold back in each direction. */
  constructor(namespace: Namespace, { socketSize }: { readonly socketSize?: number } = {}) {
    this.namespace = namespace
    this.folder = namespace.path('frr')
    this.#messages = join(this.folder, 'messages.mrt')
    this.zebra = this.#daemon('zebra')
    this.bgpd = this.#daemon('bgpd', '-p', '179', ...(socketSize === undefined ? [] : ['-s', String(socketSize)]))
  }

  /** Starts both daemons with the configuration texts of bgpd and zebra; every BGP message received from now on is recorded. */
  async start(configuration: string, ofZebra = ''): Promise<void> {
    await execa('install', ['-d', '-o', 'frr', '-g', 'frr', this.folder])
    writeFileSync(join(this.folder, 'zebra.conf'), ofZebra)
    writeFileSync(join(this.folder, 'bgpd.conf'), `log stdout\ndump bgp all-et ${this.#messages}\n${configuration}`)
    this.zebra.start()
    await answering('zebra', this.zebra, this.folder)
    this.bgpd.start()
    await answering('bgpd', this.bgpd, this.folder)
  }

  /** Orderly stop: its neighbors get a NOTIFICATION. */
  async stop(): Promise<void> {
    await this.bgpd.stop()
    await this.zebra.stop()
  }

  freeze(): void {
    this.bgpd.freeze()
  }

  thaw(): void {
    this.bgpd.thaw()
  }

  /** Runs vtysh commands in bgpd in order, for example `configure terminal`, `router bgp 65515`, `neighbor 10.1.0.1 shutdown`. */
  async run(...commands: readonly string[]): Promise<string[]> {
    return vty(join(this.folder, 'bgpd.vty'), ...commands)
  }

  /** The JSON answer of a `show … json` command. */
  async show(command: string): Promise<unknown> {
    const [answer = ''] = await this.run(command)
    return JSON.parse(answer)
  }

  /** Every path that bgpd holds. */
  async table(family: Family = 'ipv4'): Promise<RouteTable> {
    const [answer = ''] = await this.run(`show bgp ${family} unicast json detail`)
    return parseRouteTable(answer)
  }

  /** Waits until the table is as `isIt` wants it and returns it. */
  async waitForTable(
    what: string,
    isIt: (table: RouteTable) => boolean,
    { family = 'ipv4', ...deadline }: Deadline & { readonly family?: Family } = {},
  ): Promise<RouteTable> {
    let seen: RouteTable = new Map()
    const matching = async (): Promise<RouteTable | undefined> => {
      seen = await this.table(family)
      return isIt(seen) ? seen : undefined
    }
    return until(what, matching, { ...deadline, seen: () => `The table of ${this.namespace.name}:\n${formatTable(seen)}` })
  }

  /** Every UPDATE received since the last start, change by change, and when sessions came and went. */
  history(): BgpEvent[] {
    return existsSync(this.#messages) ? readMrtFile(this.#messages) : []
  }

  /** What stands in the routing table of the kernel for this prefix: gateways, in the kernel's order. */
  async kernelGateways(prefix: string): Promise<string[]> {
    const family = prefix.includes(':') ? '-6' : '-4'
    const routes = await this.namespace.ipJson(family, 'route', 'show', prefix.replace(/\/(32|128)$/, ''), 'proto', 'bgp')
    return JSON.stringify(routes).match(/(?<="gateway":")[^"]+/g) ?? []
  }

  #daemon(name: 'zebra' | 'bgpd', ...words: readonly string[]): Program {
    const file = (suffix: string): string => join(this.folder, `${name}.${suffix}`)
    const sockets = ['-z', join(this.folder, 'zserv.api'), '--vty_socket', this.folder, '-P', '0']
    return this.namespace.program(name, [`/usr/lib/frr/${name}`, '-f', file('conf'), '-i', file('pid'), ...sockets, ...words])
  }
}

/** A line per path: prefix, as-path, neighbor. */
export const formatTable = (table: RouteTable): string =>
  [...table.values()]
    .flat()
    .map(({ prefix, asPath, from, inUse }) => `${inUse ? '>' : ' '} ${prefix} via ${from} as-path ${asPath.join(' ')}`)
    .join('\n')
