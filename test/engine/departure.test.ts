// Does an order to leave do what its operator meant, in whatever order things happen?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Config } from '../../lib/config/config.ts'
import type { Check } from '../../lib/config/schema/checks/kinds.ts'
import type { SnapshotResult } from '../../lib/haproxy/snapshot.ts'
import { type Evidence, failing, passing, unknown } from '../../lib/health/evidence.ts'
import { backend, command, config, type Own, service, tier } from './configs.ts'
import { Simulation, type World } from './simulation.ts'
import { exabgp, fault, snapshot } from './worlds.ts'

const announce = 'announce route 9.9.9.9/32 next-hop self'
const path = (prepends: number) =>
  ` as-path [ ${Array(prepends + 1)
    .fill(65010)
    .join(' ')} ]`
const shutdown = ' community [ 65535:0 ]'
const leaving = `${announce}${path(4)}${shutdown}`
const withdraw = 'withdraw route 9.9.9.9/32'
const drain = { forMs: 30_000, attributes: { prepend: 4, communities: ['65535:0' as never] } }
const quick = { rise: 1, fall: 1 }
const file = (forMs: number | undefined) => ({ type: 'maintenance' as const, service: 'web', forMs })
/** Without what is only repeated for neighbors that are new. */
const routes = (sim: Simulation) =>
  sim.sent
    .filter(({ line }) => /announce|withdraw/.test(line))
    .filter(({ line }, index, all) => line !== all[index - 1]?.line)
    .map(({ at, line }) => [Math.round(at / 100) / 10, line])
const linesOf = (sim: Simulation) => routes(sim).map(([, line]) => line)

/** Marks that hold from a time on. */
type Marks = readonly (readonly [number, string])[]
const marksAt = (course: Marks, at: number): string => course.findLast(([since]) => at >= since)?.[1] ?? ''
/** For how long all servers have been drained, as HAProxy tells it. */
const drainedFor = (course: Marks, at: number): number => (at - (course.find(([, marks]) => /^d+$/.test(marks))?.[0] ?? at)) / 1000

const two = (a: Marks, b: Marks, more: object = {}) => ({
  statistics: (at: number) => {
    const one = snapshot(marksAt(a, at), 'a', 1, 3, drainedFor(a, at))
    const other = snapshot(marksAt(b, at), 'b', 1, 3, drainedFor(b, at))
    return one.ok && other.ok
      ? { ok: true as const, snapshot: { pid: 1, proxies: new Map([...one.snapshot.proxies, ...other.snapshot.proxies]) } }
      : fault('unreadable')
  },
  exabgp: exabgp(),
  ...more,
})
const pair = (require: 'all' | 'any', own: Own = {}) =>
  config([service({ checks: [backend('a', quick), backend('b', quick)], require, drain, maintenanceFile: '/m', ...own })])
const lone = (own: Own = {}) => config([service({ checks: [backend('http_back', quick)], drain, maintenanceFile: '/m', ...own })])

describe('two backends of which the service needs both', () => {
  for (const apart of [50, 1000, 5000])
    it(`leave as one when they are drained ${apart} ms apart`, () => {
      const world = two([[0, '+'], [10_000, 'd']], [[0, '+'], [10_000 + apart, 'd']]) // biome-ignore format: one line
      const [first, second, third, ...more] = routes(new Simulation(pair('all'), world).until(60_000))
      assert.deepEqual([first?.[1], second?.[1], third?.[1], more], [announce, leaving, withdraw, []])
      assert.ok(Number(third?.[0]) - Number(second?.[0]) >= 29, `${second} ${third}`)
    })

  it('come back without a withdraw when they are made ready one after the other', () => {
    const world = two([[0, '+'], [10_000, 'd'], [20_000, '+']], [[0, '+'], [10_050, 'd'], [21_000, '+']]) // biome-ignore format: one line
    assert.deepEqual(linesOf(new Simulation(pair('all'), world).until(60_000)), [announce, leaving, announce])
  })

  it('are withdrawn at once when one of them fails by itself meanwhile', () => {
    const world = two([[0, '+'], [10_000, 'd']], [[0, '+'], [15_000, '-']]) // biome-ignore format: one line
    assert.deepEqual(routes(new Simulation(pair('all'), world).until(60_000)).at(-1), [15, withdraw])
  })

  it('keep their last resort when one is drained while the other has failed', () => {
    const world = two([[0, '+'], [20_000, 'd']], [[0, '+'], [10_000, '-']]) // biome-ignore format: one line
    const sim = new Simulation(pair('all', { down: { med: 900 } }), world).until(90_000)
    assert.deepEqual(linesOf(sim), [announce, `${announce} med 900`])
  })
})

