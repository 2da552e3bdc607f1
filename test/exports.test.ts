// Is everything that a file exports wanted by another one?
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { type Sources, sourcesIn } from './sources.ts'

/** Files that are found by their names, and what they are asked for. */
const foundByName = /^test\/bench\/[\w-]+\.ts: measure$/

/** How many exports may be there for tests alone. */
const mostForTests = 15

test('every export is imported by another file, and few by tests only', () => {
  const sources = {
    ...sourcesIn('bin', 'lib', 'build', 'test'),
    'build.ts': readFileSync(join(import.meta.dirname, '../build.ts'), 'utf8'),
  }
  const unused = unusedExports(sources, () => true)
  assert.deepEqual(
    unused.filter((one) => !foundByName.test(one)),
    [],
  )
  const forTests = unusedExports(sources, (path) => !path.startsWith('test/')).filter((place) => !place.startsWith('test/'))
  assert.ok(forTests.length <= mostForTests, `only tests import ${forTests.join(', ')}`)
})

test('an export that is named nowhere else is found, whatever it is', () => {
  const sources = {
    'lib/a.ts': 'export const used = 1\nexport const unused = 2\nexport type Kind = 3\nexport class Life {}\nexport const late = 4\n',
    'lib/b.ts': "import { used } from './a.ts'\nconst { late } = await import('./a.ts')\n",
    'lib/c.ts': 'const unused = 1\n',
    'test/a.test.ts': "import type { Kind } from '../lib/a.ts'\n",
  }
  assert.deepEqual(
    unusedExports(sources, () => true),
    ['lib/a.ts: unused', 'lib/a.ts: Life'],
  )
  assert.deepEqual(
    unusedExports(sources, (path) => path.startsWith('lib/')),
    ['lib/a.ts: unused', 'lib/a.ts: Kind', 'lib/a.ts: Life'],
  )
})

/** `file: name` of each that no file imports of those that count. */
const unusedExports = (sources: Sources, counts: (path: string) => boolean): readonly string[] => {
  const imported = new Set(
    Object.entries(sources).flatMap(([path, text]) =>
      counts(path) ? namesImported(text).map(([from, name]) => place(join(dirname(path), from), name)) : [],
    ),
  )
  return Object.entries(sources)
    .flatMap(([path, text]) => namesExported(text).map((name) => place(path, name)))
    .filter((one) => !imported.has(one))
}

const place = (path: string, name: string): string => `${path}: ${name}`

const namesExported = (text: string): readonly string[] =>
  [...text.matchAll(/^export (?:async )?(?:const|type|class|function) (\w+)/gm)].map(([, name = '']) => name)

// What a file imports dynamically it names somewhere.
const namesImported = (text: string): readonly (readonly [from: string, name: string])[] => [
  ...[...text.matchAll(/^import (?:type )?\{([^}]*)\} from '(\.[^']+)'/gm)].flatMap(([, names = '', from = '']) =>
    names.split(',').map(
      (name) =>
        [
          from,
          name
            .trim()
            .replace(/^type /, '')
            .replace(/ as .*/s, ''),
        ] as const,
    ),
  ),
  ...[...text.matchAll(/\bimport\(\s*'(\.[^']+)'/g)].flatMap(([, from = '']) =>
    [...new Set(text.match(/\b\w+\b/g))].map((name) => [from, name] as const),
  ),
]
