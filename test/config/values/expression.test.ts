// Is an operator's regular expression searched for in linear time, and refused where it cannot be?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readExpression } from '../../../lib/config/values/expression.ts'
import { cpuMs } from '../../cpu-time.ts'

const matches = (source: string, text: string, flags = ''): boolean => {
  const expression = readExpression({ kind: 'regex', source, flags })
  return expression.ok ? expression.value(text) : assert.fail(`Expected ${expression.expected}`)
}

const isRefused = (source: string, flags = ''): boolean => !readExpression({ kind: 'regex', source, flags }).ok

const sentence = 'The quick brown fox jumps over the lazy dog, again and again'

for (const source of ['^(\\w+\\s?)*$', '(a+)+$', '(.*)(.*)(.*)(.*)[!]$', '\\s+$', '(a|aa)+$', '(?:(?:a|b)*c|(?:a|b)*d)*[ef]$']) {
  test(`/${source}/ takes a time that grows with the text, and no faster`, () => {
    const started = cpuMs()
    for (const text of [sentence, `${'a'.repeat(65_535)}.`, `${' '.repeat(65_535)}.`]) matches(source, text)
    assert.ok(cpuMs() - started < 5000, `${cpuMs() - started} ms`)
  })
}

for (const source of [
  '(?=a)b',
  '(?!a)b',
  '(?<=a)b',
  '(?<!a)b',
  '(a)\\1',
  '(?<n>a)\\k<n>',
  '\\Aok',
  'ok\\z',
  '\\Qok\\E',
  '(?:a?){100}b',
  '[a-z]{1000}',
]) {
  test(`/${source}/ is refused`, () => assert.ok(isRefused(source)))
}

test('what is a letter to JavaScript and more to RE2 is refused wherever it stands, and an escaped backslash before it is none', () => {
  assert.ok(isRefused('x\\\\\\Ay'))
  assert.ok(matches('^x\\\\A$', 'x\\A'))
})

test('lines may end as HTTP has them', () => {
  assert.ok(matches('^ok$', 'db\r\nok\r\nweb\r\n', 'm'))
  assert.ok(matches('ok\\r\\nweb', 'db\r\nok\r\nweb\r\n', 'm'))
})

test('escapes of JavaScript are understood', () => {
  assert.ok(matches('^\\u0041\\x42\\/(?<name>c)$', 'AB/c'))
  assert.ok(matches('^\\u{41}$', 'A', 'u'))
})

const atom = fc.constantFrom('a', 'b', '.', '\\w', '\\d', '[ab]', '[^a]', '\\.', '\\b', '-', 'é', ' ')
const expressionText = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    atom,
    fc.tuple(tie('node'), tie('node')).map(([one, other]) => `${one}${other}`),
    fc.tuple(tie('node'), tie('node')).map(([one, other]) => `(?:${one}|${other})`),
    fc.tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '*?')).map(([one, times]) => `(${one})${times}`),
  ),
})).node

test('what is accepted matches where JavaScript does', () => {
  fc.assert(
    fc.property(
      expressionText.map((inner) => `^${inner}$`),
      fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1', '.', '-', 'é', ' '), maxLength: 8 }),
      fc.constantFrom('', 'i', 's', 'u', 'm'),
      (source, text, flags) => {
        const expression = readExpression({ kind: 'regex', source, flags })
        if (expression.ok) assert.equal(expression.value(text), new RegExp(source, flags).test(text), `/${source}/${flags} on "${text}"`)
      },
    ),
  )
})
