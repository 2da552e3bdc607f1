// Do several checks speak with one voice?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { combine } from '../../lib/health/combine.ts'
import { everything, nothing } from '../../lib/health/evidence.ts'

const half = { capacity: 0.5, servers: 2 }
const most = { capacity: 0.75, servers: 1 }

describe('several checks', () => {
  it('count as the lowest of each form when all are required', () => {
    assert.deepEqual(combine([half, most, everything], 'all'), { capacity: 0.5, servers: 1 })
  })

  it('count as the highest of each form when any is enough', () => {
    assert.deepEqual(combine([half, most, nothing], 'any'), { capacity: 0.75, servers: 2 })
  })

  it('are pending while one that has not settled could still change the outcome', () => {
    assert.equal(combine([half, undefined], 'all'), undefined)
    assert.equal(combine([half, undefined], 'any'), undefined)
    assert.equal(combine([everything, undefined], 'all'), undefined)
    assert.equal(combine([nothing, undefined], 'any'), undefined)
  })

  it('are decided by one that nothing can outweigh', () => {
    assert.deepEqual(combine([nothing, undefined], 'all'), nothing)
    assert.deepEqual(combine([everything, undefined], 'any'), everything)
  })
})
