// Is a neighbor spoken to in the letters that ExaBGP has, whatever ours are?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseAddress } from '../../lib/bgp/address.ts'
import { formatProblem } from '../../lib/config/problems/problem.ts'
import { readConfig } from '../../lib/config/read.ts'
import { canonical } from '../../lib/exabgp/spelling.ts'
import { Simulation, type World } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'

const yaml = (neighbor: string) =>
  [
    `bgp: {neighbors: ["${neighbor}"]}`,
    'defaults: {rise: 1, fall: 1}',
    'services: {web: {vips: [9.9.9.9/32], checks: [{backend: http_back}]}}',
  ].join('\n')

const talk = async (neighbor: string, world: World) => {
  const read = await readConfig({ file: { name: 'test.yaml', text: yaml(neighbor) }, flags: {} })
  assert.ok(read.ok)
  return new Simulation(read.config, { statistics: () => snapshot('+'), ...world })
}

const sessions = [
  'Neighbor FD00:0::2',
  '   local                       fd00::1',
  '   state                    ESTABLISHED',
  '   AS                             65010           65515',
  '   ipv4 unicast:                enabled         enabled        disabled',
  '   total:                             4               2',
]

describe('a neighbor that ExaBGP has as FD00:0::2', () => {
  it('is spoken to as that where its sessions, or what it announces, say so', async () => {
    const sim = (await talk('fd00::2', { exabgp: exabgp({ sessions }) })).until(2000)
    assert.deepEqual(sim.routeLines, ['neighbor FD00:0::2 announce route 9.9.9.9/32 next-hop self'])
    const listing = 'neighbor FD00:0::2 ipv4 unicast 9.9.9.9/32 next-hop self'
    const left = (line: string) => (line === 'show adj-rib out' ? [listing, 'done'] : exabgp()(line))
    const dead = (await talk('fd00::2', { exabgp: left, statistics: () => snapshot('-') })).until(2000)
    assert.deepEqual(dead.routeLines, ['neighbor FD00:0::2 withdraw route 9.9.9.9/32'])
  })

  it('is spoken to as our configuration has it where ExaBGP says nothing, and taken for the same', async () => {
    const sim = (await talk('FD00:0::2', { exabgp: () => [] })).until(5000)
    assert.deepEqual(sim.routeLines, ['neighbor FD00:0::2 announce route 9.9.9.9/32 next-hop self'])
    sim.hears(6000, 'neighbor fd00::2 up').until(7000)
    assert.equal(sim.routeLines.at(-1), 'neighbor fd00::2 announce route 9.9.9.9/32 next-hop self')
  })

  it('is remarked on by check', async () => {
    const read = await readConfig({ file: { name: 'test.yaml', text: yaml('FD00:0::2') }, flags: {} })
    assert.ok(read.ok)
    assert.deepEqual(read.warnings.map(formatProblem), [
      'test.yaml:1:19: bgp.neighbors[0]: warning: Expected fd00::2, unless exabgp.conf has the same letters, which ExaBGP compares, got "FD00:0::2"',
    ])
    assert.deepEqual(read.config.exabgp.neighbors, ['fd00::2'])
  })
})

it('the canonical text of an address is that of the configuration, whatever ExaBGP writes', () => {
  const group = fc.constantFrom('0', '0', '00', '1', '01', 'fd00', 'FD00')
  fc.assert(
    fc.property(
      fc.array(group, { minLength: 8, maxLength: 8 }),
      fc.integer({ min: 0, max: 7 }),
      fc.integer({ min: 1, max: 3 }),
      (groups, at, count) => {
        const short = groups.slice(at, at + count).every((one) => Number(one) === 0)
        const written = short ? `${groups.slice(0, at).join(':')}::${groups.slice(at + count).join(':')}` : groups.join(':')
        const address = parseAddress(written)
        if (address.ok) assert.equal(canonical(written), address.value.text)
      },
    ),
  )
})
