// Is every mistake in a configuration file reported, at its place, in these very words?
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { formatProblem } from '../../lib/config/problems/problem.ts'
import { readConfig } from '../../lib/config/read.ts'

const folder = join(import.meta.dirname, 'bad')
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'))

test('there are bad configurations to report', () => assert.ok(files.length > 20))

for (const file of files) {
  test(`${file} is reported as in its text`, async () => {
    const result = await readConfig({ file: { name: file, text: readFileSync(join(folder, file), 'utf8') }, flags: {} })
    const expected = readFileSync(join(folder, file.replace('.yaml', '.txt')), 'utf8')
    assert.equal(result.ok ? 'valid' : result.problems.map((problem) => `${formatProblem(problem)}\n`).join(''), expected)
  })
}

const problemsOf = async (text: string): Promise<readonly string[]> => {
  const result = await readConfig({ file: { name: 'test.yaml', text }, flags: {} })
  return result.ok ? [] : result.problems.map(formatProblem)
}

test('what is nested too deeply is one mistake', async () => {
  for (const opening of ['[', '{a: ', '- ']) {
    const [line = '', ...more] = await problemsOf(`services:\n  ${opening.repeat(20_000)}`)
    assert.match(line, /^test\.yaml:2:\d+: Expected lists and maps that are not nested so deeply$/)
    assert.deepEqual(more, [])
  }
})

test('no name is shown in its whole length', async () => {
  const long = 'a'.repeat(100_000)
  const lines = await problemsOf(`services: {${long}: {}}\nbgp: {${long}: 1, ${long}: 2}`)
  assert.equal(lines.length, 5)
  assert.deepEqual(
    lines.filter((line) => line.length > 500),
    [],
  )
})

test('no password reaches a problem', () => {
  for (const file of ['secrets.txt', 'secrets-malformed.txt'])
    assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /hunter2|hun@|aHVudGVy/)
})