describe('two backends of which one is enough', () => {
  it('leave when the last of them is drained, and one that is ready again calls it off without a withdraw', () => {
    const world = two([[0, '+'], [10_000, 'd'], [30_000, '+']], [[0, '+'], [20_000, 'd']]) // biome-ignore format: one line
    const slow = pair('any', { checks: [backend('a'), backend('b')] })
    assert.deepEqual(linesOf(new Simulation(slow, world).until(60_000)), [announce, leaving, announce])
  })
})

describe('a check that fails because of the drain', () => {
  it('does not turn its end into a withdraw, though it sees that later', () => {
    const ready = 20_000
    const probed = (at: number) => (at >= 10_000 && at < ready + 300 ? failing('503') : passing('200'))
    const sim = new Simulation(config([service({ checks: [backend('http_back', quick), command()], drain })]), {
      statistics: (at) => (at >= 10_000 && at < ready ? snapshot('d', 'http_back', 1, 0, (at - 10_000) / 1000) : snapshot('+')),
      probe: probed,
      exabgp: exabgp(),
    })
    assert.deepEqual(linesOf(sim.until(60_000)), [announce, leaving, announce])
  })
})

describe('the maintenance file beside a drain by hand', () => {
  const long = { ...drain, forMs: 600_000, sessions: 0 }
  const hand = (since: number) => ({
    statistics: (at: number) => (at < since ? snapshot('+', 'http_back', 1, 50) : snapshot('d', 'http_back', 1, 50, (at - since) / 1000)),
    exabgp: exabgp(),
  })

  for (const [first, handAt, fileAt] of [['hand', 10_000, 20_000], ['file', 20_000, 10_000]] as const) // biome-ignore format: one line
    it(`does not cut the sessions short, whichever comes first: the ${first}`, () => {
      const sim = new Simulation(lone({ drain: long }), hand(handAt)).inject(fileAt, file(0)).until(700_000)
      const [, second, third, ...more] = routes(sim)
      assert.deepEqual([second?.[1], third?.[1], more], [leaving, withdraw, []])
      assert.ok(Number(second?.[0]) >= 10 && Number(second?.[0]) < 11.2, `${routes(sim)}`)
      assert.ok(Number(third?.[0]) >= 609 && Number(third?.[0]) < 611.2, `${routes(sim)}`)
    })
})

