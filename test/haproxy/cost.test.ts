// Does judging a backend cost no more than its number of servers?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backendEvidence, unverifiedServers } from '../../lib/haproxy/capacity.ts'
import type { ServerRow, Snapshot } from '../../lib/haproxy/snapshot.ts'
import { cpuMs } from '../cpu-time.ts'

const never = () => false

const rowsOf = (proxy: string, count: number, values: Partial<ServerRow>): readonly ServerRow[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ proxy, server: `s${index}`, status: 'UP', weight: 100, uweight: 100, backup: false, checkStatus: 'L7OK', tracked: '' },
    ...{ checkRise: 2, checkFall: 3, checkHealth: 4, lastChangeSeconds: 5 },
    ...values,
  }))

const row = { status: 'UP', weight: 100, active: 1, backups: 0, sessions: 0 }

const snapshotOf = (proxies: Readonly<Record<string, readonly ServerRow[]>>): Snapshot => ({
  uptimeSeconds: 5,
  proxies: new Map(Object.entries(proxies).map(([name, servers]) => [name, { servers, backend: row }])),
})

const worlds: Readonly<Record<string, (count: number) => Snapshot>> = {
  'slots of a template of which one has an address': (count) =>
    snapshotOf({ b: [...rowsOf('b', count, { status: 'MAINT (resolution)' }), ...rowsOf('b', 1, { server: 'last' })] }),
  'slots of a template of which none has an address': (count) => snapshotOf({ b: rowsOf('b', count, { status: 'MAINT (resolution)' }) }),
  'servers that track others': (count) =>
    snapshotOf({ b: rowsOf('b', count, {}).map((one) => ({ ...one, tracked: `c/${one.server}` })), c: rowsOf('c', count, {}) }),
}

for (const [what, world] of Object.entries(worlds)) {
  const judgeOnce = (count: number): number => {
    const snapshot = world(count)
    const started = cpuMs()
    unverifiedServers('b', snapshot, never)
    backendEvidence('b', snapshot, { countMaintenance: false, overdue: never, returned: never })
    return cpuMs() - started
  }
  // What comes between on a busy machine is in some of them only.
  const cost = (count: number): number => Math.min(...Array.from({ length: 9 }, () => judgeOnce(count)))

  test(`sixteen times as many ${what} cost about sixteen times as much`, () => {
    cost(500)
    const [some, many] = [cost(500), cost(8000)]
    assert.ok(many < 60 * some + 1, `${some} ms, ${many} ms`)
  })
}
