// Does an answer about sessions that says the same again lead to nothing?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Session } from '../../lib/bgp/session.ts'
import { asked, learn, nothingKnown, type Sessions, settle } from '../../lib/exabgp/sessions.ts'
import { asn } from '../engine/configs.ts'

const session = (own: Partial<Session> = {}): Session => ({
  ...{ address: '10.0.0.2', state: 'up', localAs: asn(65010), peerAs: asn(65515), families: new Map([['ipv4', true]]) },
  ...own,
})

const after = (sessions: Sessions, at: number, ...heard: readonly Session[]): Sessions =>
  settle(learn(asked(sessions, undefined, at), heard, at), 'all')

const first = after(nothingKnown, 1000, session())

test('what was said before stays the very same', () => {
  assert.equal(after(first, 61_000, session()).settled, first.settled)
})

test('whatever differs is another answer', () => {
  const others: readonly Session[][] = [
    [],
    [session({ state: 'down' })],
    [session({ peerAs: asn(65516) })],
    [session({ localAs: undefined })],
    [session({ families: new Map([['ipv4', false]]) })],
    [session({ families: new Map([['ipv6', true]]) })],
    [session({ address: '10.0.0.3' })],
    [session({ localAddress: '10.0.0.1' })],
    [session(), session({ address: '10.0.0.3' })],
  ]
  for (const heard of others) assert.notEqual(after(first, 61_000, ...heard).settled, first.settled, JSON.stringify(heard))
})