describe('a server that dies after it was drained', () => {
  it('does not end the drain of those that hold sessions', () => {
    const course: Marks = [[0, '++'], [10_000, 'dd'], [15_000, '-d']] // biome-ignore format: one line
    const world = {
      statistics: (at: number) => snapshot(marksAt(course, at), 'http_back', 1, 3, drainedFor(course, at)),
      exabgp: exabgp(),
    }
    const sim = new Simulation(lone(), world).until(60_000)
    assert.deepEqual(linesOf(sim), [announce, leaving, withdraw])
    assert.ok(Number(routes(sim)[2]?.[0]) >= 39, `${routes(sim)}`)
  })

  it('does not end the drain of another backend that holds sessions', () => {
    const world = two([[0, '+'], [10_000, 'd'], [15_000, '-']], [[0, '+'], [10_000, 'd']]) // biome-ignore format: one line
    const sim = new Simulation(pair('all'), world).until(60_000)
    assert.deepEqual(linesOf(sim), [announce, leaving, withdraw])
    assert.ok(Number(routes(sim)[2]?.[0]) >= 39, `${routes(sim)}`)
  })

  it('and is stopped when another backend is ready again does not end it either', () => {
    const course: Marks = [[0, '+'], [10_000, 'd'], [15_000, '-'], [25_000, '+']] // biome-ignore format: one line
    const other: Marks = [[0, '+'], [10_000, 'd'], [20_000, '+']] // biome-ignore format: one line
    const idle = (marks: Marks, name: string, at: number) => snapshot(marksAt(marks, at), name, 1, 0, drainedFor(marks, at))
    const statistics = (at: number) => {
      const [one, two] = [idle(course, 'a', at), idle(other, 'b', at)]
      return one.ok && two.ok
        ? { ok: true as const, snapshot: { pid: 1, proxies: new Map([...one.snapshot.proxies, ...two.snapshot.proxies]) } }
        : fault('unreadable')
    }
    assert.deepEqual(linesOf(new Simulation(pair('all'), { statistics, exabgp: exabgp() }).until(60_000)), [announce, leaving, announce])
  })

  it('ends it with the last of them, once no session is left', () => {
    const course: Marks = [[0, '++'], [10_000, 'dd'], [15_000, '--']] // biome-ignore format: one line
    const sessions = (at: number) => (at < 20_000 ? 3 : 0)
    const world = {
      statistics: (at: number) => snapshot(marksAt(course, at), 'http_back', 1, sessions(at), drainedFor(course, at)),
      exabgp: exabgp(),
    }
    const [, , end] = routes(new Simulation(lone(), world).until(60_000))
    assert.ok(Number(end?.[0]) >= 20 && Number(end?.[0]) < 21.5, `${end}`)
  })
})

describe('what is drained', () => {
  it('is never more attractive than the last resort from which it departs', () => {
    const course: Marks = [[0, '+'], [10_000, '-'], [20_000, 'd']] // biome-ignore format: one line
    const world = { statistics: (at: number) => snapshot(marksAt(course, at), 'http_back', 1, 0, drainedFor(course, at)), exabgp: exabgp() }
    const sim = new Simulation(lone({ down: { prepend: 6 } }), world).until(60_000)
    assert.deepEqual(linesOf(sim), [announce, `${announce}${path(6)}`, `${announce}${path(6)}${shutdown}`, withdraw])
  })

  it('keeps what its tier holds against it', () => {
    const tiers = [tier(0.75), tier(0.25, { prepend: 5, med: 500 })]
    const mild = { forMs: 30_000, attributes: { communities: ['65535:0' as never], med: 100 } }
    const world = { statistics: (at: number) => snapshot(at < 10_000 ? '++' : '+-'), exabgp: exabgp() }
    const sim = new Simulation(lone({ tiers, drain: mild }), world).inject(20_000, file(0)).until(60_000)
    const low = `${announce}${path(5)} med 500`
    assert.deepEqual(linesOf(sim), [announce, low, `${low}${shutdown}`, withdraw])
  })

  it('is no more attractive than what still stands of the tiers before a reload', () => {
    const before = lone({ checks: [backend('http_back', quick)], tiers: [tier(0.75), tier(0.01, { prepend: 6, med: 500 })] })
    const next = (own: Own) => lone({ checks: [backend('http_back', quick), command({ intervalMs: 5000 })], tiers: [tier(0.01)], ...own })
    for (const own of [{}, { tiers: [tier(0.75), tier(0.01)] }]) {
      const world = { statistics: () => snapshot('+-'), probe: () => passing('ok'), exabgp: exabgp() }
      const sim = new Simulation(before, world)
        .inject(10_000, { type: 'configured', config: next(own) })
        .inject(10_100, file(0))
        .until(35_000)
      const shunned = [announce, path(6)].join('')
      assert.deepEqual(routes(sim), [[0, `${shunned} med 500`], [10.1, `${shunned} med 500${shutdown}`]]) // biome-ignore format: one line
    }
  })

  it('is what the worst step allows for a successor that finds the departure under way', () => {
    const tiers = [tier(0.75), tier(0.25, { prepend: 7 })]
    const world = { statistics: () => snapshot('d', 'http_back', 1, 0, 10), exabgp: exabgp({ left: ['9.9.9.9/32'] }) }
    assert.equal(linesOf(new Simulation(lone({ tiers }), world).until(5000))[0], `${announce}${path(7)}${shutdown}`)
  })
})

