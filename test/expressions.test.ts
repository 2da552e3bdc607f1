// Does every regular expression of the program take a time that grows with a hostile text, and no faster?
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')

const sources = ['lib', 'bin'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
)

// A literal begins where no value can end; a class may hold a slash.
const literal = /(?<=(?:[=(,:!&|?{;]|=>|return)\s*)\/(?![/*])((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuy]*)(?=[.,)\]\s]|$)/gm

type Found = { readonly file: string; readonly expression: RegExp }

const found: readonly Found[] = sources.flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(literal)].map(([, source = '', flags = '']) => ({
    file,
    expression: new RegExp(source, flags.replace('g', '')),
  })),
)

const length = 65_536

/** What the expressions of this program look for, again and again, and never whole. */
const units = [
  ' ',
  'a',
  '0',
  '\n',
  '\r\n',
  '/',
  ':',
  '.',
  '-',
  '_',
  '"',
  "'",
  ',',
  '=',
  '@',
  '[',
  ']',
  '(',
  ')',
  '\\',
  'a ',
  'a:',
  '1.',
  ':1',
  '/1',
  '] ',
  '=a',
  'ge 1 ',
  'le 1 ',
  'ipv4 unicast ',
  'neighbor a ',
  'Proxy a ',
  'MAINT ',
  'é',
  '\u001b[0m',
  '\u2028',
]
const texts = units.flatMap((unit) => {
  const body = unit.repeat(length / unit.length)
  return [body, `${body}!`, `[${body}`, `/${body}!`, `neighbor ${body}!`, `Proxy ${body}!`, `1 ipv4 unicast ${body}!`, `http://${body}!`]
})

test('there are expressions to judge', () => assert.ok(found.length > 60, `${found.length}`))

for (const { file, expression } of found) {
  test(`${expression} of ${file} is quick on 64 kB of anything`, () => {
    for (const text of texts) {
      const started = process.cpuUsage()
      expression.test(text)
      const { user } = process.cpuUsage(started)
      assert.ok(user < 500_000, `${user / 1000} ms on ${JSON.stringify(text.slice(0, 40))}…`)
    }
  })
}
