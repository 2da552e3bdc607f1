// Does a mistake of ours cost what it hit, and nothing else?
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Config } from '../../lib/config/config.ts'
import { type Edges, Loop } from '../../lib/daemon/loop.ts'
import { noMemory } from '../../lib/daemon/memory.ts'
import { initialState } from '../../lib/engine/initial-state.ts'
import { passing } from '../../lib/health/evidence.ts'
import { reads } from '../../lib/values/time.ts'
import { command, config, prefix, service } from '../engine/configs.ts'

const two = config([
  service({ name: 'one', checks: [command({ rise: 1 })] }),
  service({ name: 'two', vips: [prefix('9.9.9.8/32')], checks: [command({ rise: 1 })] }),
])

/** Two services; whoever asks how often the check of the first one runs finds a mistake while `broken`. */
const fragile = (): { readonly config: Config; broken: boolean } => {
  const box = { config: two, broken: false }
  const check = command({ rise: 1 })
  Object.defineProperty(check, 'intervalMs', {
    enumerable: true,
    get: () => {
      if (box.broken) throw new Error('planted')
      return 1000
    },
  })
  const [one, other] = two.services
  return Object.assign(box, { config: { ...two, services: [{ ...one, checks: [check] }, other] } })
}

const startLoop = (config: Config, edges: Edges): Loop => {
  const loop = new Loop(initialState(config, edges.now(), true), edges)
  loop.start()
  return loop
}

const world = (test: TestContext, own: Partial<Edges> = {}) => {
  test.mock.timers.enable({ apis: ['setTimeout'] })
  let at = 0
  const seen = { lines: [] as string[], mistakes: [] as string[], gaveUp: 0, exits: 0, now: () => at }
  const edges: Edges = {
    now: () => reads(at),
    write: (line) => seen.lines.push(line),
    readStatistics: () => new Promise(() => {}),
    probe: async () => passing('exit status 0'),
    lookForMaintenance: async () => [],
    changeAddresses: () => new Promise(() => {}),
    keepAddresses: () => {},
    followRing: () => {},
    log: () => {},
    note: () => {},
    memory: noMemory,
    keepOrders: () => {},
    exit: () => {
      seen.exits += 1
    },
    mistake: (deed, error) => seen.mistakes.push(`${deed}: ${error instanceof Error ? error.message : error}`),
    record: () => {},
    giveUp: () => {
      seen.gaveUp += 1
    },
    ...own,
  }
  const pass = async (ms: number): Promise<void> => {
    for (const end = at + ms; at < end; ) {
      at += 50
      test.mock.timers.tick(50)
      await new Promise(setImmediate)
    }
  }
  return { edges, seen, pass }
}

test('an event that cannot be taken in is ignored, and the next one counts', async (test) => {
  const box = fragile()
  const { edges, seen, pass } = world(test)
  const loop = startLoop(box.config, edges)
  await pass(100)
  box.broken = true
  const key = loop.state.services[0]?.checks[0]?.key ?? ''
  loop.dispatch({ type: 'probed', check: { service: 'one', key }, evidence: passing('exit status 0') })
  assert.match(seen.mistakes.join(), /^the event "probed" is ignored: planted$/)
  box.broken = false
  await pass(5000)
  assert.deepEqual(
    loop.state.services.map(({ verdict }) => verdict),
    [0, 0],
  )
})

test('ticks that fail are tried again once a second, and after 10 s of them another process has to try', async (test) => {
  const box = fragile()
  const { edges, seen, pass } = world(test)
  startLoop(box.config, edges)
  await pass(1000)
  box.broken = true
  await pass(9000)
  const ticks = seen.mistakes.filter((mistake) => mistake.includes('"tick"')).length
  assert.ok(ticks >= 5 && ticks <= 9, `${ticks} ticks`)
  assert.equal(seen.gaveUp, 0)
  await pass(3000)
  assert.ok(seen.gaveUp > 0)
})

test('it leaves with ExaBGP even where that cannot be taken in', async (test) => {
  const { edges, seen, pass } = world(test)
  const loop = startLoop(two, edges)
  await pass(100)
  Object.defineProperty(loop.state, 'exabgp', { get: () => assert.fail('planted') })
  loop.dispatch({ type: 'closed' })
  assert.equal(seen.exits, 1)
})

test('a check whose probe rejects or throws is unknown, and the others go on', async (test) => {
  for (const fail of [() => Promise.reject(new Error('planted')), () => assert.fail('planted')]) {
    const { edges, seen, pass } = world(test, { probe: async (_, { name }) => (name === 'one' ? fail() : passing('exit status 0')) })
    const loop = startLoop(two, edges)
    await pass(1000)
    const [one, other] = loop.state.services
    assert.equal(one?.checks[0]?.latest?.kind, 'unknown')
    assert.equal(other?.verdict, 0)
    assert.match(seen.mistakes.join(), /^one: command .* has no result: planted/)
    test.mock.timers.reset()
  }
})

test('statistics that reject are unreadable, never down', async (test) => {
  const { edges, seen, pass } = world(test, { readStatistics: () => Promise.reject(new Error('planted')) })
  const loop = startLoop(config(), edges)
  await pass(30_000)
  const [web] = loop.state.services
  assert.equal(web?.checks[0]?.latest?.kind, 'unknown')
  assert.match(seen.mistakes.join(), /^HAProxy was not asked: planted/)
})

test('lines of ExaBGP from which nothing follows are not recorded, such as those of the routes of others', async (context) => {
  const recorded: string[] = []
  const { edges, pass } = world(context, {
    record: (event) => {
      if (event.type === 'heard') recorded.push(event.line)
    },
  })
  const loop = startLoop(two, edges)
  await pass(100)
  const ours = '10.0.0.2 ipv4 unicast 9.9.9.8/32 next-hop self'
  for (const line of ['', 'what is that', '10.0.0.2 ipv4 unicast 10.0.0.1/32 next-hop self', '10.0.0.2 ipv4 unicast 10.0.0.2/32', ours])
    loop.dispatch({ type: 'heard', line })
  assert.deepEqual(recorded, ['10.0.0.2 ipv4 unicast 10.0.0.1/32 next-hop self', ours])
})
