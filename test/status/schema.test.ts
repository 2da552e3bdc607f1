// Do snapshots hold what the schema says that ships with the package, and nothing else?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Ajv, type ValidateFunction } from 'ajv'
import * as v from 'valibot'
import { statusJsonSchema } from '../../lib/status/json-schema.ts'
import { snapshotSchema } from '../../lib/status/schema/snapshot.ts'
import type { Snapshot } from '../../lib/status/snapshot.ts'
import { parseJson } from '../../lib/values/json.ts'
import { reads } from '../../lib/values/time.ts'
import { restless } from '../engine/restless.ts'
import { facts } from './facts.ts'
import { snapshot } from './snapshot-of.ts'

/** Of 25 minutes in which everything happens by chance, one at the start and one every other second, as programs read them. */
const snapshots = (): readonly unknown[] => {
  const { sim, live } = restless(7)
  const taken: unknown[] = [parseJson(JSON.stringify(snapshot(sim.state, facts, reads(0))))]
  for (let at = 100; at < 1_500_000; at += 1777) {
    live(at)
    sim.forget()
    taken.push(parseJson(JSON.stringify(snapshot(sim.state, facts, reads(at)))))
  }
  return taken
}

/** Refuses what it does not name. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return 'properties' in inner && inner.type === 'object' ? { ...inner, additionalProperties: false } : inner
}

type Plain<Of> = Of extends readonly (infer One)[] ? Plain<One>[] : Of extends object ? { -readonly [Key in keyof Of]: Plain<Of[Key]> } : Of

/** The type checker refuses it where the schema knows fewer words than a snapshot has. */
const asRead = (one: Plain<Snapshot>): v.InferOutput<typeof snapshotSchema> => one

describe('the schema of snapshots', () => {
  const all = snapshots()
  const validate: ValidateFunction = new Ajv({ strict: true, allowUnionTypes: true }).compile(closed(statusJsonSchema()) as object)

  it('holds for real ones, down to the last field', () => {
    for (const one of all) assert.ok(validate(one), JSON.stringify([validate.errors, one]))
  })

  it('is what the client reads them by', () => {
    for (const one of all) assert.ok(v.is(snapshotSchema, one), JSON.stringify(one))
  })

  it('has met every state and everything that can withhold a change', () => {
    const services = all.flatMap((one) => (one as Snapshot).services)
    const states = new Set(services.map(({ state }) => state))
    const reasons = new Set(services.flatMap(({ waiting }) => waiting.map((one) => one.for)))
    for (const state of ['pending', 'announced', 'degraded', 'warm', 'maintenance', 'down'] as const)
      assert.ok(states.has(state), `${state}: ${[...states]}`)
    for (const reason of ['rise', 'fall', 'hold', 'damping', 'warm', 'warmup', 'first-result'] as const)
      assert.ok(reasons.has(reason), `${reason}: ${[...reasons]}`)
  })

  it('refuses another version, a service without a state, and a field that nobody knows', () => {
    const [first] = all as readonly Plain<Snapshot>[]
    assert.ok(first !== undefined)
    const one = asRead(first)
    const [service] = one.services
    for (const wrong of [
      { ...one, version: 2 },
      { ...one, services: [{ ...service, state: 'fine' }] },
      { ...one, mood: 'good' },
    ])
      assert.equal(validate(wrong), false)
  })
})
