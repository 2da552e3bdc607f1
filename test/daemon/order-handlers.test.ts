// Does the running process take orders over its control socket as they were meant, and refuse what is none?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orderHandlers } from '../../lib/daemon/order-handlers.ts'
import type { Happening } from '../../lib/daemon/performers.ts'
import { initialState } from '../../lib/engine/initial-state.ts'
import type { Asked, Reply } from '../../lib/io/control-handlers.ts'
import { reads } from '../../lib/values/time.ts'
import { config, prefix, service } from '../engine/configs.ts'

const services = [
  service({ drain: { forMs: 600_000, attributes: {} } }),
  service({ name: 'dns', vips: [prefix('9.9.9.53/32')], drain: { forMs: 1000, attributes: {} } }),
]

const process = (unkept?: string, stopped = false) => {
  const happenings: Happening[] = []
  const handlers = orderHandlers({
    state: () => ({ ...initialState(config(services), reads(0), false), stopped }),
    dispatch: (one) => happenings.push(one),
    ordersKept: async () => unkept,
    invocation: undefined,
  })
  const post = async (path: 'drain' | 'resume' | 'check', body: unknown): Promise<Reply> => {
    const asked: Asked = { query: new URLSearchParams(), body }
    const reply = await handlers[`POST /v1/${path}`]?.(asked)
    return reply === undefined || 'follow' in reply ? { status: 404, body: {} } : reply
  }
  return { post, happenings }
}

const by = { by: 'operator', author: 'nobody', reason: '' } as const

test('an order has its wishes, as the configuration writes them', async () => {
  const { post, happenings } = process()
  await post('drain', { services: ['web', 'web'], for: '10m', until: 'idle', expire: '3d', author: 'alice', reason: 'kernel', wait: '5s' })
  await post('drain', { all: true })
  await post('resume', { services: ['dns'], author: 'bob' })
  await post('check', { all: true })
  assert.deepEqual(happenings, [
    {
      type: 'drain',
      services: ['web'],
      order: { by: 'operator', author: 'alice', reason: 'kernel', forMs: 600_000, sessions: 0 },
      expireMs: 3 * 86_400_000,
    },
    { type: 'drain', services: ['web', 'dns'], order: by },
    { type: 'resume', services: ['dns'], author: 'bob' },
    { type: 'check-now', services: ['web', 'dns'], author: 'nobody' },
  ])
})

test('a process that is ending takes no order, and does not say that it did', async () => {
  const { post, happenings } = process(undefined, true)
  for (const path of ['drain', 'resume', 'check'] as const) assert.equal((await post(path, { all: true })).status, 503)
  assert.deepEqual(happenings, [])
})

test('before a stop no drain lasts longer than the client waits', async () => {
  const { post, happenings } = process()
  await post('drain', { all: true, reason: 'stop', wait: '30s' })
  const order = { by: 'stop', author: 'nobody', reason: 'stop' }
  assert.deepEqual(happenings, [
    { type: 'drain', services: ['web'], order: { ...order, forMs: 25_000 } },
    { type: 'drain', services: ['dns'], order },
  ])
})

test('the answer says that a successor would not know of the order', async () => {
  const { body } = await process('ENOSPC').post('drain', { services: ['web'] })
  assert.equal((body as { unkept?: string }).unkept, 'ENOSPC')
})

for (const [body, error] of [
  [{}, 'Expected the name of a service, or all of them'],
  [[], /^Expected /],
  ['web', /^Expected /],
  [{ services: 'web' }, 'Expected a list of services as services, got "web"'],
  [{ services: [1] }, 'Expected names of services as services.0, got 1'],
  [{ services: [] }, 'Expected the name of a service, or all of them'],
  [{ services: ['wbe'] }, 'Expected one of the services web, dns, got "wbe". Did you mean "web"?'],
  [{ services: ['web'], all: true }, 'Expected names of services, or all of them, not both'],
  [{ services: ['web'], four: '1s' }, 'Expected no key "four"'],
  [{ services: ['web'], for: 30 }, 'Expected a duration such as 30s as for, got 30'],
  [{ services: ['web'], for: '25h' }, 'Expected a duration such as 200ms, 1s or 5m, from 0s to 24h as for, got "25h"'],
  [{ services: ['web'], expire: '2020-01-01T00:00Z' }, 'Expected a time to come as expire, got "2020-01-01T00:00Z"'],
  [
    { services: ['web'], expire: '2099-13-41T00:00Z' },
    /^Expected a duration such as 2h or 3d, or a time such as 2026-11-30T18:00Z as expire/,
  ],
  [{ services: ['web'], expire: '0d' }, /^Expected a duration such as 2h or 3d/],
  [{ services: ['web'], reason: 'x'.repeat(501) }, /^Expected at most 500 characters as reason/],
] as const)
  test(`${JSON.stringify(body).slice(0, 60)} is refused, and nothing follows from it`, async () => {
    const { post, happenings } = process()
    const reply = await post('drain', body)
    const said = (reply.body as { error?: string }).error ?? ''
    assert.equal(reply.status, 400)
    if (typeof error === 'string') assert.equal(said, error)
    else assert.match(said, error)
    assert.deepEqual(happenings, [])
  })
