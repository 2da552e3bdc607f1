// Do imports go one way, and does what has to be pure stay pure?
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from './folder.ts'
import { type Sources, sourcesIn } from './sources.ts'

const root = join(import.meta.dirname, '..')

/** A room imports only from itself and from rooms before it. */
const rooms = [
  'values',
  'bgp',
  'health',
  'haproxy',
  'config',
  'exabgp-conf',
  'policy',
  'exabgp',
  'engine',
  'log',
  'status',
  'record',
  'explain',
  'migrate',
  'doctor',
  'io',
  'daemon',
  'commands',
  'bin',
]

test('imports go one way, never in circles, and only lib/io writes to stdout', () => {
  const sources = sourcesIn('bin', 'lib')
  assert.ok(Object.keys(sources).length > 10, 'the sources were not found')
  assert.deepEqual(violations(sources), [])
})

test('an import of a room to the right is found, also one of types or across lines', () => {
  const engine = "import type { Pipe } from '../io/pipe.ts'\nimport {\n  one,\n} from '../bgp/one.ts'\n"
  const found = violations({ 'lib/engine/step.ts': engine, 'lib/io/pipe.ts': '', 'lib/bgp/one.ts': "export * from '../engine/step.ts'" })
  assert.deepEqual(found.slice(0, 2), [
    'lib/engine/step.ts imports lib/io/pipe.ts, a room to its right',
    'lib/bgp/one.ts imports lib/engine/step.ts, a room to its right',
  ])
})

test('a circle between files is found, whatever room they are in', () => {
  const found = violations({
    'lib/io/a.ts': "import './b.ts'",
    'lib/io/b.ts': "const c = await import('./c.ts')",
    'lib/io/c.ts': "import { a } from './a.ts'",
  })
  assert.deepEqual(found, ['circular: lib/io/a.ts -> lib/io/b.ts -> lib/io/c.ts -> lib/io/a.ts'])
})

test('folders and files side by side that import each other both ways are found, in any folder', () => {
  const found = violations({
    'lib/config/config.ts': "import './values/size.ts'",
    'lib/config/values/size.ts': '',
    'lib/config/values/measure.ts': "import '../config.ts'",
    'lib/config/schema/a.ts': "import '../resolve/a.ts'",
    'lib/config/resolve/a.ts': '',
    'lib/config/resolve/b.ts': "import '../tree/a.ts'",
    'lib/config/tree/a.ts': '',
    'lib/config/tree/b.ts': "import '../schema/b.ts'",
    'lib/config/schema/b.ts': '',
  })
  assert.deepEqual(found, [
    'circular: lib/config/config.ts -> lib/config/values -> lib/config/config.ts',
    'circular: lib/config/schema -> lib/config/resolve -> lib/config/tree -> lib/config/schema',
  ])
})

test('a room without a place in the order, an import of no file and a write to stdout outside lib/io are found', () => {
  const found = violations({ 'lib/utils/a.ts': '', 'lib/daemon/b.ts': "import './gone.ts'\nprocess.stdout.write('x')" })
  assert.deepEqual(found, [
    'lib/utils/a.ts stands in a room that has no place in the order',
    'lib/daemon/b.ts imports lib/daemon/gone.ts, which is no file',
    'lib/daemon/b.ts writes to stdout, which belongs to ExaBGP and lib/io',
  ])
})

test('a package is never the direct target of a dynamic import: bundled CommonJS would lose its named exports', () => {
  assert.deepEqual(violations({ 'lib/io/log.ts': "const { createLogger } = await import('winston')" }), [
    "lib/io/log.ts imports 'winston' dynamically: import the file that uses it instead",
  ])
})

for (const [name, source] of Object.entries({
  'a clock': 'export const now = Date.now()\n',
  'a timer': 'export const later = setTimeout\n',
  'the process': 'export const pid = process.pid\n',
  files: "import { readFileSync } from 'node:fs'\n\nexport const read = readFileSync\n",
  sockets: "import { connect } from 'node:net'\n\nexport const open = connect\n",
  'a library for I/O': "import { request } from 'undici'\n\nexport const get = request\n",
})) {
  test(`lint refuses ${name} in the rooms up to explain, and nowhere else`, () => {
    const lint = lintIn()
    for (const room of ['bgp', 'config', 'engine', 'log', 'status', 'record', 'explain'])
      assert.match(lint(`lib/${room}/x.ts`, source), /noRestricted/)
    assert.equal(lint('lib/io/x.ts', source), '')
  })
}

