// Events in, lines out: does the core say the right thing at the right time?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failing, passing, unknown } from '../../lib/health/evidence.ts'
import { backend, command, config, prefix, service, tier } from './configs.ts'
import { Simulation } from './simulation.ts'
import { exabgp, fault, snapshot } from './worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const withdraw = 'withdraw route 9.9.9.9/32'

describe('a service with one backend', () => {
  it('is announced after rise results and withdrawn after fall results, each at the fast interval', () => {
    const sim = new Simulation(config(), { statistics: (at) => snapshot(at < 5000 ? '++' : '--'), exabgp: exabgp() }).until(10_000)
    assert.deepEqual(sim.sent, [
      { at: 0, line: 'system version' },
      { at: 1, line: 'system version' },
      { at: 2, line: 'show adj-rib out' },
      { at: 3, line: 'show neighbor extensive' },
      { at: 401, line: announce },
      { at: 5801, line: withdraw },
    ])
  })

  it('is asked at the interval while nothing changes', () => {
    const asked: number[] = []
    new Simulation(config(), {
      statistics: (at) => {
        asked.push(at)
        return snapshot('+')
      },
      exabgp: exabgp(),
    }).until(4000)
    assert.deepEqual(asked, [0, 200, 400, 1400, 2400, 3400])
  })

  it('is announced on the first good result with rise 1', () => {
    const sim = new Simulation(config([service({ checks: [backend('http_back', { rise: 1 })] })]), {
      statistics: () => snapshot('+'),
      exabgp: exabgp(),
    })
    assert.deepEqual(sim.until(10).routeLines, [announce])
  })

  it('is never announced when it was never up, and nothing is withdrawn blindly', () => {
    const sim = new Simulation(config(), { statistics: () => snapshot('-'), exabgp: exabgp() })
    assert.deepEqual(sim.until(130_000).routeLines, [])
  })

  it('survives two bad results out of fall 3', () => {
    const sim = new Simulation(config(), { statistics: (at) => snapshot(at >= 5000 && at < 5700 ? '-' : '+'), exabgp: exabgp() })
    assert.deepEqual(sim.until(20_000).routeLines, [announce])
  })

  it('changes its attributes by announcing again', () => {
    const ladder = service({ tiers: [tier(0.75), tier(0.01, { prepend: 2 })] })
    const sim = new Simulation(config([ladder]), {
      statistics: (at) => snapshot(at < 3000 ? '++' : at < 8000 ? '+-' : '++'),
      exabgp: exabgp(),
    })
    assert.deepEqual(sim.until(12_000).routeLines, [announce, `${announce} as-path [ 65010 65010 65010 ]`, announce])
  })

  it('stays announced with its down attributes as a last resort', () => {
    const sim = new Simulation(config([service({ down: { med: 1000 } })]), {
      statistics: (at) => snapshot(at < 3000 ? '+' : '-'),
      exabgp: exabgp(),
    })
    assert.deepEqual(sim.until(12_000).routeLines, [announce, `${announce} med 1000`])
  })
})

