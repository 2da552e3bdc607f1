// How does a test get the ExaBGP of another Debian release beside the one that is installed?
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { mirror, reasonOf } from './debian.ts'
import type { ExabgpOptions } from './exabgp.ts'
import { isDebian, wrongPlace } from './requirements.ts'

/** An ExaBGP to test with: `installed` is the system's own. `lacking`: why it cannot be had here; empty if it can. */
export type ExabgpVersion = { readonly name: string; readonly options: ExabgpOptions; readonly lacking: readonly string[] }

/** The system's ExaBGP. */
export const installed: ExabgpVersion = { name: 'of this system', options: {}, lacking: [] }

/** The version and the Debian release that has it. */
const releases = { '4.2.25': 'trixie', '5.0': 'forky' } as const

/** One of another Debian release. It is downloaded and unpacked once a machine, below /var/cache, and nothing is installed. */
export const exabgpVersion = async (version: keyof typeof releases): Promise<ExabgpVersion> => {
  const folder = join(cache, `exabgp-${version}`)
  const lacking = existsSync(folder) ? [] : await unpack(version, folder)
  return { name: version, options: { pythonPath: join(folder, 'usr/lib/python3/dist-packages') }, lacking }
}

const cache = '/var/cache/exabgp-haproxy-tests'

const unpack = async (version: keyof typeof releases, folder: string): Promise<readonly string[]> => {
  if ((await wrongPlace()) !== undefined || !isDebian()) return [`ExaBGP ${version} comes from Debian's packages`]
  const work = mkdtempSync(join(tmpdir(), 'exabgp-version-'))
  try {
    const deb = await download(releases[version], work)
    const { stdout: found } = await execa('dpkg-deb', ['--field', deb, 'Version'])
    if (!found.startsWith(version)) return [`Debian ${releases[version]} has ExaBGP ${found}, not ${version}`]
    await execa('dpkg-deb', ['--extract', deb, join(work, 'unpacked')])
    publish(join(work, 'unpacked'), folder)
    return []
  } catch (error) {
    return [`ExaBGP ${version} cannot be had from Debian ${releases[version]}: ${reasonOf(error)}`]
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

// The package lists of another release stay apart from those of this machine.
const download = async (release: string, work: string): Promise<string> => {
  const list = join(work, 'sources.list')
  for (const path of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(work, path), { recursive: true })
  writeFileSync(list, `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${await mirror()} ${release} main\n`)
  const settings = [
    `Dir::Etc::SourceList=${list}`,
    'Dir::Etc::SourceParts=-',
    `Dir::State::Lists=${join(work, 'lists')}`,
    `Dir::Cache=${join(work, 'cache')}`,
    'Acquire::Languages=none',
    'Acquire::http::Timeout=10',
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting])
  const apt = (...words: readonly string[]) => execa('apt-get', [...settings, ...words], { cwd: work, stdin: 'ignore', timeout: 120_000 })
  await apt('--error-on=any', 'update')
  await apt('download', 'python3-exabgp')
  const deb = readdirSync(work).find((name) => name.endsWith('.deb'))
  if (deb === undefined) throw new Error(`apt-get download python3-exabgp left no package in ${work}`)
  return join(work, deb)
}

// Whoever comes second finds the folder whole.
const publish = (unpacked: string, folder: string): void => {
  mkdirSync(cache, { recursive: true })
  const beside = `${folder}.${process.pid}`
  cpSync(unpacked, beside, { recursive: true })
  try {
    renameSync(beside, folder)
  } catch (error) {
    rmSync(beside, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}