test('lint allows the address predicates of node:net everywhere', () => {
  assert.equal(lintIn()('lib/bgp/x.ts', "import { isIPv4 } from 'node:net'\n\nexport const check = isIPv4\n"), '')
})

const violations = (sources: Sources): readonly string[] => [
  ...Object.entries(sources).flatMap(([path, text]) => [
    ...placeOf(path),
    ...wrongImports(sources, path, text),
    ...wrongOutput(path, text),
  ]),
  ...circles(importsOfFiles(sources)),
  ...circles(importsOfSiblings(sources)),
]

const placeOf = (path: string): readonly string[] =>
  rooms.includes(roomOf(path)) ? [] : [`${path} stands in a room that has no place in the order`]

const wrongImports = (sources: Sources, path: string, text: string): readonly string[] => [
  ...filesImported(path, text).flatMap((target) => {
    if (sources[target] === undefined && target.endsWith('.ts')) return [`${path} imports ${target}, which is no file`]
    return rooms.indexOf(roomOf(target)) > rooms.indexOf(roomOf(path)) ? [`${path} imports ${target}, a room to its right`] : []
  }),
  ...[...text.matchAll(/\bimport\(\s*'([^.'][^']*)'/g)]
    .filter(([, target]) => target?.startsWith('node:') === false)
    .map(([, target]) => `${path} imports '${target}' dynamically: import the file that uses it instead`),
]

const wrongOutput = (path: string, text: string): readonly string[] =>
  /process\.stdout\b/.test(text) && roomOf(path) !== 'io' ? [`${path} writes to stdout, which belongs to ExaBGP and lib/io`] : []

type Imports = ReadonlyMap<string, readonly string[]>

const importsOfFiles = (sources: Sources): Imports =>
  new Map(Object.entries(sources).map(([path, text]) => [path, filesImported(path, text)]))

/** What stands in the same folder, folders among it, as one whole each. That rooms have an order is looked at elsewhere. */
const importsOfSiblings = (sources: Sources): Imports => {
  const imports = new Map<string, readonly string[]>()
  for (const [path, text] of Object.entries(sources))
    for (const target of filesImported(path, text)) {
      const [from, to] = siblings(path, target)
      const isOneWay = roomOf(path) !== roomOf(target) || (from.endsWith('.ts') && to.endsWith('.ts'))
      if (!isOneWay) imports.set(from, [...new Set([...(imports.get(from) ?? []), to])])
    }
  return imports
}

/** The files, or the folders around them, below the innermost folder that has both. */
const siblings = (one: string, other: string): readonly [string, string] => {
  const [parts, others] = [one.split('/'), other.split('/')]
  const depth = parts.findIndex((part, index) => part !== others[index])
  return [parts.slice(0, depth + 1).join('/'), others.slice(0, depth + 1).join('/')]
}

const circles = (imports: Imports): readonly string[] => {
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [`circular: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`]
    if (done.has(path)) return []
    const found = (imports.get(path) ?? []).flatMap((target) => visit(target, [...trail, path]))
    done.add(path)
    return found
  }
  return [...imports.keys()].flatMap((path) => visit(path, []))
}

/** Of files, not packages; types as well. Formatted code has one form for each kind of import. */
const filesImported = (path: string, text: string): readonly string[] =>
  [...text.matchAll(/^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'(\.[^']+)'|\bimport\(\s*'(\.[^']+)'/gm)].map(([, fixed, dynamic]) =>
    join(dirname(path), fixed ?? dynamic ?? ''),
  )

const roomOf = (path: string): string => path.replace(/^lib\//, '').split('/')[0] ?? ''

/** Lints one file under the project's settings; gives what was wrong. */
const lintIn = (): ((path: string, source: string) => string) => {
  const folder = temporaryFolder()
  copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'))
  return (path, source) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), source)
    const { status, stderr } = spawnSync(join(root, 'node_modules/.bin/biome'), ['lint', '--vcs-enabled=false', path], {
      cwd: folder,
      encoding: 'utf8',
    })
    return status === 0 ? '' : stderr
  }
}
