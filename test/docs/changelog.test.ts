// Does the changelog know this version and every package that it stands on?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import packageJson from '../../package.json' with { type: 'json' }
import { readDocument, tableOf } from './markdown.ts'

const text = readDocument('CHANGELOG.md')

test('the newest version of the changelog is that of the package, with its day', () => {
  assert.match(text, /^## (\S+) - \d{4}-\d{2}-\d{2}$/m)
  assert.equal(/^## (\S+) - /m.exec(text)?.[1], packageJson.version)
})

test('every package that is built in or builds is named', () => {
  const names = Object.keys(packageJson.devDependencies)
  assert.deepEqual(
    names.filter((name) => !text.toLowerCase().includes(name.toLowerCase())),
    [],
  )
})

test('the packages that are bundled are named with the version in use', () => {
  const versions: Readonly<Record<string, string>> = packageJson.devDependencies
  for (const [cell = ''] of tableOf('CHANGELOG.md', 'package').rows) {
    const [name = '', version = ''] = cell.split(' ')
    assert.ok(`${versions[name]}.`.startsWith(`${version}.`), `${cell}, in use is ${versions[name]}`)
  }
})
