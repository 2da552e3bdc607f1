// How does a test get the HAProxy of another Debian release beside the one that is installed?
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { mirror, reasonOf } from './debian.ts'
import { isDebian, wrongPlace } from './requirements.ts'

/** A HAProxy to test with, and the beginning of the command that runs it. `lacking`: why it cannot be had here; empty if it can. */
export type HaproxyVersion = { readonly name: string; readonly command: readonly string[]; readonly lacking: readonly string[] }

/** The system's HAProxy. */
export const installed: HaproxyVersion = { name: 'of this system', command: ['haproxy'], lacking: [] }

/** The version and the Debian release that has it. */
const releases = { '3.0': 'trixie', '3.2': 'forky' } as const

/** One of another Debian release, with the libraries of that, in a root of its own. It is unpacked once a machine, below /var/cache, and nothing is installed. */
export const haproxyVersion = async (version: keyof typeof releases): Promise<HaproxyVersion> => {
  const root = join(cache, `haproxy-${version}`)
  const lacking = existsSync(root) ? [] : await unpack(version, root)
  return { name: version, command: ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', inRoot, root], lacking }
}

// Configuration and sockets of the tests are below /tmp.
const inRoot = 'mount --bind /tmp "$0/tmp" && exec chroot "$0" /usr/sbin/haproxy "$@"'

const cache = '/var/cache/exabgp-haproxy-tests'

// A mirror that has not been brought up to date for a while will do.
const anyAge = '--aptopt=Acquire::Check-Valid-Until "false"'

const unpack = async (version: keyof typeof releases, root: string): Promise<readonly string[]> => {
  if ((await wrongPlace()) !== undefined || !isDebian()) return [`HAProxy ${version} comes from Debian's packages`]
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'unpacking-'))
  try {
    const source = `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${await mirror()} ${releases[version]} main`
    const options = ['--variant=extract', '--include=haproxy', anyAge, '--quiet']
    await execa('mmdebstrap', [...options, releases[version], join(work, 'root'), source], { stdin: 'ignore', timeout: 120_000 })
    for (const name of ['lib', 'lib64']) if (!existsSync(join(work, 'root', name))) symlinkSync(`usr/${name}`, join(work, 'root', name))
    const { stdout } = await execa('chroot', [join(work, 'root'), '/usr/sbin/haproxy', '-v'])
    if (!stdout.startsWith(`HAProxy version ${version}.`)) return [`Debian ${releases[version]} has another: ${stdout.split('\n')[0]}`]
    renameSync(join(work, 'root'), root)
    return []
  } catch (error) {
    // Whoever came first has put it there.
    return existsSync(root) ? [] : [`HAProxy ${version} cannot be had from Debian ${releases[version]}: ${reasonOf(error)}`]
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
