// How does a test get an ExaBGP of a certain version, whatever is installed?
import { unpacked } from './debian-package.ts'
import type { ExabgpOptions } from './exabgp.ts'

/** An ExaBGP to test with: `installed` is the system's own. `lacking`: why it cannot be had here; empty if it can. */
type ExabgpVersion = { readonly name: string; readonly options: ExabgpOptions; readonly lacking: readonly string[] }

/** The system's ExaBGP: 4.2.21 on Debian 12, 4.2.25 on Debian 13. */
export const installed: ExabgpVersion = { name: 'of this system', options: {}, lacking: [] }

/** The version and the Debian release that has it. */
const releases = { '4.2.21': 'bookworm', '4.2.25': 'trixie', '5.0': 'forky' } as const

/** One of a Debian release, with the Python of that: 4.2.21 knows none later than 3.11. */
export const exabgpVersion = async (version: keyof typeof releases): Promise<ExabgpVersion> => {
  const wanted = { release: releases[version], name: 'python3-exabgp', version, start: pythonOfRoot, versionWords: printVersion }
  const { program, lacking } = await unpacked(wanted)
  return { name: version, options: { python: program }, lacking }
}

// What ExaBGP starts is of this machine again, so the libraries are named to the loader, not in the environment. lib64 leads to the loader of this machine.
const pythonOfRoot = `libraries=$(echo "$root"/lib/*-linux-gnu "$root"/usr/lib/*-linux-gnu | tr ' ' :)
exec "$root"/lib/*-linux-gnu/ld-linux*.so.? --library-path "$libraries" "$root/usr/bin/python3" "$@"`

const printVersion = ['-c', 'from importlib.metadata import version; print(version("exabgp"))']
