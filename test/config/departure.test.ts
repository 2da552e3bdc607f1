// Are hold, warm and drain read as they are meant?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblem } from '../../lib/config/problems/problem.ts'
import { readConfig } from '../../lib/config/read.ts'

const read = (lines: string) =>
  readConfig({
    file: {
      name: 'x.yaml',
      text: `bgp: {local-as: 65010}\nservices:\n  web:\n    vips: [192.0.2.1]\n    checks: [{backend: b}]\n${lines}`,
    },
    flags: {},
  })

const problemsOf = async (lines: string): Promise<readonly string[]> => {
  const result = await read(lines)
  return result.ok ? [] : result.problems.map(formatProblem)
}

test('hold, warm and drain are part of a service', async () => {
  const result = await read(
    '    hold: 30s\n    warm: {for: 1m, prepend: 3}\n    drain: {for: 30s, until: idle, prepend: 4, community: [graceful-shutdown]}\n',
  )
  assert.ok(result.ok)
  const [service] = result.config.services
  assert.equal(service?.holdMs, 30_000)
  assert.deepEqual(service?.warm, { forMs: 60_000, attributes: { prepend: 3 } })
  assert.deepEqual(service?.drain, { forMs: 30_000, sessions: 0, attributes: { prepend: 4, communities: ['65535:0'] } })
})

test('a drain waits for a number of sessions as well', async () => {
  const result = await read('    drain: {for: 5m, sessions: 10}\n')
  assert.ok(result.ok)
  assert.deepEqual(result.config.services[0]?.drain, { forMs: 300_000, sessions: 10, attributes: {} })
})

test('what contradicts itself is said', async () => {
  assert.deepEqual(await problemsOf('    drain: {for: 5m, until: idle, sessions: 10}\n    warm: {prepend: 2}\n'), [
    'x.yaml:6:45: services.web.drain.sessions: Expected either until or sessions, got both',
    'x.yaml:7:11: services.web.warm: Expected the key "for"',
  ])
  assert.deepEqual(await problemsOf('    drain: {for: 5s, path-information: 7}\n'), [
    'x.yaml:6:40: services.web.drain.path-information: Expected no path-information here, which would make it another route',
  ])
})
