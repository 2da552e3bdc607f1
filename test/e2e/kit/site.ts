// How does a scenario get a small world: one node with HAProxy, ExaBGP and our process, and routers that listen to it?
//
//   e2e('a VIP whose servers all die is withdrawn', async (run) => {
//     const site = await Site.start(run, { webs: ['web1', 'web2'], services: { web: { vips: ['9.9.9.9/32'], checks: [{ backend: 'http_back' }] } } })
//     const route = await site.peer().waitForRoute('9.9.9.9/32')          // a Route of FRR's table
//     assert.deepEqual(route.asPath, [65010])
//     await site.web('web1').stop()                                       // or freeze(), fallIll(), recover(), start()
//     await site.web('web2').stop()
//     await site.peer().waitForNoRoute('9.9.9.9/32', { within: 2000 })
//     assert.deepEqual(site.sent(), ['announce route 9.9.9.9/32 next-hop self', 'withdraw route 9.9.9.9/32'])
//     assert.deepEqual(site.peer().history().map(({ kind }) => kind), ['announce', 'withdraw'])
//   })
import { writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { builtCommand } from './built-program.ts'
import { type CliLine, cliLineIn } from './cli-log.ts'
import { Exabgp, type ExabgpOptions } from './exabgp.ts'
import { HaproxyInstance } from './haproxy.ts'
import type { LogLine } from './log-file.ts'
import { link, type Namespace } from './namespace.ts'
import { narrowBytes, Peer, type PeerOptions } from './peer.ts'
import type { Run } from './run.ts'
import { config, haproxyConfig, localAs } from './site-configurations.ts'
import { type Deadline, until } from './wait.ts'
import { WebServer } from './web-server.ts'

export type SiteOptions = {
  /** Routers, `r1` alone by default; each has a wire of its own to the node, whose addresses on the n-th wire are 10.<n>.0.1 and fd00:<n>::1. */
  readonly peers?: readonly PeerOptions[]
  /** The peers that ExaBGP's configuration knows at first; default: all. See `useNeighbors`. */
  readonly neighbors?: readonly string[]
  /** Web servers behind `http_back`, on 127.0.1.<n>:8080; default `web1` alone. */
  readonly webs?: readonly string[]
  /** HAProxy's configuration; default: `haproxyConfig(site)`. */
  readonly haproxy?: (site: Site) => string
  /** The program, of another version; see `haproxyVersion`. */
  readonly haproxyCommand?: readonly string[]
  /** The key `services` of our configuration. */
  readonly services?: Readonly<Record<string, unknown>>
  /** More of the key `defaults` of our configuration, for example `{stale: '2s'}`. */
  readonly defaults?: Readonly<Record<string, unknown>>
  /** Our whole configuration, as a value or (to break it) as text; default: `config(site, services, defaults)`. */
  readonly config?: (site: Site) => unknown
  readonly exabgp?: ExabgpOptions
  /** Lines added to every neighbor of ExaBGP, for example `adj-rib-out false;`. */
  readonly neighborLines?: string
  /** Changes ExaBGP's configuration, for example to add a process, whenever it is composed. */
  readonly amend?: (exabgpConfiguration: string) => string
  /** What ExaBGP runs; default: the built command line program with the configuration of the site. */
  readonly command?: (site: Site) => readonly string[]
}

/** The node and its neighbors; everything is up when `start` returns, except that routes may still be on their way. */
export class Site {
  readonly node: Namespace
  readonly haproxy: HaproxyInstance
  readonly exabgp: Exabgp
  readonly webs: readonly WebServer[]
  readonly peers: readonly Peer[]
  readonly configPath: string
  /** Create it (`touch`) and every service with this maintenance-file is in maintenance. */
  readonly maintenanceFile: string
  readonly #options: SiteOptions

  private constructor(node: Namespace, peers: readonly Peer[], options: SiteOptions) {
    this.node = node
    this.peers = peers
    this.#options = options
    this.configPath = node.path('config.yaml')
    this.maintenanceFile = node.path('maintenance')
    this.haproxy = new HaproxyInstance(node, 'haproxy', options.haproxyCommand)
    this.exabgp = new Exabgp(node, options.exabgp)
    this.webs = (options.webs ?? ['web1']).map((name, index) => new WebServer(node, name, { address: `127.0.1.${index + 1}`, port: 8080 }))
    this.exabgp.program.log.follow(() => {})
  }

  /** Builds everything without starting a program; for scenarios in which the order of starts matters. */
  static async prepare(run: Run, options: SiteOptions = {}): Promise<Site> {
    const node = await run.namespace('node')
    const peers = await Promise.all((options.peers ?? [{ name: 'r1' }]).map((it, index) => preparePeer(run, node, it, index + 1)))
    const site = new Site(node, peers, options)
    site.haproxy.configure((options.haproxy ?? haproxyConfig)(site))
    site.configure((options.config ?? ((it) => config(it, options.services ?? {}, options.defaults)))(site))
    site.exabgp.configure(site.exabgpConfig(options.neighbors))
    return site
  }

  /** Builds everything and starts it: routers, web servers, HAProxy (which never sees a server down), ExaBGP with our process (its sessions established). */
  static async start(run: Run, options: SiteOptions = {}): Promise<Site> {
    const site = await Site.prepare(run, options)
    await Promise.all([...site.peers.map((peer) => peer.start()), site.#serve()])
    await site.exabgp.start()
    const known = options.neighbors ?? site.peers.map(({ name }) => name)
    await Promise.all(site.peers.filter(({ name }) => known.includes(name)).map((peer) => peer.waitForSessions()))
    return site
  }

  /** The router called `name`, or the first. */
  peer(name = this.peers[0]?.name): Peer {
    return named(this.peers, name)
  }

  web(name = this.webs[0]?.name): WebServer {
    return named(this.webs, name)
  }

  /** Writes our configuration file: text as it stands, anything else as YAML. */
  configure(content: unknown): void {
    writeFileSync(this.configPath, typeof content === 'string' ? content : stringify(content))
  }

  /** Reloads ExaBGP with these peers as its only neighbors. */
  async useNeighbors(...names: readonly string[]): Promise<void> {
    this.exabgp.configure(this.exabgpConfig(names))
    await this.exabgp.reload()
  }

  /** ExaBGP's configuration with our process and these peers (default: all) as neighbors. */
  exabgpConfig(names: readonly string[] = this.peers.map(({ name }) => name)): string {
    const command = this.#options.command?.(this) ?? builtCommand(this.configPath)
    const neighbors = names.map((name) => this.peer(name).exabgpNeighbors(this.#options.neighborLines ?? ''))
    const text = [`process rhi {\n  run ${command.join(' ')};\n  encoder text;\n}\n`, ...neighbors].join('\n')
    return this.#options.amend?.(text) ?? text
  }

  /** Every line that our process wrote to ExaBGP since the start, in order, without ExaBGP's bookkeeping; see `sentLines` for when. */
  sent(): string[] {
    return this.sentLines().map(({ text }) => text)
  }

  /** `sent`, each with when ExaBGP read it. Questions (`version`, `show …`) are left out; `exabgp.commands()` has them. */
  sentLines(): LogLine[] {
    return this.exabgp.commands().filter(({ text }) => /(^| )(announce|withdraw) /.test(text))
  }

  /** Waits for a line that our process sends to ExaBGP; `from`: the number of lines of `sent` to skip. */
  async waitForSent(matches: RegExp, { from = 0, ...deadline }: Deadline & { readonly from?: number } = {}): Promise<LogLine> {
    return until(
      `ExaBGP to read ${matches}`,
      () =>
        this.sentLines()
          .slice(from)
          .find(({ text }) => matches.test(text)),
      {
        ...deadline,
        seen: () => `It has read:\n${this.sent().join('\n')}`,
      },
    )
  }

  /** Every line that our process logged. */
  log(): CliLine[] {
    return this.exabgp.program.log.lines().flatMap(cliLineIn)
  }

  /** Waits for a line of our process's log whose message matches. */
  async waitForLog(matches: RegExp, { from = 0, ...deadline }: Deadline & { readonly from?: number } = {}): Promise<CliLine> {
    return until(
      `our process to log ${matches}`,
      () =>
        this.log()
          .slice(from)
          .find(({ message }) => matches.test(message)),
      {
        ...deadline,
        seen: () =>
          `It has logged:\n${this.log()
            .map(({ message }) => message)
            .join('\n')}`,
      },
    )
  }

  /** The process id of our process; undefined while ExaBGP runs none. */
  helperPid(): number | undefined {
    return this.exabgp.helperPid(this.configPath)
  }

  async #serve(): Promise<void> {
    await Promise.all(this.webs.map((web) => web.start()))
    await this.haproxy.start()
  }
}

const preparePeer = async (run: Run, node: Namespace, options: PeerOptions, number: number): Promise<Peer> => {
  const namespace = await run.namespace(options.name)
  const addresses = (host: 1 | 2): string[] => [`10.${number}.0.${host}/24`, `fd00:${number}::${host}/64`]
  if (options.narrow) await Promise.all([node.set(narrow), namespace.set(narrow)])
  await link(
    { namespace: node, dev: `to-${options.name}`, addresses: addresses(1) },
    { namespace, dev: 'to-node', addresses: addresses(2) },
  )
  return new Peer(namespace, number, localAs, options)
}

const buffer = `${narrowBytes} ${narrowBytes} ${narrowBytes}`
const narrow = { 'ipv4/tcp_rmem': buffer, 'ipv4/tcp_wmem': buffer }

const named = <It extends { readonly name: string }>(all: readonly It[], name: string | undefined): It => {
  const found = all.find((it) => it.name === name)
  if (found === undefined) throw new Error(`Expected one of ${all.map((it) => it.name).join(', ')}, got ${name}`)
  return found
}
