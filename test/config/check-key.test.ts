// Is a check known again wherever it stands, and never taken for another?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keyed } from '../../lib/config/check-key.ts'
import type { Check } from '../../lib/config/schema/checks/kinds.ts'
import { backend, cadence, command } from '../engine/configs.ts'

const http = (host: string): Check => ({
  ...{ ...cadence, kind: 'http', url: 'http://192.0.2.1/health', headers: { host }, tls: { insecure: false } },
  expect: { status: [{ from: 200, to: 299 }], headers: {} },
})

const keysOf = (...checks: readonly Check[]): readonly string[] => keyed(checks).map(([key]) => key)

describe('the key of a check', () => {
  it('is the same at another place, and with another pace', () => {
    const [first] = keysOf(backend('web'), command())
    assert.equal(keysOf(command(), backend('web', { intervalMs: 9000, timeoutMs: 1, rise: 7, fall: 9 }))[1], first)
  })

  it('differs for what is asked otherwise under the same name', () => {
    assert.equal(new Set(keysOf(http('a.example'), http('b.example'))).size, 2)
  })

  it('differs for one that asks the same a second time', () => {
    assert.equal(new Set(keysOf(backend('web'), backend('web'), backend('web'))).size, 3)
  })

  it('begins with the name that people know', () => {
    assert.match(keysOf(backend('web'))[0] ?? '', /^backend web [0-9a-f]{8}$/)
  })
})
