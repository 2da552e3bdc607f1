// Does a key that stands in the wrong place lead to one where it may stand?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblem } from '../../../lib/config/problems/problem.ts'
import { readConfig } from '../../../lib/config/read.ts'
import { jsonSchema } from '../../../lib/config/schema/json-schema.ts'

const problemsOf = async (text: string): Promise<readonly string[]> => {
  const read = await readConfig({ file: { name: 'test.yaml', text }, flags: {} })
  return read.ok ? [] : read.problems.map(formatProblem)
}

const service = 'services: {web: {vips: [192.0.2.1], checks: [{backend: b}]}}'
const sections: Readonly<Record<string, { readonly properties?: object }>> = JSON.parse(JSON.stringify(jsonSchema())).properties

for (const section of ['haproxy', 'bgp', 'sessions', 'exabgp', 'control', 'status', 'log', 'defaults'])
  test(`each key of ${section} that stands at the top is led there`, async () => {
    const keys = Object.keys(sections[section]?.properties ?? {}).filter((key) => !(key in sections))
    assert.ok(keys.length > 1)
    for (const key of keys) {
      const [text = '', ...more] = await problemsOf(`${key}: 1\n${service}`)
      assert.match(text, new RegExp(`^test\\.yaml:1:1: ${key}: Expected "${key}" .*under ${section}(, or .*)?, got it here$`))
      assert.deepEqual(more, [])
    }
  })

test('no key is led to where it may not stand', async () => {
  const words = Object.values(sections).flatMap(({ properties }) => Object.keys(properties ?? {}))
  for (const key of [...words, 'vips', 'checks', 'tiers', 'require', 'down', 'warm', 'drain', 'backend', 'http', 'as', 'address']) {
    const [text = ''] = await problemsOf(`${key}: 1\n${service}`)
    for (const [, section = ''] of text.matchAll(/under (\w+)/g)) assert.ok(Object.hasOwn(sections[section]?.properties ?? {}, key), text)
  }
  assert.deepEqual(await problemsOf(`vips: [192.0.2.1]\n${service}`), ['test.yaml:1:1: vips: Expected "vips" in a service, got it here'])
})
