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

for (const section of ['haproxy', 'bgp', 'sessions', 'exabgp', 'defaults'])
  test(`a key of ${section} at the top is led there, or to a key of the top that looks like it`, async () => {
    const ways = await Promise.all(
      Object.keys(sections[section]?.properties ?? {})
        .filter((key) => !(key in sections))
        .map(async (key) => [key, await problemsOf(`${key}: 1\n${service}`)] as const),
    )
    const led = ways.filter(([key, [text]]) => text?.startsWith(`test.yaml:1:1: ${key}: Expected "${key}" under ${section}`))
    assert.ok(led.length >= 3, `${led}`)
    for (const [key, [text, ...more]] of led) {
      assert.match(text ?? '', / got it here$/, key)
      assert.deepEqual(more, [])
    }
  })

test('no key is led to where it may not stand', async () => {
  const words = Object.values(sections).flatMap(({ properties }) => Object.keys(properties ?? {}))
  for (const key of [...words, 'vips', 'checks', 'tiers', 'require', 'down', 'warm', 'drain', 'backend', 'http', 'as', 'address']) {
    const [text = ''] = await problemsOf(`${key}: 1\n${service}`)
    const [, section] = /Expected "\S+" under (\w+)/.exec(text) ?? []
    if (section !== undefined) assert.ok(Object.hasOwn(sections[section]?.properties ?? {}, key), text)
  }
  assert.deepEqual(await problemsOf(`vips: [192.0.2.1]\n${service}`), [
    'test.yaml:1:1: vips: Expected "vips" in a service, as services.NAME has it, got it here',
  ])
})
