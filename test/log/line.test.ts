// Do the fields of a log line say to a machine what its sentence says to a person?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failing, passing } from '../../lib/health/evidence.ts'
import { logLine } from '../../lib/log/line.ts'

const evidenceOf = (evidence: ReturnType<typeof passing>): unknown =>
  logLine({ type: 'evidence', service: 'web', check: 'command true', before: undefined, evidence }).fields.evidence

test('a boolean check that passes claims no number of servers', () => {
  assert.deepEqual(evidenceOf(passing('exit 0')), { kind: 'measured', measure: { capacity: 1 }, reason: 'exit 0' })
})

test('what was measured is told in both of its forms', () => {
  const half = { kind: 'measured', measure: { capacity: 0.5, servers: 1 }, reason: '1 of 2 servers, 50%' } as const
  assert.deepEqual(evidenceOf(half), half)
  assert.deepEqual(evidenceOf(failing('exit 1')), { kind: 'measured', measure: { capacity: 0, servers: 0 }, reason: 'exit 1' })
})
