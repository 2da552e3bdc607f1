// Do the pages of the labs show what the labs use?
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { labs } from '../lab/labs.ts'
import { readDocument } from './markdown.ts'

const folder = join(import.meta.dirname, '../../contrib/labs')

const page = (name: string): string => readFileSync(join(folder, `${name}.md`), 'utf8')

const textsBelow = (path: string): readonly string[] =>
  existsSync(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    : []

/** The fenced blocks of configurations; pictures and timelines are text. */
const configurationsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter((match) => match[1] !== 'text' && match[1] !== 'sh').map((match) => match[2] ?? '')

test('every lab has a page that README.md leads to, and every page a lab', () => {
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md'))
  assert.deepEqual(pages.sort(), labs.map(({ name }) => `${name}.md`).sort())
  const readme = readDocument('README.md')
  assert.deepEqual(
    pages.filter((name) => !readme.includes(`(contrib/labs/${name})`)),
    [],
  )
})

for (const { name } of labs) {
  test(`the configurations on the page of ${name} are lines of the files that the lab uses`, () => {
    const files = textsBelow(join(folder, name)).map((text) => `\n${text}`)
    const shown = configurationsIn(page(name))
    assert.ok(shown.length > 0)
    for (const block of shown)
      assert.ok(
        files.some((file) => file.includes(`\n${block}`)),
        `no file has these lines:\n${block}`,
      )
  })

  test(`no line of what the page of ${name} shows is wider than 120 columns`, () => {
    const shown = [...page(name).matchAll(/^```text\n(.*?)^```$/gms)].flatMap((match) => (match[1] ?? '').split('\n'))
    assert.ok(shown.length > 100)
    assert.deepEqual(
      shown.filter((line) => line.length > 120),
      [],
    )
  })

  test(`the page of ${name} says how to run it, and its links lead somewhere`, () => {
    assert.ok(page(name).includes(`npm run lab -- ${name}\n`))
    const links = [...page(name).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '')
    assert.deepEqual(
      links.filter((path) => !existsSync(join(folder, path))),
      [],
    )
  })
}
