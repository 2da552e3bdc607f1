// Who is told that all has been announced, by the configuration?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EndOfRib } from '../../../lib/config/exabgp.ts'
import { formatProblem } from '../../../lib/config/problems/problem.ts'
import { readConfig } from '../../../lib/config/read.ts'

const endOfRib = async (text: string, neighbors = ''): Promise<readonly EndOfRib[]> => {
  const services = 'services: {web: {vips: [9.9.9.9, "2001:db8::9"], checks: [{backend: b}]}}'
  const file = { name: 'test', text: `bgp: {local-as: 65010, ${neighbors}}\n${services}\n${text}` }
  const read = await readConfig({ file, flags: {} })
  assert.ok(read.ok, read.ok ? '' : read.problems.map(formatProblem).join('\n'))
  return read.config.exabgp.endOfRib
}

const sessions =
  'sessions: {as: 65515, peers: [{address: 10.0.0.2, graceful-restart: 60}, {address: "fd00::2", graceful-restart: 60}, 10.0.0.3]}'

test('nobody, where nobody was promised a graceful restart', async () => {
  assert.deepEqual(await endOfRib(''), [])
  assert.deepEqual(await endOfRib('sessions: {as: 65515, peers: [10.0.0.2]}'), [])
})

test('those peers that were promised one, each in its families', async () => {
  assert.deepEqual(await endOfRib(sessions), [
    { family: 'ipv4', to: ['10.0.0.2'] },
    { family: 'ipv6', to: ['fd00::2'] },
  ])
})

test('none of them to whom this process does not speak', async () => {
  assert.deepEqual(await endOfRib(sessions, 'neighbors: [10.0.0.2]'), [{ family: 'ipv4', to: ['10.0.0.2'] }])
})

test('nobody, or everybody, where it is said so', async () => {
  assert.deepEqual(await endOfRib(`exabgp: {end-of-rib: off}\n${sessions}`), [])
  assert.deepEqual(await endOfRib('exabgp: {end-of-rib: on}'), [{ family: 'ipv4' }, { family: 'ipv6' }])
})
