// Does a successor know what its predecessor was ordered, whatever became of the file?
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { recollectOrders } from '../../lib/daemon/kept-orders.ts'
import type { Happening } from '../../lib/daemon/performers.ts'
import { now } from '../../lib/io/clock.ts'
import type { LogLine } from '../../lib/log/line.ts'
import type { KeptOrders } from '../../lib/policy/orders.ts'
import { after, type Milliseconds } from '../../lib/values/time.ts'
import { config, service } from '../engine/configs.ts'
import { temporaryFolder } from '../folder.ts'

const place = (context: TestContext, ...names: readonly string[]) => {
  const folder = temporaryFolder()
  const lines: LogLine[] = []
  const events: Happening[] = []
  const waiting: (() => void)[] = []
  const happened = async (count: number): Promise<void> => {
    while (events.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const dispatch = (one: Happening): void => {
    events.push(one)
    for (const wake of waiting.splice(0)) wake()
  }
  const path = join(folder, 'one', 'lb.orders')
  const keepers: { readonly stop?: () => void }[] = []
  // What reads and writes again keeps no process alive.
  const alive = setInterval(() => {}, 1000)
  context.after(() => {
    clearInterval(alive)
    for (const keeper of keepers) keeper.stop?.()
  })
  const start = async () => {
    const keeper = await recollectOrders(path, {
      config: config(names.length === 0 ? undefined : names.map((name) => service({ name }))),
      dispatch,
      log: (line) => lines.push(line),
    })
    keepers.push(keeper)
    await keeper.kept()
    return keeper
  }
  return { path, start, lines, events, happened }
}

const by = { by: 'operator', author: 'alice', reason: 'kernel "update"\n' } as const
const drained = (own: object = {}, service = 'web', at = now()): KeptOrders => ({
  service,
  orders: { known: true, drains: [{ ...by, since: after(at, -60_000), until: after(at, 60_000), ...own }], latchedSince: undefined },
})

/** With times in whole seconds from `at`. */
const rounded = (kept: readonly KeptOrders[], at: Milliseconds) =>
  kept.map(({ service, orders }) => ({
    service,
    drains: orders.drains.map(({ since, until, ...wish }) => ({
      ...wish,
      since: Math.round((since - at) / 1000) + 0,
      ...(until !== undefined && { until: Math.round((until - at) / 1000) }),
    })),
  }))

const left = (keeper: Awaited<ReturnType<ReturnType<typeof place>['start']>>): readonly KeptOrders[] => {
  assert.ok('kept' in keeper.left, JSON.stringify(keeper.left))
  return keeper.left.kept
}

test('orders are read as they were written, with their times, in a file for its owner only', async (context) => {
  const { path, start } = place(context)
  const keeper = await start()
  assert.deepEqual(left(keeper), [])
  const at = now()
  keeper.keep([drained({}, 'web', at)])
  assert.equal(await keeper.kept(), undefined)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.deepEqual(rounded(left(await start()), at), [{ service: 'web', drains: [{ ...by, since: -60, until: 60 }] }])
})

test('of orders that come fast the newest stands in the file', async (context) => {
  const { start } = place(context)
  const keeper = await start()
  for (let count = 0; count < 50; count += 1) keeper.keep([drained({ reason: String(count) })])
  keeper.keep([])
  await keeper.kept()
  assert.deepEqual(left(await start()), [])
})

for (const [how, hours] of [
  ['back', -5],
  ['forward', 5],
] as const)
  test(`a wall clock that is set ${how} between two processes makes no order longer or shorter`, async (context) => {
    const { start } = place(context)
    const keeper = await start()
    const at = now()
    keeper.keep([drained({}, 'web', at)])
    await keeper.kept()
    context.mock.timers.enable({ apis: ['Date'], now: Date.now() + hours * 3_600_000 })
    assert.deepEqual(rounded(left(await start()), at), [{ service: 'web', drains: [{ ...by, since: -60, until: 60 }] }])
  })

test('a wall clock that was set back makes an order as young as it can be', async (context) => {
  const { path, start } = place(context)
  const keeper = await start()
  keeper.keep([drained()])
  await keeper.kept()
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"since":\d+/, `"since":${Date.now() + 3_600_000}`))
  const before = now()
  const since = left(await start())[0]?.orders.drains[0]?.since ?? Number.NaN
  assert.ok(since > before - 500 && since <= now(), `${since - before} ms after the start`)
})

test('the order of a stop outlives a respawn, and ends when another ExaBGP starts the process', async (context) => {
  const { path, start, lines } = place(context)
  const keeper = await start()
  const both = drained()
  const stop = { ...by, by: 'stop', reason: 'stop', since: now() } as const
  keeper.keep([{ ...both, orders: { ...both.orders, drains: [...both.orders.drains, stop] } }])
  await keeper.kept()
  assert.equal(left(await start())[0]?.orders.drains.length, 2)
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"started":"\d+"/, '"started":"1"'))
  const next = await start()
  assert.deepEqual(
    left(next)[0]?.orders.drains.map((order) => order.by),
    ['operator'],
  )
  assert.match(lines.at(-1)?.message ?? '', /^the order to drain web \(says alice: "stop"\) is over after .*: ExaBGP was started again$/)
  await next.kept()
  assert.equal(left(await start())[0]?.orders.drains.length, 1)
})

