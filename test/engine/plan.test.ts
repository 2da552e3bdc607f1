// Does a plan say what a reload would send now, and refuse what takes back too much?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Config } from '../../lib/config/config.ts'
import { planLines } from '../../lib/log/plan.ts'
import { reads } from '../../lib/values/time.ts'
import { plan } from './plan.ts'
import { configOf } from './random-configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, snapshots } from './worlds.ts'

const marks = [['b1', '++--'], ['b2', '++++'], ['b3', '----']] as const // biome-ignore format: one line

const web = { vips: ['9.9.9.9/32'], checks: [{ backend: 'b1' }], tiers: [{ capacity: '75%' }, { capacity: '25%', prepend: 2 }] }
const dns = { vips: ['9.9.9.53/32'], checks: [{ backend: 'b2' }] }
const api = { vips: ['9.9.9.80/32'], checks: [{ http: 'http://127.0.0.1/', timeout: '1s' }, { backend: 'b2' }], require: 'any' }
const base = { bgp: { 'local-as': 65010 }, services: { web, dns, api } }

const running = async (tree: Parameters<typeof configOf>[0] = base): Promise<Simulation> =>
  new Simulation(await configOf(tree), { statistics: () => snapshots(marks), exabgp: exabgp() }).until(10_000)

const planned = async (sim: Simulation, tree: Parameters<typeof configOf>[0]) => plan(sim.state, await configOf(tree), reads(10_000))

describe('a plan', () => {
  it('says what changes, and what is sent for it now', async () => {
    const next = {
      bgp: { 'local-as': 65010 },
      exabgp: { dialect: '5.0' },
      services: {
        web: { ...web, vips: ['9.9.9.9/32', '9.9.9.10/32'], tiers: [{ capacity: '75%' }, { capacity: '25%', prepend: 3 }] },
        api: { ...api, checks: [{ http: 'http://127.0.0.1/', timeout: '2s' }, { backend: 'b2' }] },
      },
    }
    assert.deepEqual(planLines(await planned(await running(), next)), [
      '*    exabgp dialect auto -> 5.0                     with the next start',
      'web  + VIP 9.9.9.10/32                              announce 9.9.9.10/32',
      'web  tier 2 prepend 2 -> 3                          announce 9.9.9.9/32 again (it is on tier 2)',
      'api  check http http://127.0.0.1/ timeout 1s -> 2s  nothing is sent',
      'dns  - service                                      withdraw 9.9.9.53/32',
      '2 announcements, 1 withdrawal, 0 services unchanged; needs a restart: exabgp.dialect',
    ])
  })

  it('keeps what a service announces whose check asks something else, until that has settled', async () => {
    const sim = await running()
    const next = { ...base, services: { ...base.services, web: { ...web, checks: [{ backend: 'b3' }] } } }
    const { rows, withdraw, announce, refusal } = await planned(sim, next)
    assert.deepEqual([withdraw, announce, refusal], [[], [], undefined])
    assert.deepEqual(rows.map(({ deed }) => deed), Array(2).fill('nothing is sent until its checks have settled')) // biome-ignore format: one line
    const sent = sim.inject(10_000, { type: 'configured', config: await configOf(next) }).until(10_001).routeLines.length
    sim.until(20_000)
    assert.deepEqual(sim.routeLines.slice(sent), ['withdraw route 9.9.9.9/32'])
  })

  it('never withdraws a VIP that moves between services, and announces no new one before its service is judged', async () => {
    const sim = await running()
    const before = sim.routeLines.length
    const next = {
      bgp: base.bgp,
      services: { dns, api, shop: { vips: ['9.9.9.9/32', '9.9.9.11/32'], checks: [{ backend: 'b2' }] } },
    }
    assert.deepEqual((await planned(sim, next)).withdraw, [])
    sim.inject(10_000, { type: 'configured', config: await configOf(next) }).until(15_000)
    const lines = sim.routeLines.slice(before)
    assert.deepEqual(lines, ['announce attributes next-hop self nlri 9.9.9.9/32 9.9.9.11/32'])
  })

  it('wants to be forced where it withdraws all, or more than reload.withdraw says', async () => {
    const of = async (names: readonly string[], own: object = {}) => {
      const sim = await running({ ...base, ...own })
      const left = Object.entries(base.services).filter(([name]) => names.includes(name))
      return (
        await planned(sim, {
          bgp: base.bgp,
          services: left.length === 0 ? { other: { ...dns, vips: ['9.9.9.99/32'] } } : Object.fromEntries(left),
        })
      ).refusal
    }
    assert.equal(await of(['web', 'dns']), undefined)
    assert.equal(await of(['web']), 'it would withdraw 2 of 3 of what is announced, more than 50% (reload.withdraw)')
    assert.equal(await of(['web'], { reload: { withdraw: '70%' } }), undefined)
    assert.equal(await of([], { reload: { withdraw: '100%' } }), 'it would withdraw all of what is announced')
    const permitted = await running()
    const refusing = { ...(await configOf(base)), permit: [] as Config['permit'] }
    assert.equal(plan(permitted.state, refusing, reads(10_000)).refusal, undefined)
  })

  it('of the same says nothing, and the reload does nothing', async () => {
    const sim = await running()
    const written = { ...base, defaults: { interval: '1000ms' }, services: { api, web, dns } }
    const { rows, announce, withdraw } = await planned(sim, written)
    assert.deepEqual([rows, announce, withdraw], [[], [], []])
    const [lines, services] = [sim.written.length, sim.state.services.map(({ verdict }) => verdict)]
    sim.inject(10_000, { type: 'configured', config: sim.state.config })
    const before = sim.state
    assert.equal(sim.until(10_000).state.config, before.config)
    assert.deepEqual([sim.written.length, sim.state.services.map(({ verdict }) => verdict)], [lines, services])
    assert.deepEqual(sim.news.filter(({ type }) => type === 'configured'), []) // biome-ignore format: one line
  })
})
