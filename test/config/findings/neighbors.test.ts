// Who gets which attributes, and what is remarked on?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatProblem } from '../../../lib/config/problems/problem.ts'
import { readConfig } from '../../../lib/config/read.ts'

const read = async (head: string, ...service: readonly string[]) => {
  const lines = [
    head,
    'services:',
    '  web:',
    '    vips: [192.0.2.1]',
    '    checks: [{backend: b}]',
    ...service.map((line) => `    ${line}`),
  ]
  const result = await readConfig({ file: { name: 'test.yaml', text: lines.join('\n') }, flags: {} })
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return { audiences: result.config.services[0]?.audiences, warnings: result.warnings.map(formatProblem) }
}

const three = 'bgp: {neighbors: [10.0.0.4, 10.0.0.5, 10.0.0.6], local-as: 65010}'

test('without attributes for one neighbor nobody is named', async () => {
  assert.deepEqual((await read(three)).audiences, [{ attributes: {} }])
})

test('neighbors with equal attributes are spoken to together, and every neighbor once', async () => {
  const own = ['neighbors:', '  10.0.0.5: {prepend: 1}', '  10.0.0.4: {}']
  assert.deepEqual((await read(three, ...own)).audiences, [
    { to: ['10.0.0.4', '10.0.0.6'], attributes: {} },
    { to: ['10.0.0.5'], attributes: { prepend: 1 } },
  ])
  const all = 'neighbors: {10.0.0.4: {med: 5}, 10.0.0.5: {med: 5}, 10.0.0.6: {med: 5}}'
  assert.deepEqual((await read(three, all)).audiences, [{ to: ['10.0.0.4', '10.0.0.5', '10.0.0.6'], attributes: { med: 5 } }])
})

test('where bgp names no neighbors, the peers of the sessions are all of them; addresses may be written in any form', async () => {
  const head = 'bgp: {local-as: 65010}\nsessions: {as: 65515, peers: [10.0.0.4, {address: "2001:db8:0::5"}]}'
  assert.deepEqual(await read(head, 'neighbors: {"2001:DB8::0005": {med: 50}}'), {
    audiences: [
      { to: ['10.0.0.4'], attributes: {} },
      { to: ['2001:db8::5'], attributes: { med: 50 } },
    ],
    warnings: [],
  })
})

test('a neighbor that only a service names is spoken to as well, which is remarked on', async () => {
  const own = 'neighbors: {10.0.0.5: {med: 5}}'
  assert.deepEqual(await read('bgp: {neighbors: [10.0.0.4]}', own), {
    audiences: [
      { to: ['10.0.0.4'], attributes: {} },
      { to: ['10.0.0.5'], attributes: { med: 5 } },
    ],
    warnings: [
      'test.yaml:6:17: services.web.neighbors["10.0.0.5"]: warning: Expected one of bgp.neighbors (10.0.0.4), to which it is added, got "10.0.0.5"',
    ],
  })
})

test('a neighbor for which the tiers would all look alike is remarked on, and no other', async () => {
  const tiers = 'tiers: [{capacity: 50%, community: 65010:1}, {capacity: 1%, community: 65010:1, as-path: 65010 65010}]'
  const own = 'neighbors: {10.0.0.4: {prepend: 1}, 10.0.0.5: {med: 10, community: 65010:2}}'
  assert.deepEqual((await read(three, tiers, own)).warnings, [
    'test.yaml:7:28: services.web.neighbors["10.0.0.4"].prepend: warning: Expected no prepend where the tiers differ by it, as this neighbor would get the same on all of them',
  ])
  assert.deepEqual((await read(three, 'tiers: [{capacity: 1%, prepend: 2}]', own)).warnings, [])
})

test('a neighbor without a session, and a session without a neighbor, are remarked on where the sessions are written', async () => {
  const head = 'bgp: {local-as: 65010, neighbors: [10.0.0.4, 10.0.0.5]}\nsessions: {as: 65515, peers: [10.0.0.4, 10.0.0.6]}'
  assert.deepEqual((await read(head)).warnings, [
    'test.yaml:1:46: bgp.neighbors[1]: warning: Expected one of sessions.peers (10.0.0.4, 10.0.0.6), got "10.0.0.5"',
    'test.yaml:2:41: sessions.peers[1]: warning: Expected one of bgp.neighbors (10.0.0.4, 10.0.0.5), as others get no route, got 10.0.0.6',
  ])
  assert.deepEqual((await read(head.replace('10.0.0.5', '10.0.0.6'))).warnings, [])
})
