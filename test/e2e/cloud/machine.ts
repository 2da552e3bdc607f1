// How does a test get a Debian 13 machine that boots with user-data, as a cloud would start it?
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { bootstrap } from '../kit/debian.ts'
import type { Namespace } from '../kit/namespace.ts'
import { descendants } from '../kit/process-tree.ts'
import type { Program } from '../kit/program.ts'

/** Makes a Debian 13 in the folder, with systemd, cloud-init and the packages. Takes most of a minute, behind whatever else is to be done, and needs Debian's archive. */
export const makeDebian = async (folder: string, packages: readonly string[]): Promise<void> => {
  const include = ['apt', 'ca-certificates', 'cloud-init', 'dbus', 'iproute2', 'systemd-sysv', ...packages].join(',')
  const lean = ['force-unsafe-io', 'path-exclude=/usr/share/doc/*', 'path-exclude=/usr/share/man/*', 'path-exclude=/usr/share/locale/*']
  const options = [
    '--variant=essential',
    '--skip=cleanup/apt/lists',
    `--include=${include}`,
    ...lean.map((option) => `--dpkgopt=${option}`),
  ]
  await bootstrap('trixie', folder, ...options)
}

/** `debian`: a folder from `makeDebian`, left untouched, so that many machines can share it. `files`: what else the machine finds, by absolute path. */
export type MachineDefinition = {
  readonly debian: string
  readonly userData: string
  readonly files: Readonly<Record<string, string>>
}

/** A machine in a network namespace; what it changes is in a folder of its own. */
export class Machine {
  readonly #program: Program

  constructor(namespace: Namespace, { debian, userData, files }: MachineDefinition) {
    const changes = namespace.path('changes')
    writeFiles(join(changes, 'upper'), {
      ...files,
      '/var/lib/cloud/seed/nocloud/user-data': userData,
      '/var/lib/cloud/seed/nocloud/meta-data': `instance-id: ${namespace.name}\nlocal-hostname: ${namespace.name}\n`,
      '/etc/cloud/cloud.cfg.d/99-test.cfg': onlyWhatUserDataNames,
      '/etc/resolv.conf': noNameServer,
    })
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
    const { stdout } = await execa('nsenter', ['--target', init, '--all', `--root=/proc/${init}/root`, '--wdns=/', ...command], {
      stdin: 'ignore',
    })
    return stdout
  }

  /** As pulling the plug: with its first process the kernel ends all others, and the mounts go with their namespace. */
  async kill(): Promise<void> {
    if (this.#program.running) await this.#program.kill()
  }
}

const ownNamespaces = ['--pid', '--fork', '--kill-child', '--mount', '--propagation', 'private', '--uts', '--ipc', '--cgroup']

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

const writeFiles = (top: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true })
    writeFileSync(join(top, path), text)
  }
}
