// Is the packed package complete, lean and able to run where nothing else is installed?
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from './folder.ts'

const root = join(import.meta.dirname, '..')
const folder = temporaryFolder()

const npm = (...args: readonly string[]): string =>
  execFileSync('npm', ['--cache', join(folder, 'cache'), '--loglevel', 'error', ...args], { cwd: folder, encoding: 'utf8' })

const [packed] = JSON.parse(npm('pack', '--json', '--ignore-scripts', root))
const paths: readonly string[] = packed.files.map(({ path }: { path: string }) => path)
const tarball = join(folder, packed.filename)
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const installed = join(folder, 'node_modules/exabgp-haproxy')

test('the package holds the program, its schemas, the licences, the documents and what people copy', () => {
  const wanted = [
    'LICENSE',
    'README.md',
    'OPERATING.md',
    'REFERENCE.md',
    'package.json',
    'dist/exabgp-haproxy.js',
    'dist/config.schema.json',
    'dist/status.schema.json',
    'dist/THIRD-PARTY-LICENSES.txt',
    'dist/sbom.cdx.json',
    'dist/man/exabgp-haproxy.8',
    'dist/man/exabgp-haproxy.yaml.5',
  ]
  assert.deepEqual(
    wanted.filter((path) => !paths.includes(path)),
    [],
  )
  assert.ok(paths.some((path) => path.startsWith('contrib/')))
})

test('the package holds no source, no test and no settings of tools', () => {
  const places = /^(dist\/|contrib\/|(LICENSE|README\.md|OPERATING\.md|REFERENCE\.md|CHANGELOG\.md|package\.json)$)/
  assert.deepEqual(
    paths.filter((path) => !places.test(path) || /\.ts$|\.map$|(^|\/)test/.test(path)),
    [],
  )
})

test('the package stays below 1 MB', () => {
  assert.ok(statSync(tarball).size < 1_000_000, `${statSync(tarball).size} bytes`)
})

test('the package installs without a network, brings nothing else along, and runs by npx', () => {
  writeFileSync(join(folder, 'package.json'), '{}')
  npm('install', '--offline', '--no-audit', '--no-fund', tarball)
  assert.deepEqual(Object.keys(JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')).packages), [
    'node_modules/exabgp-haproxy',
  ])
  assert.equal(npm('exec', '--offline', '--', 'exabgp-haproxy', '--version').trim(), version)
})

test('the program is executable by itself', () => {
  assert.equal(execFileSync(join(installed, 'dist/exabgp-haproxy.js'), ['--version'], { cwd: '/', encoding: 'utf8' }).trim(), version)
})

test('run loads at most 500 kB of what is bundled before it announces, so none of the large libraries', () => {
  const entry = join(installed, 'dist/exabgp-haproxy.js')
  const [alone = [], atFirst = []] = ['status-', ''].map((name) =>
    modulesIn(entry, new RegExp(`import\\("(\\./chunks/${name}[^"]+)"\\)`, 'g')),
  )
  const ofRun = atFirst.filter((path) => !alone.includes(path))
  assert.deepEqual([...new Set(ofRun.map((path) => basename(path)))].sort(), ['core.js', 'early.js'])
  assert.ok(alone.flatMap(withImports).length === 1 && alone.every((path) => statSync(path).size < 100_000))
  const loaded = [...new Set([entry, ...ofRun].flatMap(withImports))]
  const bytes = loaded.reduce((sum, path) => sum + statSync(path).size, 0)
  assert.ok(loaded.length === 3 && bytes < 500_000, `${bytes} bytes: ${loaded.join(' ')}`)
})

const withImports = (path: string): readonly string[] => [path, ...modulesIn(path, /(?:from|import)"(\.[^"]+)"/g).flatMap(withImports)]

const modulesIn = (path: string, imports: RegExp): readonly string[] =>
  [...readFileSync(path, 'utf8').matchAll(imports)].map(([, module = '']) => join(dirname(path), module))

test('the program passes its words to Node as they are', () => {
  const file = join(folder, 'a $HOME.yaml')
  writeFileSync(
    file,
    `bgp: {local-as: 65010}
sessions: {router-id: 10.0.0.1, peers: [{address: 127.0.0.1, as: 65020}]}
services: {web: {vips: [203.0.113.9], checks: [{backend: b}]}}`,
  )
  const program = join(folder, 'node_modules/.bin/exabgp-haproxy')
  const said = execFileSync(program, ['exabgp-conf', '--config', file], { cwd: '/', encoding: 'utf8' })
  assert.match(said, /^ {4}run \S*node \S+\/exabgp-haproxy run "--config=\S+\/a \$HOME.yaml";$/m)
})

test('every bundled package is there with its licence text', () => {
  const text = readFileSync(join(installed, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')
  for (const name of ['yargs', 'winston', 'undici', 'execa', 'yaml']) assert.match(text, new RegExp(`^---- ${name} \\d`, 'm'))
  const sections = text.split(/^---- /m).slice(1)
  assert.deepEqual(
    sections.filter((section) => !/permi(t|ssion)|Apache License|redistribution/i.test(section)),
    [],
  )
})

test('editors get a JSON Schema that knows the sections of the configuration', () => {
  const schema = JSON.parse(readFileSync(join(installed, 'dist/config.schema.json'), 'utf8'))
  assert.deepEqual(
    ['haproxy', 'bgp', 'defaults', 'services'].filter((key) => schema.properties?.[key] === undefined),
    [],
  )
})
