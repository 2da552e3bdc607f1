// How does a test get a Debian machine that boots, with user-data as a cloud would start it, or without?
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { bootstrap } from '../kit/debian.ts'
import type { Namespace } from '../kit/namespace.ts'
import { descendants } from '../kit/process-tree.ts'
import type { Program } from '../kit/program.ts'
import { until } from '../kit/wait.ts'

export type Release = 'bookworm' | 'trixie'

/** Makes a Debian in the folder, with systemd and the packages. Takes most of a minute, behind whatever else is to be done, and needs Debian's archive. */
export const makeDebian = async (release: Release, folder: string, packages: readonly string[]): Promise<void> => {
  const include = ['apt', 'ca-certificates', 'dbus', 'iproute2', 'systemd-sysv', ...packages].join(',')
  const lean = ['force-unsafe-io', 'path-exclude=/usr/share/doc/*', 'path-exclude=/usr/share/man/*', 'path-exclude=/usr/share/locale/*']
  const options = [
    '--variant=essential',
    '--skip=cleanup/apt/lists',
    `--include=${include}`,
    ...lean.map((option) => `--dpkgopt=${option}`),
  ]
  await bootstrap(release, folder, ...options)
}

/** Runs a command in a Debian that is no machine yet, with the network of this one. */
export const runIn = async (debian: string, command: string): Promise<void> => {
  const etc = ['/etc/resolv.conf', '/etc/hosts', '/etc/ssl/certs/ca-certificates.crt'].filter((path) => existsSync(path))
  for (const path of etc) cpSync(path, join(debian, path), { dereference: true })
  const script = 'mount --bind /dev "$0/dev" && mount -t proc proc "$0/proc" && exec chroot "$0" sh -ec "$1"'
  // What npm tells the programs that it runs is about this machine.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_')))
  const words = ['--mount', '--propagation', 'private', 'sh', '-c', script, debian, command]
  await execa('unshare', words, { stdin: 'ignore', env, extendEnv: false })
}

type Files = Readonly<Record<string, string | Uint8Array>>

/** `debian`: a folder from `makeDebian`, left untouched, so that many machines can share it. `files`: what else the machine finds, by absolute path. `userData` is for cloud-init, where that is installed. */
type MachineDefinition = {
  readonly debian: string
  readonly userData?: string
  readonly files: Files
}

/** A machine in a network namespace; what it changes is in a folder of its own. */
export class Machine {
  readonly #program: Program

  constructor(namespace: Namespace, { debian, userData, files }: MachineDefinition) {
    const changes = namespace.path('changes')
    const ofCloud = userData === undefined ? {} : seedOf(userData, namespace.name)
    writeFiles(join(changes, 'upper'), { ...files, ...ofCloud, '/etc/resolv.conf': noNameServer })
    const boot = ['sh', fileURLToPath(new URL('boot.sh', import.meta.url)), debian, changes, namespace.name]
    this.#program = namespace.program('machine', ['unshare', ...ownNamespaces, ...boot])
  }

  /** Starts systemd, and by it cloud-init. */
  start(): void {
    this.#program.start()
  }

  /** Runs a command inside and gives its stdout; a failure throws. */
  async run(...command: readonly string[]): Promise<string> {
    const init = String(descendants(this.#program.pid)[0])
    const words = ['--target', init, '--all', `--root=/proc/${init}/root`, '--wdns=/root', ...command]
    const { stdout } = await execa('nsenter', words, { stdin: 'ignore', env: { PATH: path }, extendEnv: false })
    return stdout
  }

  /** Restarts units. In a container systemd now and then has no resources to begin a process with; that is tried again, and anything else throws. */
  async restart(...units: readonly string[]): Promise<void> {
    const restarted = () =>
      this.run('systemctl', 'restart', ...units).then(
        () => true,
        (error) => {
          if (!String(error).includes('unavailable resources')) throw error
          return false
        },
      )
    await until(`${units.join(' and ')} to be restarted`, restarted, { within: 60_000, every: 500 })
  }

  /** Resolves when it has shut down; then it may be started again. */
  async ended(): Promise<void> {
    await this.#program.ended()
  }

  /** As pulling the plug: with its first process the kernel ends all others, and the mounts go with their namespace. */
  async kill(): Promise<void> {
    if (this.#program.running) await this.#program.kill()
  }
}

/** As root has it on Debian. */
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const ownNamespaces = ['--pid', '--fork', '--kill-child', '--mount', '--propagation', 'private', '--uts', '--ipc', '--cgroup']

const seedOf = (userData: string, name: string): Files => ({
  '/var/lib/cloud/seed/nocloud/user-data': userData,
  '/var/lib/cloud/seed/nocloud/meta-data': `instance-id: ${name}\nlocal-hostname: ${name}\n`,
  '/etc/cloud/cloud.cfg.d/99-test.cfg': onlyWhatUserDataNames,
})

// The network is there already, disks and keys do not matter: of cloud-init's modules only those that carry out the user-data run.
const onlyWhatUserDataNames = `
datasource_list: [NoCloud]
network: {config: disabled}
cloud_init_modules: [write_files]
cloud_config_modules: [runcmd]
cloud_final_modules: [package_update_upgrade_install, write_files_deferred, scripts_user, final_message]
`

// The packages are there already; whoever asks for their archive is to hear at once that it is out of reach.
const noNameServer = 'nameserver 127.0.0.1\n'

const writeFiles = (top: string, files: Files): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true })
    writeFileSync(join(top, path), text)
  }
}
