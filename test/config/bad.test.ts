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

test('no password reaches a problem', () => {
  for (const file of ['secrets.txt', 'secrets-malformed.txt'])
    assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /hunter2|hun@|aHVudGVy/)
})