describe('a snapshot', () => {
  it('that HAProxy refuses takes the route back', () => {
    const sim = new Simulation(config(), { statistics: (at) => (at < 5000 ? snapshot('+') : fault('refused')), exabgp: exabgp() })
    assert.deepEqual(sim.until(8000).routeLines, [announce, withdraw])
  })

  it('that cannot be read never moves a route, however long', () => {
    const sim = new Simulation(config(), { statistics: (at) => (at < 5000 ? snapshot('+') : fault('unreadable')), exabgp: exabgp() })
    assert.deepEqual(sim.until(50_000).routeLines, [announce])
    assert.equal(sim.news.filter((one) => one.type === 'evidence' && one.evidence.kind === 'unknown').length, 1)
  })

  it('that cannot be read counts as down where the service says so', () => {
    const sim = new Simulation(config([service({ unknown: 'down' })]), {
      statistics: (at) => (at < 5000 ? snapshot('+') : fault('unreadable')),
      exabgp: exabgp(),
    })
    assert.deepEqual(sim.until(8000).routeLines, [announce, withdraw])
  })

  it('that hangs counts as down only once the last good one is stale', () => {
    const sim = new Simulation(config(), { statistics: (at) => (at < 5000 ? snapshot('+') : fault('hung')), exabgp: exabgp() }).until(
      30_000,
    )
    assert.deepEqual(sim.routeLines, [announce, withdraw])
    const withdrawnAt = sim.sent.at(-1)?.at ?? 0
    assert.ok(withdrawnAt > 14_000 && withdrawnAt < 16_000, `withdrawn at ${withdrawnAt}`)
  })

  it('that hangs is outweighed by an http check that passes', () => {
    const http = {
      kind: 'http' as const,
      url: 'http://127.0.0.1/',
      headers: {},
      tls: { insecure: false },
      expect: { status: [], headers: {} },
    }
    const sim = new Simulation(config([service({ checks: [backend(), { ...backend(), ...http }] })]), {
      statistics: (at) => (at < 5000 ? snapshot('+') : fault('hung')),
      probe: () => passing('200'),
      exabgp: exabgp(),
    })
    assert.deepEqual(sim.until(50_000).routeLines, [announce])
  })

  it('after a reload with servers that nobody has checked yet holds the route until they are', () => {
    const sim = new Simulation(config(), {
      statistics: (at) => snapshot(at < 5000 ? '++' : at < 9000 ? '??' : '--', 'http_back', at < 5000 ? 1 : 2),
      exabgp: exabgp(),
    }).until(12_000)
    assert.deepEqual(sim.routeLines, [announce, withdraw])
    assert.ok((sim.sent.at(-1)?.at ?? 0) >= 9400)
    assert.ok(sim.news.some((one) => one.type === 'worker' && one.pid === 2))
  })

  it('counts unchecked servers as they read when the warm-up is over', () => {
    const sim = new Simulation(config(), { statistics: () => snapshot('?'), exabgp: exabgp() })
    assert.deepEqual(sim.until(14_900).routeLines, [])
    assert.deepEqual(sim.until(16_000).routeLines, [announce])
  })

  it('does not wait for unchecked servers that no tier depends on', () => {
    const sim = new Simulation(config(), { statistics: () => snapshot('+?'), exabgp: exabgp() })
    assert.deepEqual(sim.until(1000).routeLines, [announce])
  })

  it('is shared again by checks that settled at different times', () => {
    const asked: number[] = []
    const services = [2, 3].map((rise) =>
      service({ name: `rise-${rise}`, vips: [prefix(`192.0.2.${rise}/32`)], checks: [backend('http_back', { rise })] }),
    )
    new Simulation(config(services), {
      statistics: (at) => {
        asked.push(at)
        return snapshot('+')
      },
      exabgp: exabgp(),
    }).until(4000)
    assert.deepEqual(asked, [0, 200, 400, 1200, 2200, 3200])
  })

  it('is taken once for all services that are due', () => {
    const watches: string[] = []
    const services = ['a', 'b'].map((name, index) =>
      service({ name, vips: [prefix(`192.0.2.${index}/32`)], checks: [backend('http_back'), backend(name)] }),
    )
    new Simulation(config(services), {
      statistics: (_, { backends }) => {
        watches.push(backends.join(' '))
        return fault('unreadable')
      },
    }).until(150)
    assert.deepEqual(watches, ['http_back a b'])
  })
})

