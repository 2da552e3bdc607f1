// How does a test get a program of another Debian release beside what is installed?
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { bootstrap, reasonOf } from './debian.ts'
import { isDebian, wrongPlace } from './requirements.ts'

/** A package of a release. */
type DebianPackage = {
  readonly release: string
  readonly name: string
  /** Beginning of the version that is wanted. */
  readonly version: string
  /** How the shell starts the program with the words `"$@"`, where `$root` is the folder with the package and all that it depends on. */
  readonly start: string
  /** Words on which the program prints its version. */
  readonly versionWords: readonly string[]
}

/** `program` starts it. `lacking`: why it cannot be had here; empty if it can. */
type Unpacked = { readonly program: string; readonly lacking: readonly string[] }

/** Downloads and unpacks it once a machine, below /var/cache; nothing is installed. */
export const unpacked = async (wanted: DebianPackage): Promise<Unpacked> => {
  const root = join(cache, `${wanted.release}-${wanted.name}`)
  return { program: join(root, 'start'), lacking: existsSync(root) ? [] : await unpack(wanted, root) }
}

const cache = '/var/cache/exabgp-haproxy-tests'

const unpack = async (wanted: DebianPackage, root: string): Promise<readonly string[]> => {
  const { release, name, version } = wanted
  if ((await wrongPlace()) !== undefined || !isDebian()) return [`${name} ${version} comes from Debian's packages`]
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'unpacking-'))
  try {
    const fresh = join(work, 'root')
    const got = await make(wanted, fresh)
    if (!`${got}.`.startsWith(`${version}.`)) return [`Debian ${release} has ${name} ${got}, not ${version}`]
    renameSync(fresh, root)
    return []
  } catch (error) {
    // Whoever came first has put it there.
    return existsSync(root) ? [] : [`${name} ${version} cannot be had from Debian ${release}: ${reasonOf(error)}`]
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Fills the folder and gives the version of what is in it. */
const make = async ({ release, name, start, versionWords }: DebianPackage, root: string): Promise<string> => {
  await bootstrap(release, root, '--variant=extract', `--include=${name}`)
  for (const lib of ['lib', 'lib64']) if (!existsSync(join(root, lib))) symlinkSync(`usr/${lib}`, join(root, lib))
  const program = join(root, 'start')
  // Unlike sh, bash passes on the variables of ExaBGP, which have dots in their names.
  writeFileSync(program, `#!/bin/bash\nroot=\${0%/*}\n${start}\n`, { mode: 0o755 })
  const { stdout } = await execa(program, versionWords)
  return /\d+(\.\d+)+/.exec(stdout)?.[0] ?? stdout
}