describe('a drain', () => {
  it('lasts no longer than it was ordered for when evidence turns unknown meanwhile', () => {
    const world = { statistics: (at: number) => (at < 15_000 ? snapshot('+') : fault('unreadable')), exabgp: exabgp() }
    const sim = new Simulation(lone(), world).inject(10_000, file(0)).until(90_000)
    assert.deepEqual(routes(sim).slice(1), [[10, leaving], [40, withdraw]]) // biome-ignore format: one line
  })

  it('lasts no longer when it is called off and nobody knows whether the service is well', () => {
    const world = { statistics: (at: number) => (at < 15_000 ? snapshot('+') : fault('unreadable')), exabgp: exabgp() }
    const sim = new Simulation(lone(), world).inject(10_000, file(0)).inject(20_000, file(undefined)).until(90_000)
    assert.deepEqual(routes(sim).slice(1), [[10, leaving], [40, withdraw]]) // biome-ignore format: one line
  })

  describe('that is called off shortly before its end, while HAProxy has not checked the servers yet,', () => {
    const course = (later: Marks) => [[0, '+'], [10_000, 'd'], [36_000, '?'], ...later] as Marks // biome-ignore format: one line
    const run = (later: Marks, pidAt = (_: number) => 1) => {
      const statistics = (at: number) => {
        const marks = marksAt(course(later), at)
        return snapshot(marks, 'http_back', pidAt(at), marks === 'd' ? 3 : 0, marks === 'd' ? (at - 10_000) / 1000 : 0)
      }
      return routes(new Simulation(lone(), { statistics, exabgp: exabgp(), probeTakesMs: 0 }).until(120_000)).slice(1)
    }

    it('waits for that check: what is well is never withdrawn, and what is dead is', () => {
      assert.deepEqual(run([[42_000, '+']]), [[10, leaving], [42, announce]]) // biome-ignore format: one line
      assert.deepEqual(run([[42_000, '-']]), [[10, leaving], [42, withdraw]]) // biome-ignore format: one line
    })

    it('lasts `warmup` longer at the most, however often HAProxy begins anew', () => {
      assert.deepEqual(run([], (at) => Math.floor(at / 5000)), [[10, leaving], [55, withdraw]]) // biome-ignore format: one line
    })
  })

  it('lasts no longer when a second check turns unknown as its servers are made ready', () => {
    const world = {
      statistics: (at: number) => (at >= 10_000 && at < 20_000 ? snapshot('d', 'http_back', 1, 0, (at - 10_000) / 1000) : snapshot('+')),
      probe: (at: number) => (at < 15_000 ? passing('200') : unknown('the script is missing')),
      exabgp: exabgp(),
    }
    const sim = new Simulation(config([service({ checks: [backend('http_back', quick), command(quick)], drain })]), world).until(90_000)
    assert.deepEqual(
      routes(sim).map(([, line]) => line),
      [announce, leaving, withdraw],
    )
  })

  describe('until few sessions are left', () => {
    const until = lone({ drain: { ...drain, sessions: 5 } })
    type Process = { readonly pid: number; readonly beganAt: number; readonly sessions: number }
    const answer = ({ pid, beganAt, sessions }: Process, at: number): SnapshotResult => {
      const result = snapshot('+', 'http_back', pid, sessions)
      if (!result.ok) return result
      return { ...result, snapshot: { ...result.snapshot, uptimeSeconds: Math.floor((at - beganAt) / 1000) } }
    }
    const old = { pid: 1, beganAt: -9500, sessions: 50 }
    const run = (processAt: (at: number) => Process) => {
      const world = { statistics: (at: number) => answer(processAt(at), at), exabgp: exabgp({ left: ['9.9.9.9/32'] }), predecessor: true }
      return new Simulation(until, world)
    }
    const drained = (next: Process) =>
      routes(run((at) => (at < 20_000 ? old : next)).inject(10_000, file(0)).until(90_000)).slice(1) // biome-ignore format: one line

    it('is over with them', () => {
      assert.deepEqual(drained({ ...old, sessions: 5 }), [[10, leaving], [20, withdraw]]) // biome-ignore format: one line
    })

    it('counts none of a process that took over meanwhile: the one before it still has its own', () => {
      for (const next of [{ pid: 2, beganAt: 19_700, sessions: 0 }, { pid: 2, beganAt: 9000, sessions: 0 }, { pid: 1, beganAt: 19_700, sessions: 0 }])
        assert.deepEqual(drained(next), [[10, leaving], [40, withdraw]]) // biome-ignore format: one line
    })

    it('is over with them too where an answer was late, by which HAProxy is no younger', () => {
      const sim = run((at) => (at < 40_000 ? old : { ...old, sessions: 0 })).inject(10_000, file(0))
      let at = 20_000
      while (!sim.state.haproxy.reading) sim.until(++at)
      assert.deepEqual(routes(sim.pause(5000).until(45_000)).slice(1), [[10, leaving], [40, withdraw]]) // biome-ignore format: one line
    })

    it('goes on so in a process that was started after HAProxy', () => {
      const found = (beganAt: number) =>
        routes(
          run(() => ({ pid: 2, beganAt, sessions: 0 }))
            .inject(1, file(10_000))
            .until(60_000),
        ).at(-1)
      assert.deepEqual(found(-5000), [20, withdraw])
      assert.equal(found(-15_000)?.[0], 0)
    })
  })

  describe('that was called off, beside a reload', () => {
    const slow = command({ intervalMs: 30_000, fastIntervalMs: 2000 })
    const damping = { halfLifeMs: 900_000, suppress: 2000, reuse: 750, longestMs: 3_600_000 }
    const reloaded = (at: number, next: Config, own: Own, world: World) => {
      const sim = new Simulation(lone(own), { statistics: () => snapshot('+'), exabgp: exabgp(), ...world }).inject(10_000, file(0))
      sim.inject(own.damping ? 13_000 : 32_000, file(undefined)).inject(20_000, { type: 'tick' })
      if (own.damping) sim.inject(20_000, file(0)).inject(23_000, file(undefined))
      return routes(sim.inject(at, { type: 'configured', config: next }).until(200_000))
    }
    const withChecks = (own: Own, ...more: readonly Check[]) => lone({ ...own, checks: [backend('http_back', quick), ...more] })

    it('waits for the first results of checks that are new, and ends by what they are', () => {
      const next = withChecks({}, slow, { ...slow, command: { kind: 'shell', text: 'false' } } as Check)
      const well = reloaded(32_100, next, { checks: [backend()] }, { probe: () => passing('ok') })
      assert.deepEqual(well.slice(1), [[10, leaving], [51.1, announce]]) // biome-ignore format: one line
      const ill = reloaded(32_100, next, { checks: [backend()] }, { probe: () => failing('no') })
      assert.deepEqual(ill.slice(1), [[10, leaving], [36.1, withdraw]]) // biome-ignore format: one line
    })

    it('and has only damping against it is over, whatever nobody knows afterwards', () => {
      const checks = [backend('http_back', quick)]
      const elsewhere = { ...lone({ damping }).haproxy, stats: { kind: 'unix' as const, path: '/other' } }
      const unreadable = (at: number) => (at < 80_000 ? snapshot('+') : fault('unreadable'))
      const kept = [[10, leaving], [13, announce], [20, leaving]] // biome-ignore format: one line
      const added = (probe: Evidence) =>
        reloaded(80_000, withChecks({ damping }, slow), { checks, damping }, { probe: () => probe }).slice(1)
      for (const probe of [passing('ok'), unknown('the script is missing')]) assert.deepEqual(added(probe), kept)
      assert.deepEqual(added(failing('no')), [...kept, [84, withdraw]])
      const moved = reloaded(80_000, { ...lone({ damping }), haproxy: elsewhere }, { checks, damping }, { statistics: unreadable })
      assert.deepEqual(moved.slice(1), kept)
    })
  })

  it('is over as soon as HAProxy itself is stopped', () => {
    const world = {
      statistics: (at: number) =>
        at < 10_000 ? snapshot('+') : at < 20_000 ? snapshot('d', 'http_back', 1, 3, (at - 10_000) / 1000) : fault('refused'),
      exabgp: exabgp(),
    }
    const end = routes(new Simulation(lone(), world).until(60_000)).at(-1)
    assert.equal(end?.[1], withdraw)
    assert.ok(Number(end?.[0]) < 21.5, `${end}`)
  })
})

