// Is what doctor found said so that what counts is not lost?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding } from '../../lib/doctor/check.ts'
import { reportLines } from '../../lib/doctor/report.ts'

const result = (id: string, ...findings: readonly Finding[]) => ({
  check: { id, area: 'exabgp', needed: `what ${id} needs`, judge: async () => findings } as const,
  findings,
})

const unknown = (seen: string): Finding => ({ level: 'unknown', seen })

test('what keeps many checks from looking is said once, with their names', () => {
  const lines = reportLines([
    result('encoder', unknown('exabgp.conf cannot be read (ENOENT)')),
    result('exabgp-conf', { level: 'fail', seen: 'it is missing', mend: 'make it' }),
    result('unit', unknown('systemctl: no answer')),
    result('run-lines', unknown('exabgp.conf cannot be read (ENOENT)')),
    result('unit-running', { level: 'skipped', seen: 'ExaBGP does not run yet' }),
    result('api-ack'),
    result('old-orders', { level: 'skipped', seen: 'ExaBGP does not run yet' }),
  ])
  assert.deepEqual(lines, [
    'unknown  exabgp.conf cannot be read (ENOENT); not looked at: encoder, run-lines',
    'fail     exabgp exabgp-conf: it is missing',
    '         needed: what exabgp-conf needs',
    '         type: make it',
    'unknown  systemctl: no answer; not looked at: unit',
    'skipped  ExaBGP does not run yet; not looked at: unit-running, old-orders',
    'ok       exabgp api-ack',
  ])
})
