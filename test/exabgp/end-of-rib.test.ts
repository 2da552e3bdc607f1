// Is the end of all announcements said when all is announced, never before, and to everybody who came later?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { EndOfRib } from '../../lib/config/exabgp.ts'
import { backend, config, prefix, service } from '../engine/configs.ts'
import { Simulation, type World } from '../engine/simulation.ts'
import { exabgp, snapshot } from '../engine/worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const end = 'announce eor ipv4 unicast'
const fast = (own: Parameters<typeof service>[0] = {}) => service({ checks: [backend('http_back', { rise: 1, fall: 1 })], ...own })
const talk = (world: World, services = [fast()], endOfRib: readonly EndOfRib[] = [{ family: 'ipv4' }]) =>
  new Simulation(config(services, { exabgp: { dialect: 'auto', ack: 'auto', refreshMs: 60_000, neighbors: [], endOfRib } }), world)
const up = () => snapshot('+')

describe('the end of all announcements', () => {
  it('follows the last of them', () => {
    const vips = Array.from({ length: 60 }, (_, index) => prefix(`192.0.2.${index}/32`))
    const sim = talk({ statistics: up, exabgp: exabgp() }, [fast({ vips })]).until(1000)
    assert.deepEqual(
      sim.routeLines.map((line) => line.slice(0, 16)),
      ['announce attribu', 'announce attribu', 'announce eor ipv'],
    )
  })

  it('is not said where nobody waits for it', () => {
    const sim = talk({ statistics: up, exabgp: exabgp() }, [fast()], []).until(130_000)
    assert.ok(!sim.routeLines.includes(end))
  })

  it('waits for the verdict of every service, however late', () => {
    const services = [fast(), fast({ name: 'api', vips: [prefix('9.9.9.8/32')], checks: [backend('api_back', { rise: 1, fall: 1 })] })]
    const statistics = (at: number) => (at < 90_000 ? up() : snapshot('-', 'api_back'))
    const sim = talk({ statistics, exabgp: exabgp() }, services)
    assert.ok(!sim.until(90_000).routeLines.includes(end))
    assert.equal(sim.until(92_000).routeLines.at(-1), end)
  })

  it('is said too where nothing is announced at all', () => {
    const sim = talk({ statistics: () => snapshot('-'), exabgp: exabgp() }).until(1000)
    assert.deepEqual(sim.routeLines, [end])
  })

  it('is repeated behind the routes, when a neighbor comes up and with every refresh', () => {
    const sim = talk({ statistics: up, exabgp: exabgp() }).hears(10_000, 'neighbor 10.0.0.2 up').until(11_000)
    assert.deepEqual(sim.routeLines, [announce, end, announce, end])
    sim.until(71_000)
    assert.equal(sim.routeLines.slice(4).filter((line) => line === end).length, 1)
    assert.equal(sim.routeLines.at(-1), end)
  })

  it('waits while what is announced is refused', () => {
    const refuses = (line: string) => line === announce && refusing
    let refusing = true
    const sim = talk({ statistics: up, exabgp: exabgp({ refuses }) }).until(6000)
    assert.ok(!sim.routeLines.includes(end))
    refusing = false
    assert.deepEqual(sim.until(8000).routeLines.slice(-2), [announce, end])
  })

  it('is said to the peers and families that wait for it', () => {
    const waiting: readonly EndOfRib[] = [
      { family: 'ipv4', to: ['10.0.0.2', '10.0.0.3'] },
      { family: 'ipv6', to: ['fd00::2'] },
    ]
    const sim = talk({ statistics: up, exabgp: exabgp() }, [fast()], waiting).until(1000)
    assert.deepEqual(sim.routeLines.slice(1), [
      'neighbor 10.0.0.2, neighbor 10.0.0.3 announce eor ipv4 unicast',
      'neighbor fd00::2 announce eor ipv6 unicast',
    ])
  })

  it('alarms nobody while no session is up, and is said when one is', () => {
    const refuses = (line: string) => line === end && !established
    let established = false
    const sim = talk({ statistics: up, exabgp: exabgp({ refuses }) }).until(1000)
    assert.deepEqual(
      sim.news.filter(({ type }) => type === 'refused' || type === 'eor-refused'),
      [{ type: 'eor-refused', line: end }],
    )
    established = true
    sim.hears(1000, 'neighbor 10.0.0.2 up').until(2000)
    assert.deepEqual(sim.routeLines, [announce, end, announce, end])
    const said = sim.news.flatMap((one) => (one.type === 'sent' && one.line === end ? [one.refresh] : []))
    assert.deepEqual(said, [false, false])
  })
})
