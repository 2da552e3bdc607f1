// How does a test get a HAProxy of a certain version, whatever is installed?
import { unpacked } from './debian-package.ts'

/** A HAProxy to test with, and the beginning of the command that runs it. `lacking`: why it cannot be had here; empty if it can. */
type HaproxyVersion = { readonly name: string; readonly command: readonly string[]; readonly lacking: readonly string[] }

/** The system's HAProxy: 2.6 on Debian 12, 3.0 on Debian 13. */
export const installed: HaproxyVersion = { name: 'of this system', command: ['haproxy'], lacking: [] }

/** The version and the Debian release that has it. */
const releases = { '2.6': 'bookworm', '3.0': 'trixie', '3.2': 'forky' } as const

/** One of a Debian release, with the libraries of that, in a root of its own. */
export const haproxyVersion = async (version: keyof typeof releases): Promise<HaproxyVersion> => {
  const { program, lacking } = await unpacked({ release: releases[version], name: 'haproxy', version, start: inRoot, versionWords: ['-v'] })
  return { name: version, command: [program], lacking }
}

// A reload is HAProxy executing its own path again, which is in the root. Configuration and sockets of the tests are below /tmp.
const inRoot = `exec unshare --mount --propagation private sh -c \\
  'mount --bind /tmp "$0/tmp" && exec chroot "$0" /usr/sbin/haproxy "$@"' "$root" "$@"`
