// On what does the chaos fall: one node with HAProxy, ExaBGP and our process, what these depend on, and routers that listen?
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { builtProgram } from '../e2e/kit/built-program.ts'
import { Exabgp, type ExabgpOptions } from '../e2e/kit/exabgp.ts'
import { HaproxyInstance } from '../e2e/kit/haproxy.ts'
import { link, type Namespace } from '../e2e/kit/namespace.ts'
import { nodeProgram } from '../e2e/kit/node-program.ts'
import type { Program } from '../e2e/kit/program.ts'
import type { Run } from '../e2e/kit/run.ts'
import { ask } from '../e2e/kit/unix-socket.ts'
import { until } from '../e2e/kit/wait.ts'
import { exabgpConfiguration, haproxyConfiguration, ourConfiguration, placeOf } from './configurations.ts'
import { bird } from './routers/bird.ts'
import { frr } from './routers/frr.ts'
import { gobgp } from './routers/gobgp.ts'
import { type Router, type RouterName, wire } from './routers/router.ts'
import { httpServer, type Service, services, slowName } from './services.ts'

export type Versions = { readonly exabgp?: ExabgpOptions; readonly haproxy?: readonly string[]; readonly routers: readonly RouterName[] }

export class World {
  readonly node: Namespace
  readonly services: readonly Service[]
  readonly haproxy: HaproxyInstance
  readonly exabgp: Exabgp
  readonly routers: readonly Router[]
  /** Web servers and name server. */
  readonly surroundings: Program
  /** Our configuration, by which our process is known among others. */
  readonly configPath: string
  /** The command check succeeds while it exists. */
  readonly flag: string
  readonly #control: string
  readonly #command: readonly string[]
  readonly #out = new Set<string>()