test('orders for a service that is no more are said to be forgotten', async (context) => {
  const { start, lines } = place(context)
  const keeper = await start()
  keeper.keep([drained({}, 'dns')])
  await keeper.kept()
  assert.deepEqual(left(await start()), [])
  assert.equal(lines.at(-1)?.message, 'orders for dns are forgotten: there is no such service any more')
})

for (const [what, text] of [
  ['empty', ''],
  ['cut', '{"exabgp-haproxy-orders":1,"parent":{"pid":1},"serv'],
  ['of another version', '{"exabgp-haproxy-orders":2,"parent":{"pid":1},"services":[]}'],
  ['none of ours', '[1,2]'],
] as const)
  test(`a file that is ${what} is not taken for no orders, and is read again until it is whole`, async (context) => {
    const { path, start, events, happened } = place(context)
    const keeper = await start()
    keeper.keep([drained()])
    await keeper.kept()
    const whole = readFileSync(path)
    writeFileSync(path, text)
    const { left: found } = await start()
    assert.ok('unread' in found && /is broken: expected orders of exabgp-haproxy$/.test(found.unread), JSON.stringify(found))
    writeFileSync(path, whole)
    await happened(1)
    const [event] = events
    assert.ok(event?.type === 'orders-read' && event.kept?.[0]?.service === 'web', JSON.stringify(event))
  })

const undrained = (service: string): KeptOrders => ({ service, orders: { known: false, drains: [], latchedSince: undefined } })

for (const [what, spoil, mend] of [
  ['broken', (path: string) => writeFileSync(path, '{'), (path: string, whole: string) => writeFileSync(path, whole)],
  [
    'unreadable',
    (path: string) => {
      rmSync(path)
      mkdirSync(path)
    },
    (path: string, whole: string) => {
      rmSync(path, { recursive: true })
      writeFileSync(path, whole)
    },
  ],
] as const)
  test(`an order beside a file that is ${what} costs none of the orders in it, neither here nor in a successor`, async (context) => {
    const { path, start, events, happened } = place(context, 'web', 'dns')
    const before = await start()
    before.keep([drained({ reason: 'old' }), drained({ reason: 'old' }, 'dns')])
    await before.kept()
    before.stop?.()
    const whole = readFileSync(path, 'utf8')
    spoil(path)
    const keeper = await start()
    const since = drained({ author: 'bob', reason: 'new' })
    const unread = { ...since, orders: { ...since.orders, known: false } }
    keeper.keep([unread, undrained('dns')])
    assert.equal(await keeper.kept(), undefined)
    keeper.stop?.()

    const next = await start()
    assert.ok('unread' in next.left && 'kept' in next.left, JSON.stringify(next.left))
    assert.match(next.left.unread ?? '', /\.orders\.unread (is broken|cannot be read)/)
    assert.deepEqual(
      next.left.kept.map(({ service, orders }) => [service, orders.known, orders.drains.map(({ reason }) => reason)]),
      [
        ['web', false, ['new']],
        ['dns', false, []],
      ],
    )
    mend(`${path}.unread`, whole)
    await happened(1)
    const [event] = events
    assert.ok(event?.type === 'orders-read' && event.kept?.length === 2, JSON.stringify(event))
    next.stop?.()

    const last = await start()
    assert.deepEqual(
      left(last).map(({ service, orders }) => [service, orders.known, orders.drains.map(({ reason }) => reason)]),
      [
        ['web', true, ['old', 'new']],
        ['dns', true, ['old']],
      ],
    )
    assert.equal(existsSync(`${path}.unread`), false)
  })

test('what was put aside unread counts alone where the process was killed before it wrote, and is never replaced', async (context) => {
  const { path, start } = place(context)
  const keeper = await start()
  keeper.keep([drained()])
  await keeper.kept()
  renameSync(path, `${path}.unread`)
  const next = await start()
  assert.equal(left(next)[0]?.service, 'web')
  await next.kept()
  writeFileSync(path, '{')
  writeFileSync(`${path}.unread`, '{')
  const third = await start()
  third.keep([undrained('web')])
  assert.match((await third.kept()) ?? '', /unread is there already$/)
  assert.equal(readFileSync(path, 'utf8'), '{')
})

test('what cannot be written is told, and is written once it can be', async (context) => {
  const { path, start, events, happened } = place(context)
  const keeper = await start()
  mkdirSync(path, { recursive: true })
  keeper.keep([drained()])
  assert.match((await keeper.kept()) ?? '', /EISDIR|ENOTEMPTY|EEXIST/)
  rmSync(path, { recursive: true })
  await happened(2)
  assert.deepEqual(
    events.map((event) => event.type === 'orders-kept' && event.reason !== undefined),
    [true, false],
  )
  assert.equal(left(await start())[0]?.service, 'web')
})

test('where nobody can look for 10 s there are taken to be no orders; a file that is broken waits for whoever mends it', async (context) => {
  const { path, start, events, happened } = place(context)
  mkdirSync(path, { recursive: true })
  await start()
  await happened(1)
  assert.deepEqual(events, [{ type: 'orders-read', kept: [], reason: '' }])
})
