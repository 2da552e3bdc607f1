// Which changes of a server does the outline of a real HAProxy show?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sameOutline } from '../../lib/haproxy/outline.ts'
import type { Outline } from '../../lib/haproxy/snapshot.ts'
import { createStatisticsReader } from '../../lib/io/statistics.ts'
import { watching } from '../haproxy/tables.ts'
import { freePort } from './free-port.ts'
import { noHaproxy, startHaproxy } from './haproxy.ts'

const configurationOn = (port: number): string => `frontend fe
  bind 127.0.0.1:${port}
  default_backend b
backend b
  server s1 127.0.0.1:9 weight 100
  server s2 127.0.0.1:9 weight 100
  server s3 127.0.0.1:9 weight 100
  server s4 127.0.0.1:9 weight 100 backup`

test('whatever begins or ceases to carry requests, or carries more or fewer, and nothing else', { skip: noHaproxy }, async (context) => {
  const haproxy = await startHaproxy(context, configurationOn(await freePort()))
  const reader = createStatisticsReader({ kind: 'unix', path: haproxy.socket })
  const outline = async (): Promise<Outline> => {
    const result = await reader.read(watching(['b'], ['fe']), 'outline', 10_000)
    assert.ok('outline' in result, JSON.stringify(result))
    return result.outline
  }
  const shows = async (command: string): Promise<boolean> => {
    const before = await outline()
    await haproxy.admin(command)
    const now = await outline()
    return !(['b', 'fe'].every((proxy) => sameOutline(before, now, proxy)) && sameOutline(now, now, 'b'))
  }
  for (const command of [
    'set weight b/s1 50',
    'set weight b/s1 0',
    'set weight b/s1 100',
    'set server b/s1 state drain',
    'set server b/s2 state maint',
    'set server b/s3 state drain', // the backup takes over
    'set server b/s2 state ready',
    'set server b/s4 state maint', // a backup that only stands by
    'disable frontend fe',
    'enable frontend fe',
  ]) {
    assert.equal(await shows(command), true, command)
  }
  for (const command of ['set server b/s1 state maint', 'set weight b/s1 50', 'show info']) {
    assert.equal(await shows(command), false, command)
  }
})

test('both looks in one answer agree', { skip: noHaproxy }, async (context) => {
  const haproxy = await startHaproxy(context, configurationOn(await freePort()))
  const result = await createStatisticsReader({ kind: 'unix', path: haproxy.socket }).read(watching(['b'], ['fe']), 'both', 10_000)
  assert.ok('snapshot' in result)
  const { proxies, outline, pid } = result.snapshot
  assert.equal(outline?.pid, pid)
  assert.deepEqual(outline?.proxies.get('b')?.backend, proxies.get('b')?.backend)
  assert.deepEqual(outline?.proxies.get('fe')?.frontend, proxies.get('fe')?.frontend)
  assert.equal(proxies.get('b')?.servers.length, 4)
})