describe('the death of a server that took over from one that was drained', () => {
  // blue is configured with weight 100, green with 0; from 10 s on green has the weight.
  const world = (diesAt: number) => ({
    statistics: (at: number) => {
      const result = snapshot(at < 10_000 ? '++' : at < diesAt ? 'd+' : 'd-', 'http_back', 1, 3, (at - 10_000) / 1000)
      return withGreen(result, at < 10_000 ? 0 : 100)
    },
    exabgp: exabgp(),
  })
  const withGreen = (result: SnapshotResult, weight: number): SnapshotResult => {
    if (!result.ok) return result
    const proxies = [...result.snapshot.proxies].map(([name, table]) => {
      const servers = table.servers.map((row, index) => (index === 0 ? row : { ...row, weight, uweight: weight, configuredWeight: 0 }))
      return [name, { ...table, servers }] as const
    })
    return { ok: true, snapshot: { ...result.snapshot, proxies: new Map(proxies) } }
  }

  it('withdraws at once, without a drain, though it is configured with weight 0', () => {
    assert.deepEqual(routes(new Simulation(lone(), world(20_000)).until(60_000)).slice(1), [[20, withdraw]])
  })

  it('leads to the last resort, however long the other has been drained', () => {
    const sim = new Simulation(lone({ down: { prepend: 6 } }), world(60_000)).until(90_000)
    assert.deepEqual(linesOf(sim), [announce, `${announce}${path(6)}`])
  })
})

