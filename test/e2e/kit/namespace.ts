// How does a test get hosts of its own, and wires between them?
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import type { LogFile } from './log-file.ts'
import { Program } from './program.ts'
import { until } from './wait.ts'

/** Where the files of a run live. */
export type Home = { readonly folder: string; readonly log: (name: string) => LogFile }

/** A network namespace that belongs to a run; its programs, links and addresses go away with it. */
export class Namespace {
  readonly home: Home
  /** Unique within the run. */
  readonly name: string
  /** As `ip netns` knows it. */
  readonly fullName: string

  private constructor(home: Home, name: string, fullName: string) {
    this.home = home
    this.name = name
    this.fullName = fullName
  }

  static async create(home: Home, name: string, fullName: string): Promise<Namespace> {
    await execa('ip', ['netns', 'add', fullName])
    const namespace = new Namespace(home, name, fullName)
    await Promise.all([namespace.ip('link set lo up'), namespace.set(neverWait)])
    return namespace
  }

  /** The absolute path of a file of this namespace. */
  path(file: string): string {
    return join(this.home.folder, `${this.name}-${file}`)
  }

  /** Runs `ip` commands inside, in order; the first that fails throws. */
  async ip(...commands: readonly string[]): Promise<void> {
    await execa('ip', ['-n', this.fullName, '-batch', '-'], { input: `${commands.join('\n')}\n` })
  }

  /** What `ip -j …` prints inside. */
  async ipJson(...words: readonly string[]): Promise<unknown> {
    const { stdout } = await execa('ip', ['-n', this.fullName, '-j', ...words])
    return JSON.parse(stdout === '' ? '[]' : stdout)
  }

  /** Writes kernel settings below /proc/sys/net, for example `{'ipv4/ip_forward': 1}`. */
  async set(settings: Readonly<Record<string, number | string>>): Promise<void> {
    const script = Object.entries(settings).map(([key, value]) => `echo ${value} > /proc/sys/net/${key}`)
    await this.exec('sh', '-ec', script.join('\n'))
  }

  /** Runs a program inside until it ends and gives its stdout; a failure throws. */
  async exec(...command: readonly [string, ...string[]]): Promise<string> {
    const { stdout } = await execa('ip', ['netns', 'exec', this.fullName, ...command], { stdin: 'ignore' })
    return stdout
  }

  /** A program to be started inside, with its output in `<folder of the run>/<namespace>-<name>.log`. */
  program(name: string, command: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
    return new Program({
      command: ['ip', 'netns', 'exec', this.fullName, ...command],
      env: { RUNTIME_DIRECTORY: this.home.folder, ...env },
      log: this.home.log(`${this.name}-${name}`),
    })
  }
}

/** One end of a wire: the interface `dev` appears in the namespace with these addresses (`10.0.0.1/24`, `fd00::1/64`). */
type End = { readonly namespace: Namespace; readonly dev: string; readonly addresses?: readonly string[] }

/** A wire between two namespaces. */
export const link = async (a: End, b: End): Promise<void> => {
  await execa('ip', [
    'link',
    'add',
    a.dev,
    'netns',
    a.namespace.fullName,
    'type',
    'veth',
    'peer',
    'name',
    b.dev,
    'netns',
    b.namespace.fullName,
  ])
  await Promise.all(
    [a, b].map(({ namespace, dev, addresses = [] }) => namespace.ip(...addresses.map((it) => assign(dev, it)), `link set ${dev} up`)),
  )
}

/** A switch inside a namespace: whatever is linked to one of its `ports` shares a segment. */
export const bridge = async (namespace: Namespace, dev: string): Promise<void> => {
  await namespace.ip(`link add ${dev} type bridge forward_delay 0`, `link set ${dev} up`)
}

/** The `ip` command that assigns an address; IPv6 without duplicate address detection, which takes a second. */
export const assign = (dev: string, address: string): string => `addr add ${address} dev ${dev}${address.includes(':') ? ' nodad' : ''}`

/** The namespaces of this machine. */
export const namespaceNames = (): string[] => {
  try {
    return readdirSync('/run/netns')
  } catch {
    return []
  }
}

/** Kills every process inside, then removes the namespace. */
export const removeNamespace = async (fullName: string): Promise<void> => {
  await until(`no process in ${fullName}`, async () => {
    const pids = await pidsIn(fullName)
    for (const pid of pids) tryKill(pid)
    return pids.length === 0
  })
  await execa('ip', ['netns', 'del', fullName], { reject: false })
}

// Two namespaces' worth of addresses must be usable at once, and replies may leave by another way than requests came.
const neverWait = {
  'ipv4/conf/all/rp_filter': 0,
  'ipv4/conf/default/rp_filter': 0,
  'ipv6/conf/default/accept_dad': 0,
  'ipv6/conf/default/accept_ra': 0,
}

const pidsIn = async (fullName: string): Promise<number[]> => {
  const { stdout } = await execa('ip', ['netns', 'pids', fullName], { reject: false })
  return stdout.split('\n').filter(Boolean).map(Number)
}

const tryKill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It was faster.
  }
}
