// How does the package become a .deb? Usage: npm run deb [-- FOLDER]; needs dpkg-deb, which every Debian has.
import { createHash } from 'node:crypto'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { execa } from 'execa'
import packageJson from '../package.json' with { type: 'json' }

const root = join(import.meta.dirname, '..')

const main = async (folder: string): Promise<void> => {
  const work = await mkdtemp(join(tmpdir(), 'exabgp-haproxy-deb-'))
  try {
    await chmod(work, 0o755)
    await fill(work)
    const path = join(folder, `exabgp-haproxy_${packageJson.version}_all.deb`)
    const env = { SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? String((await released()) / 1000) }
    await execa('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', work, path], { env })
    process.stdout.write(`${path}\n`)
  } finally {
    await rm(work, { recursive: true })
  }
}

/** When the newest release was made: the same source gives the same package. */
const released = async (): Promise<number> => {
  const [, day = ''] = /^## \d+\.\d+\.\d+ - (\S+)$/m.exec(await readFile(join(root, 'CHANGELOG.md'), 'utf8')) ?? []
  return Date.parse(day)
}

const fill = async (work: string): Promise<void> => {
  await copyProgram(join(work, 'usr/share/exabgp-haproxy'))
  await mkdir(join(work, 'usr/bin'))
  await symlink('../share/exabgp-haproxy/dist/exabgp-haproxy.js', join(work, 'usr/bin/exabgp-haproxy'))
  for (const [from, to] of Object.entries(shellFiles)) await copy(from, join(work, to))
  for (const section of ['exabgp-haproxy.8', 'exabgp-haproxy.yaml.5'])
    await compress(`dist/man/${section}`, join(work, `usr/share/man/man${section.at(-1)}/${section}.gz`))
  await documents(join(work, 'usr/share/doc/exabgp-haproxy'))
  await control(work)
}

const shellFiles = {
  'dist/completion/exabgp-haproxy.bash': 'usr/share/bash-completion/completions/exabgp-haproxy',
  'dist/completion/_exabgp-haproxy': 'usr/share/zsh/vendor-completions/_exabgp-haproxy',
  'dist/completion/exabgp-haproxy.fish': 'usr/share/fish/vendor_completions.d/exabgp-haproxy.fish',
}

const elsewhere = /^dist\/(man|completion)(\/|$)/

/** What people copy names the program where this package has it. */
const copyProgram = async (to: string): Promise<void> => {
  await mkdir(to, { recursive: true })
  for (const name of ['dist', 'contrib', 'package.json'])
    await cp(join(root, name), join(to, name), { recursive: true, filter: (path) => !elsewhere.test(relative(root, path)) })
  for (const path of await filesIn(join(to, 'contrib'))) {
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replaceAll('/usr/local/bin/exabgp-haproxy', '/usr/bin/exabgp-haproxy').replaceAll(npmFolder, debFolder))
  }
}

const [npmFolder, debFolder] = ['/usr/local/lib/node_modules/exabgp-haproxy', '/usr/share/exabgp-haproxy']

const documents = async (to: string): Promise<void> => {
  for (const name of ['README.md', 'OPERATING.md', 'REFERENCE.md']) await copy(name, join(to, name))
  await compress('CHANGELOG.md', join(to, 'changelog.gz'))
  const parts =
    'The program contains parts of other packages; their licences are in /usr/share/exabgp-haproxy/dist/THIRD-PARTY-LICENSES.txt.'
  await writeFile(join(to, 'copyright'), `${await readFile(join(root, 'LICENSE'), 'utf8')}\n${parts}\n`)
  await symlink('../../exabgp-haproxy/contrib', join(to, 'examples'))
}

const control = async (work: string): Promise<void> => {
  const files = await filesIn(work)
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size))
  const sums = await Promise.all(
    files.map(
      async (path) =>
        `${createHash('md5')
          .update(await readFile(path))
          .digest('hex')}  ${relative(work, path)}\n`,
    ),
  )
  const fields = {
    Package: 'exabgp-haproxy',
    Version: packageJson.version,
    Architecture: 'all',
    Maintainer: 'exabgp-haproxy <exabgp-haproxy@localhost>',
    'Installed-Size': Math.ceil(sizes.reduce((sum, size) => sum + Math.ceil(size / 1024), 0)),
    Depends: `nodejs (>= ${packageJson.engines.node.replace('>=', '')})`,
    Recommends: 'exabgp, haproxy',
    Section: 'net',
    Priority: 'optional',
    Description: `route health injection for HAProxy and ExaBGP\n ${packageJson.description}: VIPs are announced while\n HAProxy can serve them, and withdrawn when it cannot.`,
  }
  const text = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`)
  await write(join(work, 'DEBIAN/control'), text.join(''))
  await write(join(work, 'DEBIAN/md5sums'), sums.join(''))
  await write(join(work, 'DEBIAN/postrm'), afterRemoval, 0o755)
}

/** What systemd made for the records of the program (`LogsDirectory`) goes by `purge`; what an administrator wrote stays. */
const afterRemoval = `#!/bin/sh
set -e
if [ "$1" = purge ]; then rm -rf /var/log/exabgp-haproxy; fi
`

const filesIn = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
}

const write = async (path: string, contents: string | Uint8Array, mode = 0o644): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, contents)
  await chmod(path, mode)
}

const copy = async (from: string, to: string): Promise<void> => write(to, await readFile(join(root, from)))

const compress = async (from: string, to: string): Promise<void> => write(to, gzipSync(await readFile(join(root, from)), { level: 9 }))

await main(process.argv[2] ?? root)
