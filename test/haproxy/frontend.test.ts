// Is a frontend judged by whether it accepts connections?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frontendEvidence } from '../../lib/haproxy/frontend.ts'
import { failing, passing, unknown } from '../../lib/health/evidence.ts'
import { backend, capturedSnapshot, frontend, snapshotOf } from './tables.ts'

test('an open frontend passes, one that is paused or stopped fails', () => {
  const snapshot = capturedSnapshot()
  assert.deepEqual(frontendEvidence('open_front', snapshot), { ...passing('OPEN'), sessions: 0, sessionsTotal: 0 })
  assert.deepEqual(frontendEvidence('both', snapshot), { ...passing('OPEN'), sessions: 0, sessionsTotal: 0 })
  assert.deepEqual(frontendEvidence('paused_front', snapshot), { ...failing('PAUSED'), sessions: 0, sessionsTotal: 0 })
  assert.deepEqual(frontendEvidence('stopped_front', snapshot), { ...failing('STOP'), sessions: 0, sessionsTotal: 0 })
})

test('a frontend that is allowed no connection fails, although it reads OPEN', () => {
  const snapshot = snapshotOf([
    { ...frontend('shut', 'OPEN'), slim: 0 },
    { ...frontend('small', 'OPEN'), slim: 10 },
  ])
  assert.deepEqual(frontendEvidence('shut', snapshot), { ...failing('MAXCONN 0'), sessions: 0 })
  assert.deepEqual(frontendEvidence('small', snapshot), { ...passing('OPEN'), sessions: 0 })
})

test('a frontend that is absent, is only a backend, or has a status of its own is unknown', () => {
  const snapshot = snapshotOf([backend('b'), frontend('odd', 'FULL')])
  assert.deepEqual(frontendEvidence('gone', snapshot), unknown('HAProxy has no frontend gone'))
  assert.deepEqual(frontendEvidence('b', snapshot), unknown('HAProxy has no frontend b'))
  assert.deepEqual(frontendEvidence('odd', snapshot), unknown('frontend odd has a status that is not known: FULL'))
})
