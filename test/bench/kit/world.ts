// Who is measured where? One HAProxy, one ExaBGP with several processes and one router, in namespaces of their own.
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { nodeProgram } from '../../e2e/kit/node-program.ts'
import type { Run } from '../../e2e/kit/run.ts'
import { Site } from '../../e2e/kit/site.ts'
import { accepts } from '../../e2e/kit/unix-socket.ts'
import { until } from '../../e2e/kit/wait.ts'
import { ChangeWatch } from './change-watch.ts'
import { haproxyPreamble } from './haproxy-preamble.ts'
import { RouteWatch } from './route-watch.ts'

/** A process of ExaBGP, with VIPs of its own. `command` may name files of the site. */
export type Process = { readonly name: string; readonly vips: readonly string[]; readonly command: (site: Site) => readonly string[] }

/** When a change was caused, when the first and the last line about it was written to ExaBGP, when the kernel of the router had carried it out: milliseconds since 1970. */
export type Course = { readonly changed: number; readonly said: number; readonly routed: number }

/** Every process watches the server `s` of the backend of its name, or is `floor`, which watches nothing and says what it is told. */
export class World {
  readonly site: Site
  readonly #changes: ChangeWatch
  readonly #routes: RouteWatch

  private constructor(site: Site) {
    this.site = site
    this.#changes = new ChangeWatch(site.haproxy.socket)
    this.#routes = new RouteWatch(site.peer().frr.namespace)
  }

  /**
   * Starts everything, and waits until the router has what the processes announce; the floor has announced nothing yet. `before` prepares what the
   * commands of the processes need.
   */
  static async start(run: Run, processes: readonly Process[], before: (site: Site) => Promise<void> = async () => {}): Promise<World> {
    const site = await Site.prepare(run, {
      haproxy: (it) => haproxyConfig(it, processes),
      amend: (text) => withProcesses(text, run, processes),
      exabgp: { environment: { 'exabgp.log.level': 'NOTICE' } },
    })
    await before(site)
    const world = new World(site)
    for (const process of processes) writeFileSync(scriptOf(run, process), script(run, site, process), { mode: 0o755 })
    await Promise.all([site.peer().start(), site.web().start(), site.haproxy.start()])
    await world.#changes.start()
    world.#routes.start()
    const announced = processes.filter(({ name }) => name !== floor).map(({ vips }) => world.#routes.until(vips, true))
    await Promise.all([...announced, site.exabgp.start().then(() => site.peer().waitForSessions())])
    await until('the floor to listen', () => accepts(world.#floorSocket))
    return world
  }

  /** Takes the server of this process away, or gives it back, and follows what comes of it. */
  turn({ name, vips }: Process, there: boolean): Promise<Course> {
    const changed = this.#changes.next(name, there)
    const said = this.#said(name, there)
    const routed = this.#routes.until(vips, there)
    const ordered = this.site.haproxy.command(`set server ${name}/s state ${there ? 'ready' : 'maint'}`)
    return together(changed, said, routed, ordered)
  }

  /** Lets the floor say these lines: the change is that it says them. */
  say({ name, vips }: Process, there: boolean, lines: string): Promise<Course> {
    const said = this.#said(name, there)
    const routed = this.#routes.until(vips, there)
    connect(this.#floorSocket).end(lines)
    return together(said, said, routed)
  }

  /** Waits until the router has all of these, or none. */
  routed(vips: readonly string[], there: boolean): Promise<number> {
    return this.#routes.until(vips, there)
  }

  /** Ends what this process itself holds; the run ends the rest. */
  close(): void {
    this.#changes.close()
  }

  get #floorSocket(): string {
    return floorSocketOf(this.site)
  }

  // A process that repeats itself says `announce` while it is up and `withdraw` while it is down.
  #said(name: string, there: boolean): Promise<number> {
    const log = this.site.node.home.log(`said-${name}`)
    const verb = there ? 'announce' : 'withdraw'
    return log.waitFor(({ text }) => text.includes(verb), { from: log.lines().length }).then(({ text }) => Number.parseFloat(text))
  }
}

// All at once, so that whichever fails ends the waiting for the others.
const together = async (
  ...[changes, says, routes, ...more]: readonly [Promise<number>, Promise<number>, Promise<number>, ...Promise<unknown>[]]
): Promise<Course> => {
  const [changed, said, routed] = await Promise.all([changes, says, routes, ...more])
  return { changed, said, routed }
}

/** The process that all others are held against. */
export const floor = 'floor'

/** What is run for `floor`. */
export const floorCommand = (site: Site): readonly string[] => benchProgram(site.node.home.folder, 'say', floorSocketOf(site))

const floorSocketOf = (site: Site): string => site.node.path('floor.sock')

const benchProgram = (folder: string, name: string, ...words: readonly string[]): string[] =>
  nodeProgram(folder, `../../../bench/programs/${name}`, ...words)

const scriptOf = ({ folder }: Run, { name }: Process): string => `${folder}/process-${name}.sh`

/** stdin and so the answers stay with the process; what it says is stamped on its way. */
const script = ({ folder }: Run, site: Site, { name, command }: Process): string => {
  const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ')
  return `#!/bin/sh\n${quoted(command(site))} | ${quoted(benchProgram(folder, 'stamp', site.node.home.log(`said-${name}`).path))}\n`
}

const withProcesses = (text: string, run: Run, processes: readonly Process[]): string => {
  const blocks = processes.map((one) => `process ${one.name} {\n  run ${scriptOf(run, one)};\n  encoder text;\n}\n`)
  const neighbors = text.slice(text.indexOf('neighbor ')).replace('[ rhi ]', `[ ${processes.map(({ name }) => name).join(' ')} ]`)
  return [...blocks, neighbors].join('\n')
}

// The server is there without a check of HAProxy's, so that the only moment is that of the order.
const haproxyConfig = ({ haproxy }: Site, processes: readonly Process[]): string => `${haproxyPreamble(haproxy.socket, 'health', 'bench')}
${processes
  .map(
    ({ name }, index) => `frontend f_${name}
  bind 127.0.0.1:${firstPort + index}
  default_backend ${name}
backend ${name}
  log ring@health local0 notice
  log ring@bench local0 notice
  server s 127.0.1.1:8080
`,
  )
  .join('')}`

const firstPort = 8000

/** Where HAProxy serves the backend of this process. */
export const urlOf = (processes: readonly Process[], name: string): string =>
  `http://127.0.0.1:${firstPort + processes.findIndex((one) => one.name === name)}/`