  private constructor(node: Namespace, routers: readonly Router[], { exabgp = {}, haproxy }: Versions) {
    this.node = node
    this.routers = routers
    this.configPath = node.path('config.yaml')
    this.flag = node.path('flag')
    this.services = services({ flag: this.flag, maintenance: this.maintenanceFile })
    this.haproxy = new HaproxyInstance(node, 'haproxy', haproxy)
    this.exabgp = new Exabgp(node, { ...exabgp, python: withSurroundings(node, exabgp.python ?? '/usr/bin/python3') })
    this.#control = node.path('surroundings.sock')
    this.surroundings = node.program('surroundings', this.#surroundingsCommand())
    this.#command = [...unprivileged, process.execPath, copyOfProgram(node), 'run', '--config', this.configPath]
  }

  /** Builds it and starts everything; returns when every router has its sessions. */
  static async start(run: Run, versions: Versions): Promise<World> {
    const node = await run.namespace('node')
    await node.set({ 'ipv4/tcp_syn_retries': 2 })
    const routers = await Promise.all(versions.routers.map((name, index) => routerOn(run, node, name, index + 1)))
    const world = new World(node, routers, versions)
    world.breakHaproxy(false)
    writeFileSync(
      world.configPath,
      ourConfiguration(world.services, {
        socket: world.haproxy.socket,
        state: onDisk(node, 'state.json'),
        record: onDisk(node, 'record.jsonl'),
      }),
    )
    writeFileSync(world.flag, '')
    world.#neighbors()
    await Promise.all([...routers.map((it) => it.start()), world.#serve()])
    await world.exabgp.start()
    await world.waitForSessions(30_000)
    return world
  }

  readonly maintenanceFile = (service: string): string => this.node.path(`maintenance-${service}`)

  /** A router that ExaBGP will not know any more when it reads its configuration next. */
  takeOut(name: string): void {
    this.#out.add(name)
    this.#neighbors()
  }

  putBack(name: string): void {
    this.#out.delete(name)
    this.#neighbors()
  }

  router(name: string): Router {
    const found = this.routers.find((it) => it.name === name)
    if (found === undefined) throw new Error(`Expected a router called ${name}`)
    return found
  }

  /** Makes HAProxy's configuration one that it refuses, or whole again. */
  breakHaproxy(broken: boolean): void {
    this.haproxy.configure(`${haproxyConfiguration(this.services, this.haproxy.socket)}${broken ? 'nonsense\n' : ''}`)
  }

  /** Tells a server to be `well`, `ill`, `silent` or `gone`. */
  async tell(server: string, mode: string): Promise<void> {
    const place = server === httpServer.name ? `${httpServer.address}:${httpServer.port}` : placeOf(this.services, server)
    await ask(this.#control, `${place} ${mode}`)
  }

  async answerNamesAfter(ms: number): Promise<void> {
    await ask(this.#control, `names ${ms}`)
  }

  /** The process id of our process; undefined while ExaBGP runs none. */
  ours(): number | undefined {
    return this.exabgp.helperPid(this.configPath)
  }

  /** A file on the small disk for record and state, seen from outside; undefined while ExaBGP does not run. */
  onDisk(name: string): string | undefined {
    return this.exabgp.program.running ? join('/proc', String(this.exabgp.program.pid), 'root', onDisk(this.node, name)) : undefined
  }

  async waitForSessions(within: number): Promise<void> {
    let lacking: readonly string[] = []
    const allUp = async (): Promise<boolean> => {
      lacking = (await Promise.all(this.routers.map(lackingSessions))).flat()
      return lacking.length === 0
    }
    await until('every router to have its sessions', allUp, { within, every: 200, seen: () => `Not there: ${lacking.join(', ')}` })
  }

  #neighbors(): void {
    this.exabgp.configure(
      exabgpConfiguration(
        this.#command,
        this.routers.filter(({ name }) => !this.#out.has(name)),
      ),
    )
  }

  async #serve(): Promise<void> {
    this.surroundings.start()
    await this.surroundings.log.waitFor(/^listening$/)
    await this.haproxy.start()
  }

  #surroundingsCommand(): string[] {
    const places = this.services.flatMap(({ servers }) => servers).map((it) => placeOf(this.services, it))
    const words = [this.#control, slowName, httpServer.address, nameServer, `${httpServer.address}:${httpServer.port}`, ...places]
    return nodeProgram(this.node.home.folder, '../../../chaos/programs/surroundings', ...words)
  }
}

const lackingSessions = async ({ name, table }: Router): Promise<readonly string[]> => {
  const sessions = await table().then(
    (it) => it.sessions,
    () => [undefined, undefined] as const,
  )
  return ['IPv4', 'IPv6'].filter((_, index) => sessions[index] === undefined).map((family) => `${family} of ${name}`)
}

const routerOn = async (run: Run, node: Namespace, name: RouterName, number: number): Promise<Router> => {
  const namespace = await run.namespace(name)
  const it = wire(number)
  const addresses = (host: 1 | 2): string[] => [`${it.ipv4(host)}/24`, `${it.ipv6(host)}/64`]
  await link({ namespace: node, dev: `to-${name}`, addresses: addresses(1) }, { namespace, dev: 'to-node', addresses: addresses(2) })
  return { frr, bird, gobgp }[name](namespace, it)
}

const nameServer = '127.0.0.53'

/** Root would be stopped by no permission. */
const unprivileged = ['/usr/bin/setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups']

// What is built again meanwhile does not matter then, and everyone may read it.
const copyOfProgram = (node: Namespace): string => {
  const folder = node.path('dist')
  cpSync(dirname(builtProgram), folder, { recursive: true })
  return join(folder, 'exabgp-haproxy.js')
}

const onDisk = (node: Namespace, name: string): string => join(node.path('disk'), name)

/** A Python whose processes have a small disk and a name server of their own; both are gone with the last of them. */
const withSurroundings = (node: Namespace, python: string): string => {
  const [script, disk, resolver] = [node.path('python'), node.path('disk'), node.path('resolv.conf')]
  mkdirSync(disk)
  writeFileSync(resolver, `nameserver ${nameServer}\n`)
  // A plain sh would drop settings with a dot in their name.
  const mounts = [`mount -t tmpfs -o size=512k,mode=777 tmpfs ${disk}`, `mount --bind ${resolver} /etc/resolv.conf`]
  writeFileSync(script, `#!/bin/bash\n${mounts.join(' && ')} && exec ${python} "$@"\n`)
  chmodSync(script, 0o755)
  return script
}

/** Makes sure that a file exists, or that it does not. */
export const keep = (path: string, there: boolean): void => (there ? writeFileSync(path, '') : rmSync(path, { force: true }))