describe('a drain by hand of those that served, beside one that was dead before', () => {
  const away = (course: Marks, at: number) => Math.max(0, at - (course.find(([, marks]) => !marks.includes('+'))?.[0] ?? at)) / 1000
  const world = (course: Marks) => ({
    statistics: (at: number) => snapshot(marksAt(course, at), 'http_back', 1, 5, away(course, at)),
    exabgp: exabgp(),
  })
  const run = (course: Marks, own: Own = {}) => new Simulation(lone(own), world(course)).until(90_000)
  const ends = (course: Marks) => routes(run(course)).slice(1)

  it('lasts as long as it is configured to', () => {
    const dead: Marks = [[0, '++-'], [10_000, 'dd-']] // biome-ignore format: one line
    const dies: Marks = [[0, '+++'], [5000, '++-'], [8000, 'd+-'], [10_000, 'dd-']] // biome-ignore format: one line
    const drainedAndDies: Marks = [[0, '+++'], [5000, '+d+'], [8000, '+-+'], [10_000, 'd-d']] // biome-ignore format: one line
    for (const course of [dead, dies, drainedAndDies]) {
      const [begin, end, ...more] = ends(course)
      assert.deepEqual([begin?.[1], end?.[1], more], [leaving, withdraw, []])
      assert.ok(Number(begin?.[0]) < 11.2 && Number(end?.[0]) >= 39, `${begin} ${end}`)
    }
  })

  it('is none when the last that served fails, or loses its name', () => {
    assert.deepEqual(ends([[0, '++-'], [10_000, 'd+-'], [20_000, 'd--']]), [[20, withdraw]]) // biome-ignore format: one line
    assert.deepEqual(ends([[0, '++n'], [10_000, 'd+n'], [20_000, 'dnn']]), [[20, withdraw]]) // biome-ignore format: one line
    assert.deepEqual(ends([[0, '++-'], [10_000, 'd--']]), [[10, withdraw]]) // biome-ignore format: one line
  })

  it('is none when all had failed before, and some are taken away to be mended', () => {
    const course: Marks = [[0, '++-'], [10_000, '+--'], [20_000, '---'], [30_000, 'd--'], [40_000, 'dd-']] // biome-ignore format: one line
    assert.deepEqual(linesOf(run(course, { down: { prepend: 6 } })), [announce, `${announce}${path(6)}`])
  })

  it('is not known to a successor that has seen none of them serve', () => {
    assert.deepEqual(linesOf(run([[0, 'dd-']], { down: { prepend: 6 } })), [`${announce}${path(6)}`]) // biome-ignore format: one line
  })
})
