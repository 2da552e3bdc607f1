// Is it the meaning of a configuration that is compared, and not how it is written?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inForce, meaningOf } from '../../lib/config/meaning.ts'
import { readConfig } from '../../lib/config/read.ts'

const meant = async (text: string) => {
  const read = await readConfig({ file: { name: 'config.yaml', text }, flags: {} })
  assert.ok(read.ok, JSON.stringify(read))
  return read.config
}

const short = `
services:
  web: {vips: [9.9.9.9, 2001:db8::9], checks: [backend: a, http: "http://127.0.0.1/"]}
  dns: {vips: 9.9.9.53/32, checks: [backend: b]}
`

const long = `
# The same, at length.
exabgp: {refresh: 1m, dialect: auto}
defaults: {interval: 1000ms, rise: 3}
services:
  dns:
    vips: [9.9.9.53/32]   # one
    checks:
      - backend: b
    unknown: hold
    down: withdraw
  web:
    vips: ["2001:db8::9/128", 9.9.9.9/32]
    require: all
    checks:
      - {http: "http://127.0.0.1/", timeout: 1s}
      - {backend: a}
`

test('comments, order, units and defaults that are written out make no difference', async () => {
  assert.equal(meaningOf(await meant(long)), meaningOf(await meant(short)))
})

test('any value makes one', async () => {
  assert.notEqual(meaningOf(await meant(long.replace('rise: 3', 'rise: 2'))), meaningOf(await meant(short)))
  assert.notEqual(meaningOf(await meant(long.replace('9.9.9.53/32', '9.9.9.54/32'))), meaningOf(await meant(short)))
})

test('what is in force keeps each part that is the same, and the keys that count at the start', async () => {
  const running = await meant(short)
  assert.equal(inForce(await meant(short), running), running)
  const next = inForce(
    await meant(`exabgp: {dialect: "5.0", refresh: 2m}\nhaproxy: {stats: /other}\n${short.replace('9.9.9.53', '9.9.9.54')}`),
    running,
  )
  assert.equal(next.services[0], running.services[0])
  assert.notEqual(next.services[1], running.services[1])
  assert.equal(next.services[1]?.checks, running.services[1]?.checks)
  assert.deepEqual([next.exabgp.dialect, next.exabgp.refreshMs, next.haproxy.stats], ['auto', 120_000, { kind: 'unix', path: '/other' }])
})
