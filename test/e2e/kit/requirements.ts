// Can end-to-end tests run on this machine, and what has to be installed first?
import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'

/** Whether end-to-end tests that cannot run have failed: in CI, or with E2E=required. */
export const required = !['', 'false'].includes(process.env.CI ?? '') || process.env.E2E === 'required'

/** Why end-to-end tests cannot run here, one reason each; empty if they can. */
export const missing = async (): Promise<string[]> => {
  const place = await wrongPlace()
  return place === undefined ? missingOf(needed) : [place]
}

/** The programs of these that are not there. */
export const missingOf = (programs: readonly Requirement[]): string[] =>
  absent(programs).map(({ program, debianPackage }) => `${program} is missing (Debian package ${debianPackage})`)

/** Installs the Debian packages that are missing, without starting the services in them. Nothing where nothing is missing, or where this machine cannot run them anyway. */
export const install = async ({
  say = () => {},
  also = [],
}: {
  readonly say?: (what: string) => void
  readonly also?: readonly Requirement[]
} = {}): Promise<void> => {
  const packages = [...new Set(absent([...needed, ...also]).map(({ debianPackage }) => debianPackage))]
  if (packages.length === 0 || (await wrongPlace()) !== undefined || !isDebian()) return
  say(`installing ${packages.join(', ')}`)
  // One installs at a time on this machine: others, who lack something too, wait for the folder of dpkg.
  const words = ['--no-fork', '/var/lib/dpkg', 'sh', '-euc', withoutStartingServices, 'install', ...packages]
  await execa('flock', words, { stdin: 'ignore', env: { DEBIAN_FRONTEND: 'noninteractive' } })
}

/** Why not even installing something would help, or undefined. */
export const wrongPlace = async (): Promise<string | undefined> => {
  if (process.platform !== 'linux') return `network namespaces need Linux, this is ${process.platform}`
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  const { failed } = await execa('unshare', ['--net', 'true'], { reject: false })
  return failed ? 'making network namespaces is not allowed here' : undefined
}

/** Whether this is Debian, or something that installs Debian's packages. */
export const isDebian = (): boolean => existsSync('/etc/debian_version') && find('apt-get')

/** A program, and the package that has it. */
type Requirement = { readonly program: string; readonly debianPackage: string }

/** What only tests with more than one sort of router want. */
export const routerPrograms: readonly Requirement[] = [
  { program: 'bird', debianPackage: 'bird2' },
  { program: 'gobgpd', debianPackage: 'gobgpd' },
]

const needed: readonly Requirement[] = [
  { program: 'ip', debianPackage: 'iproute2' },
  { program: 'haproxy', debianPackage: 'haproxy' },
  { program: 'exabgp', debianPackage: 'exabgp' },
  { program: '/usr/lib/frr/bgpd', debianPackage: 'frr' },
  { program: 'mmdebstrap', debianPackage: 'mmdebstrap' },
  { program: 'curl', debianPackage: 'curl' },
]

const absent = (programs: readonly Requirement[]): readonly Requirement[] => programs.filter(({ program }) => !find(program))

const find = (program: string): boolean => {
  const folders = program.startsWith('/') ? [''] : ['/usr/sbin', '/usr/bin', '/sbin', '/bin', '/usr/local/sbin', '/usr/local/bin']
  return folders.some((folder) => isExecutable(join(folder, program)))
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Debian's packages ask this program before they start a service; 101 means no. One of the administrator's own is left as it is. */
const guard = '/usr/sbin/policy-rc.d'

const withoutStartingServices = `
own='# Installing for end-to-end tests: start no service.'
if [ ! -e ${guard} ] || grep -qxF "$own" ${guard}; then
  trap 'rm -f ${guard}' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\\n%s\\nexit 101\\n' "$own" > ${guard}
  chmod 755 ${guard}
fi
apt-get update
apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "$@"
`
