// Who is damped, and by which figures?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../../../lib/config/read.ts'

const dampingOf = async (outer: string, own: string) => {
  const text = `bgp: {${outer}}\nservices: {web: {vips: [192.0.2.1], checks: [{backend: b}]${own}}}`
  const read = await readConfig({ file: { name: 'test', text }, flags: {} })
  assert.ok(read.ok, JSON.stringify(read))
  return read.config.services[0]?.damping
}

const usual = { halfLifeMs: 900_000, suppress: 2000, reuse: 750, longestMs: 3_600_000 }

for (const [title, outer, own, expected] of [
  ['nobody is damped unless it is asked for', '', '', undefined],
  ['bgp speaks for every service', 'damping: on', '', usual],
  ['a service is damped alone', '', ', damping: on', usual],
  ['a service may do without', 'damping: {suppress: 6000}', ', damping: off', undefined],
  ['a service may do it although bgp says off', 'damping: off', ', damping: on', usual],
  ['figures add up', 'damping: {suppress: 6000, reuse: 900}', ', damping: {reuse: 800}', { ...usual, suppress: 6000, reuse: 800 }],
  ['on keeps the figures of bgp', 'damping: {suppress: 6000}', ', damping: on', { ...usual, suppress: 6000 }],
] as const) {
  test(title, async () => assert.deepEqual(await dampingOf(outer, own), expected))
}

test('the flag takes a word or figures', async () => {
  const flag = async (value: string) => {
    const flags = { vip: ['192.0.2.1'], backend: ['b'], damping: [value] }
    const given = Object.fromEntries(Object.entries(flags).map(([name, values]) => [name, { label: `--${name}`, values }]))
    const read = await readConfig({ flags: given })
    return read.ok ? read.config.services[0]?.damping : read.problems.map(({ text }) => text)
  }
  assert.deepEqual(await flag('on'), usual)
  assert.deepEqual(await flag('half-life=10m suppress=6000'), { ...usual, halfLifeMs: 600_000, suppress: 6000 })
  assert.deepEqual(await flag('maybe'), ['Expected one of on, off, got "maybe"'])
})