describe('several checks', () => {
  it('keep a service pending until each has settled, as long as it could matter', () => {
    const sim = new Simulation(config([service({ checks: [backend(), command()] })]), {
      statistics: () => snapshot('+'),
      probe: (at) => (at < 3000 ? unknown('the script is missing') : passing('exit status 0')),
      exabgp: exabgp(),
    })
    assert.deepEqual(sim.until(2900).routeLines, [])
    assert.deepEqual(sim.until(4000).routeLines, [announce])
  })

  it('do not wait for one that can never start where another has all that any is enough for', () => {
    const sim = new Simulation(config([service({ require: 'any', checks: [backend(), command()] })]), {
      statistics: () => snapshot('+'),
      probe: () => unknown('the script is missing'),
      exabgp: exabgp(),
    })
    assert.deepEqual(sim.until(3000).routeLines, [announce])
  })

  it('start spread over their interval, the first at once', () => {
    const starts: number[] = []
    const services = [0, 1, 2, 3].map((index) =>
      service({ name: `s${index}`, vips: [prefix(`192.0.2.${index}/32`)], checks: [command({ rise: 1 })] }),
    )
    new Simulation(config(services), {
      probe: (at) => {
        starts.push(at)
        return passing('exit status 0')
      },
      exabgp: exabgp(),
    }).until(1100)
    assert.deepEqual(starts, [0, 250, 500, 750, 1000])
  })

  it('never overlap themselves', () => {
    const starts: number[] = []
    new Simulation(config([service({ checks: [command({ rise: 1 })] })]), {
      probe: (at) => {
        starts.push(at)
        return passing('exit status 0')
      },
      probeTakesMs: 1500,
      exabgp: exabgp(),
    }).until(8000)
    assert.deepEqual(starts, [0, 1500, 3000, 4500, 6000, 7500])
  })
})

describe('maintenance', () => {
  it('withdraws at once and comes back through rise', () => {
    const sim = new Simulation(config([service({ maintenanceFile: '/etc/exabgp/maintenance' })]), {
      statistics: () => snapshot('+'),
      exabgp: exabgp(),
    })
      .inject(3000, { type: 'maintenance', service: 'web', forMs: 0 })
      .inject(6000, { type: 'maintenance', service: 'web', forMs: undefined })
      .until(10_000)
    assert.deepEqual(sim.sent.slice(4), [
      { at: 401, line: announce },
      { at: 3000, line: withdraw },
      { at: 6401, line: announce },
    ])
  })
})

describe('a successor of a process that was killed', () => {
  const left = ['9.9.9.9/32', '203.0.113.1/32']

  it('keeps what is announced until there is a verdict, and then says it again', () => {
    const sim = new Simulation(config(), { statistics: () => snapshot('+'), exabgp: exabgp({ left }) })
    assert.deepEqual(sim.until(300).routeLines, [])
    assert.deepEqual(sim.until(5000).routeLines, [announce])
  })

  it('withdraws what it finds when the service is down', () => {
    const sim = new Simulation(config(), { statistics: () => snapshot('-'), exabgp: exabgp({ left }) })
    assert.deepEqual(sim.until(5000).routeLines, [withdraw])
  })

  it('withdraws what it finds also when nothing is acknowledged', () => {
    const sim = new Simulation(config(), { statistics: () => snapshot('-'), exabgp: exabgp({ left, acks: false }) })
    assert.deepEqual(sim.until(5000).routeLines, [withdraw])
  })
})

describe('the end', () => {
  const up = () => new Simulation(config(), { statistics: () => snapshot('+'), exabgp: exabgp() }).until(2000)

  it('on SIGTERM withdraws without waiting for answers', () => {
    const sim = up().inject(2500, { type: 'stop', signal: 'SIGTERM' }).until(3000)
    assert.deepEqual(sim.routeLines, [announce, withdraw])
    assert.equal(sim.exited, true)
  })

  it('on a closed pipe or a shutdown says nothing more', () => {
    for (const sim of [up().inject(2500, { type: 'closed' }), up().hears(2500, 'shutdown 12 11')]) {
      assert.deepEqual(sim.until(3000).routeLines, [announce])
      assert.equal(sim.exited, true)
    }
  })

  it('leaves the checks as they are: a result that comes late changes nothing', () => {
    const sim = up().inject(2500, { type: 'stop', signal: 'SIGTERM' }).until(3000)
    assert.deepEqual(
      sim
        .inject(3001, {
          type: 'probed',
          check: { service: 'web', key: sim.state.services[0]?.checks[0]?.key ?? '' },
          evidence: failing('late'),
        })
        .until(4000).routeLines,
      [announce, withdraw],
    )
  })
})
