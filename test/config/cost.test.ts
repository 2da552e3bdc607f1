// Does reading a configuration cost no more than its length, and never throw?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readConfig } from '../../lib/config/read.ts'

const many = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('')

const read = (text: string) => readConfig({ file: { name: 'test', text }, flags: {} })

const first = 'services:\n  s: {vips: [10.0.0.1], checks: [&check {backend: b}]}\n'

/** What took 4 to 70 s where the cost was the square of the length; the bound leaves room for a busy machine. */
const texts = {
  '3,000 aliases': first + many(3000, (index) => `  t${index}: {vips: [10.${1 + (index >> 8)}.${index & 255}.1], checks: [*check]}\n`),
  '2,000 aliases of a mistake': first.replace('b}', '"b;"}') + many(2000, (index) => `  t${index}: {vips: [10.1.1.1], checks: [*check]}\n`),
  '2,000 aliases of nothing': first + many(2000, (index) => `  t${index}: {vips: [10.1.1.1], checks: [*x${index}]}\n`),
  '2,000 mistakes': first + many(2000, (index) => `  t${index}: {vips: [10.0.0], checks: [{backend: b}]}\n`),
  '2,000 unknown keys': first + many(2000, (index) => `kez${index}: 1\n`),
}

for (const [what, text] of Object.entries(texts)) {
  test(`${what} are read within the time of one look around`, async () => {
    const started = process.cpuUsage()
    await read(text)
    const { user } = process.cpuUsage(started)
    assert.ok(user < 3_000_000, `${user / 1e6} s`)
  })
}

test('aliases of aliases that no memory holds are refused', async () => {
  const names = [...'abcdefghijklm']
  const lines = names.map((name, index) => `${name}: &${name} [${many(9, () => (index === 0 ? 'x,' : `*${names[index - 1]},`))}]\n`)
  const result = await read(`${lines.join('')}services: *m\n`)
  assert.ok(!result.ok)
  assert.equal(result.problems[0]?.text, 'Expected aliases that stand for at most 200000 values, got more')
})

const scrap = fc.constantFrom(
  'services:',
  'a',
  '*a',
  '&a',
  ': ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '\n',
  '  ',
  '"',
  "'",
  '|',
  '>',
  '!!str',
  '<<',
  '? ',
  '#',
  '%',
  '---',
  '\t',
  'vips',
  '1',
  '\u0000',
  'é',
  ',',
)

test('no text makes reading throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(scrap, { maxLength: 25 }), async (scraps) => {
      const result = await read(scraps.join(''))
      assert.ok(result.ok || result.problems.length > 0)
    }),
    { numRuns: 1000 },
  )
})

test('neither does one that is nested too deeply to be followed', async () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{a: ', '}'],
  ] as const) {
    assert.equal((await read(`services: ${open.repeat(20_000)}${close.repeat(20_000)}`)).ok, false)
  }
})
