// Is capacity the share of weight that HAProxy would send requests to?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watchAgents, withLastWords } from '../../lib/haproxy/agents.ts'
import { watchServing } from '../../lib/haproxy/by-hand.ts'
import { backendEvidence, type CapacityOptions, unverifiedServers } from '../../lib/haproxy/capacity.ts'
import { weighed } from '../../lib/haproxy/configured-weights.ts'
import { companions } from '../../lib/haproxy/verified.ts'
import type { Evidence } from '../../lib/health/evidence.ts'
import { backend, capturedSnapshot, server, snapshotOf } from './tables.ts'

type Rows = Parameters<typeof snapshotOf>[0]

const never = () => false

const asTheyRead = { countMaintenance: false, overdue: never, returned: never }

type Circumstances = Partial<CapacityOptions> & { readonly uptime?: number }

const judge = (rows: Rows, { uptime = 3600, ...options }: Circumstances = {}) =>
  short(backendEvidence('b', { ...snapshotOf(rows), uptimeSeconds: uptime }, { ...asTheyRead, ...options }))

/** `0.5 1 server: reason`, or for a range `0.5..1 1..2 servers: reason`. */
const short = (evidence: Evidence): string => {
  switch (evidence.kind) {
    case 'measured':
      return `${round(evidence.measure.capacity)}/${evidence.measure.servers}: ${evidence.reason}`
    case 'range':
      return `${round(evidence.low.capacity)}/${evidence.low.servers}..${round(evidence.high.capacity)}/${evidence.high.servers}: ${evidence.reason}`
    case 'unknown':
      return `unknown: ${evidence.reason}`
  }
}

const round = (capacity: number) => Math.round(capacity * 1000) / 1000

const down = { check_status: 'L4CON', check_health: 0 }
const unchecked = { check_status: 'INI', check_health: 2 }
const s1 = server('b/s1', 'UP')
const s2 = server('b/s2', 'UP')
const dead1 = server('b/s1', 'DOWN', down)
const dead2 = server('b/s2', 'DOWN', down)
const spare = server('b/spare', 'UP', { bck: 1, act: 0, weight: 50, uweight: 50 })
const spare2 = { ...spare, svname: 'spare2' }
const b = backend('b')

const statuses: Readonly<Record<string, string>> = {
  UP: '1/2: 2 of 2 servers, 100%',
  'UP 2/3': '1/2: 2 of 2 servers, 100%',
  'UP -1/3': '1/2: 2 of 2 servers, 100%',
  'no check': '1/2: 2 of 2 servers, 100%',
  NOLB: '0.5/1: 1 of 2 servers, 50% (s2 NOLB L7OK)',
  'NOLB 1/3': '0.5/1: 1 of 2 servers, 50% (s2 NOLB L7OK)',
  DRAIN: '0.5/1: 1 of 2 servers, 50% (s2 DRAIN L7OK)',
  'DRAIN 2/3': '0.5/1: 1 of 2 servers, 50% (s2 DRAIN L7OK)',
  'DRAIN (agent)': '0.5/1: 1 of 2 servers, 50% (s2 DRAIN L7OK)',
  DOWN: '0.5/1: 1 of 2 servers, 50% (s2 DOWN L7OK)',
  'DOWN 1/2': '0.5/1: 1 of 2 servers, 50% (s2 DOWN L7OK)',
  'DOWN (agent)': '0.5/1: 1 of 2 servers, 50% (s2 DOWN agent)',
  MAINT: '1/1: 1 of 1 servers, 100%',
  'MAINT (via a/s1)': '1/1: 1 of 1 servers, 100%',
  'MAINT (resolution)': '1/1: 1 of 1 servers, 100%',
  GONE: 'unknown: server s2 has a status that is not known: GONE',
}

for (const [status, expected] of Object.entries(statuses)) {
  test(`beside one that is up, a server that is ${status} makes ${expected}`, () => {
    assert.equal(judge([s1, server('b/s2', status), b]), expected)
  })
}

test('capacity is the share of weight, not of servers', () => {
  const heavy = server('b/s3', 'DOWN', { ...down, weight: 200, uweight: 200 })
  assert.equal(judge([s1, s2, heavy, b]), '0.5/2: 2 of 3 servers, 50% (s3 DOWN L4CON)')
})

test('a slow start counts for as much as HAProxy sends now', () => {
  assert.equal(judge([s1, server('b/s2', 'UP', { weight: 7, throttle: 6 }), b]), '0.535/2: 2 of 2 servers, 53%')
})

test('a server of weight 0 is up and serves nobody', () => {
  assert.equal(judge([s1, server('b/s2', 'UP', { weight: 0, uweight: 100 }), b]), '0.5/1: 1 of 2 servers, 50% (s2 weight 0)')
  assert.equal(judge([server('b/s1', 'UP', { weight: 0, uweight: 0 }), b]), '0/0: 0 of 1 servers, 0% (s1 weight 0)')
})

test('a share is never rounded to all or nothing', () => {
  const tiny = server('b/s1', 'UP', { weight: 1, uweight: 1 })
  const huge = server('b/s2', 'UP', { weight: 256, uweight: 256 })
  assert.match(judge([tiny, { ...huge, ...down, status: 'DOWN' }, b]), /1 of 2 servers, <1% /)
  assert.match(judge([{ ...tiny, ...down, status: 'DOWN' }, huge, b]), /1 of 2 servers, 99% /)
})

test('maintenance leaves the sum, unless it is to be counted', () => {
  const maintained = server('b/s2', 'MAINT', { check_status: '' })
  assert.equal(judge([s1, maintained, b]), '1/1: 1 of 1 servers, 100%')
  assert.equal(judge([s1, maintained, b], { countMaintenance: true }), '0.5/1: 1 of 2 servers, 50% (s2 MAINT)')
  assert.equal(judge([maintained, b]), '0/0: no active server outside maintenance, 0%')
})

test('at most three servers that do not serve are named', () => {
  const dead = ['s2', 's3', 's4', 's5'].map((name) => server(`b/${name}`, 'DOWN', down))
  assert.match(judge([s1, ...dead, b]), /1 of 5 servers, 20% \(s2 DOWN L4CON, s3 DOWN L4CON, s4 DOWN L4CON and 1 more\)$/)
})

test('the reason does not follow the progress of checks', () => {
  const reasons = ['DOWN', 'DOWN 1/2'].flatMap((status) =>
    ['L4CON', '* L4CON'].map((check_status) => judge([s1, server('b/s2', status, { ...down, check_status }), b])),
  )
  assert.equal(new Set(reasons).size, 1)
})

test('backups count when no active server takes requests, as many as they are or by their weight, whichever is more', () => {
  assert.equal(judge([s1, dead2, spare, b]), '0.5/1: 1 of 2 servers, 50% (s2 DOWN L4CON)')
  const alone = backend('b', 'UP', { act: 0, bck: 1, weight: 50 })
  const names = '(s1 DOWN L4CON, s2 DOWN L4CON)'
  assert.equal(judge([dead1, dead2, spare, alone]), `0.5/1: 0 of 2 servers, running on 1 backup, 50% ${names}`)
  assert.equal(
    judge([dead1, dead2, { ...spare, status: 'DOWN', ...down }, backend('b', 'DOWN', { act: 0, weight: 0 })]),
    `0/0: 0 of 2 servers, 0% ${names}`,
  )
})

test('the first backup serves alone, unless the backend carries the weight of all', () => {
  assert.match(judge([dead1, spare, spare2, backend('b', 'UP', { act: 0, bck: 2, weight: 50 })]), /^1\/1: .* on 1 backup, 100%/)
  assert.match(judge([dead1, spare, spare2, backend('b', 'UP', { act: 0, bck: 2, weight: 100 })]), /^1\/2: .* on 2 backups, 100%/)
})

test('backups are worth at most everything, also where no active weight is left', () => {
  const strong = { ...spare, weight: 200, uweight: 200 }
  const alone = backend('b', 'UP', { act: 0, bck: 1, weight: 200 })
  assert.match(judge([dead1, strong, alone]), /^1\/1: /)
  assert.match(judge([server('b/s1', 'MAINT'), strong, alone]), /^1\/1: no active server outside maintenance, running on 1 backup, 100%$/)
  assert.match(judge([server('b/s1', 'UP', { weight: 0, uweight: 0 }), strong, alone]), /^1\/1: 0 of 1 servers, running on 1 backup/)
})

test('a backend without servers reads UP and serves nobody', () => {
  assert.equal(judge([backend('b', 'UP', { act: 0, weight: 0 })]), '0/0: no servers')
})

test('a backend that is not published serves nobody', () => {
  assert.equal(judge([s1, backend('b', 'UP (UNPUB)')]), '0/0: not published')
})

test('a backend that is absent, or is only a frontend, is unknown', () => {
  assert.equal(judge([backend('other')]), 'unknown: HAProxy has no backend b')
})

test('servers that were never checked make a range between all of them dead and all of them well', () => {
  const fresh = [server('b/s1', 'UP 1/3', unchecked), server('b/s2', 'UP', { check_status: '* UNK' }), server('b/s3', 'UP')]
  assert.equal(judge([...fresh, b]), '0.333/1..1/3: 1 of 3 servers, 2 not verified yet')
  assert.deepEqual(unverifiedServers('b', snapshotOf([...fresh, b]), never), ['b/s1', 'b/s2'])
})

test('a server that is presumed down until its first check (init-state) is not verified either', () => {
  assert.equal(judge([server('b/s1', 'DOWN 1/2', unchecked), s2, b]), '0.5/1..1/2: 1 of 2 servers, 1 not verified yet')
  assert.match(judge([server('b/s1', 'DOWN (agent)', unchecked), s2, b]), /^0.5\/1: 1 of 2 servers, 50%/)
})

test('a server that is overdue counts as it reads, and that is said', () => {
  const fresh = [server('b/s1', 'UP 1/3', unchecked), server('b/s2', 'DOWN 1/2', unchecked)]
  assert.equal(judge([...fresh, b], { overdue: () => true }), '0.5/1: 1 of 2 servers, 50%, 1 not verified within warmup (s2 DOWN INI)')
  assert.equal(
    judge([...fresh, b], { overdue: (key) => key === 'b/s1' }),
    '0.5/1..1/2: 1 of 2 servers, 1 not verified yet, 1 not verified within warmup',
  )
})

test('a server that left maintenance is not verified by the check of before, alive or dead', () => {
  const left = (check_status: string, lastchg: number) => server('b/s1', 'UP 1/3', { check_status, check_health: 2, lastchg })
  assert.match(judge([left('L7OK', 0), s2, b]), /1 not verified yet$/)
  assert.match(judge([left('* L7OK', 600), s2, b]), /1 not verified yet$/)
  assert.match(judge([left('L4CON', 0), s2, b]), /1 not verified yet$/)
})

test('a server that was up for long and now fails its checks is verified, and up until HAProxy takes it down', () => {
  const failing = server('b/s1', 'UP 1/3', { check_status: 'L7STS', check_health: 2, lastchg: 600 })
  assert.match(judge([failing, s2, b]), /^1\/2: 2 of 2 servers, 100%$/)
})

test('where one failed check is enough, health says nothing about maintenance', () => {
  assert.match(judge([server('b/s1', 'UP', { check_rise: 2, check_fall: 1, check_health: 2 }), b]), /^1\/1: /)
})

test('a server of weight 0 or in maintenance has nothing to verify', () => {
  assert.match(judge([server('b/s1', 'UP', { ...unchecked, weight: 0 }), s2, b]), /^0.5\/1: /)
  assert.match(judge([server('b/s1', 'MAINT', unchecked), s2, b]), /^1\/1: /)
})

test('a range with backups holds what they would carry, and its ends are in order', () => {
  const fresh = server('b/s1', 'UP 1/3', { ...unchecked, weight: 1, uweight: 1 })
  const strong = { ...spare, weight: 10, uweight: 10 }
  const nine = server('b/s2', 'DOWN', { ...down, weight: 9, uweight: 9 })
  assert.match(judge([fresh, nine, strong, b]), /^0.1\/1..1\/1: 0 of 2 servers, running on 1 backup, 1 not verified yet/)
})

test('a server whose agent has not said a word yet is not verified, and one that it puts down or away is named with it', () => {
  const agent = (status: string, agent_status: string) => server('b/s2', status, { agent_status })
  assert.match(judge([s1, agent('UP', 'INI'), b]), /^0.5\/1..1\/2: .*1 not verified yet$/)
  assert.match(judge([s1, agent('no check', 'INI'), b]), /^0.5\/1..1\/2: /)
  assert.match(judge([s1, agent('UP', 'L7OK'), b]), /^1\/2: /)
  assert.equal(judge([s1, agent('DOWN (agent)', 'L7STS'), b]), '0.5/1: 1 of 2 servers, 50% (s2 DOWN agent L7STS)')
  assert.equal(judge([s1, agent('MAINT', '* CHECKED'), b]), '0.5/1: 1 of 2 servers, 50% (s2 MAINT agent CHECKED)')
  assert.equal(judge([s1, agent('MAINT', 'L7OK'), b]), '1/1: 1 of 1 servers, 100%')
})

test('a name that has not been resolved in a young process is not verified, a slot of a template to spare is no server', () => {
  const slots = ['s1', 's2'].map((name) => server(`b/${name}`, 'MAINT (resolution)', { lastchg: 1 }))
  const at = (uptime: number, rows: Rows, options = {}) => judge(rows, { uptime, ...options })
  assert.equal(at(1, [...slots, b]), '0/0..1/2: 0 of 2 servers, 2 not verified yet')
  assert.equal(at(14, [...slots, b]), '0/0..1/2: 0 of 2 servers, 2 not verified yet')
  assert.match(at(15, [...slots, b]), /^0\/0: no active server outside maintenance/)
  const some = [server('b/s0', 'UP'), ...slots, b]
  assert.match(at(1, some), /^0.333\/1..1\/3: /)
  assert.equal(at(2, some), '1/1: 1 of 1 servers, 100%')
  assert.equal(at(2, some, { countMaintenance: true }), '1/1: 1 of 1 servers, 100%')
})

test('where one failed check is enough, a server that was in maintenance before is not verified for a while', () => {
  const back = (lastchg: number) => server('b/s1', 'UP', { check_rise: 2, check_fall: 1, check_health: 2, lastchg })
  const returned = (key: string) => key === 'b/s1'
  assert.match(judge([back(1), s2, b], { returned }), /^0.5\/1..1\/2: /)
  assert.match(judge([back(15), s2, b], { returned }), /^1\/2: /)
  assert.match(judge([back(1), s2, b]), /^1\/2: /)
})

test('capacity is the share of the configured weight, where weights were set to something else', () => {
  const configured = new Map([['b', new Map([1, 2, 3, 4].map((index) => [`s${index}`, 100] as const))]])
  const of = (...weights: readonly number[]) => {
    const rows = weights.map((weight, index) => server(`b/s${index + 1}`, 'UP', { weight, uweight: weight }))
    return short(backendEvidence('b', weighed(snapshotOf([...rows, b]), configured), asTheyRead)).split(':')[0]
  }
  assert.equal(of(100, 0, 0, 0), '0.25/1')
  assert.equal(of(50, 50, 50, 50), '0.5/4')
  assert.equal(of(100, 100, 100, 100), '1/4')
  assert.equal(of(300, 100, 0, 100), '0.833/3')
})

test('a backend that HAProxy calls DOWN serves nobody, whatever its servers read', () => {
  const closed = backend('b', 'DOWN', { act: 0, bck: 0, weight: 0 })
  assert.equal(judge([s1, s2, closed]), '0/0: 0 of 2 servers, 0%, HAProxy calls the backend DOWN (s1 UP, s2 UP)')
})

test('a backup that carries everything is worth a server, however little it weighs', () => {
  const light = { ...spare, weight: 1, uweight: 1 }
  assert.match(judge([dead1, light, backend('b', 'UP', { act: 0, bck: 1, weight: 1 })]), /^1\/1: .* on 1 backup, 100%/)
})

test('the checks of the server at the end of a chain of tracked ones stand for all of it', () => {
  const tracker = (key: string, tracked: string) =>
    server(key, 'UP', { tracked, check_status: '', check_rise: '', check_fall: '', check_health: '' })
  const chain = [tracker('b/t1', 'c/t2'), b, tracker('c/t2', 'd/s1'), backend('c')]
  const verified = [...chain, server('d/s1', 'UP'), backend('d')]
  const fresh = [...chain, server('d/s1', 'UP 1/3', unchecked), backend('d')]
  assert.match(judge(verified), /^1\/1: /)
  assert.match(judge(fresh), /^0\/0..1\/1: 0 of 1 servers, 1 not verified yet$/)
  assert.deepEqual(named(chain), { b: ['c'], c: ['d'] })
  assert.match(judge(chain), /1 not verified yet$/)
  assert.deepEqual(named(verified), { b: ['c'], c: ['d'], d: [] })
})

const named = (rows: Parameters<typeof snapshotOf>[0]) =>
  Object.fromEntries([...companions(snapshotOf(rows))].map(([proxy, names]) => [proxy, [...names]]))

test('the agent of a tracked server is that of those that track it, and what takes its server away no order by hand', () => {
  const pair = (status: string, tracked: string, agent_status: string) =>
    snapshotOf([
      server('b/t1', status, { tracked: 'c/t2', check_status: '', check_rise: '', check_fall: '', check_health: '', lastchg: 7 }),
      backend('b', 'DOWN', { act: 0 }),
      server('c/t2', tracked, { agent_status }),
      backend('c'),
    ])
  const drained = (...rows: Parameters<typeof pair>) => {
    const evidence = backendEvidence('b', pair(...rows), asTheyRead)
    return evidence.kind === 'measured' ? [evidence.drainedSeconds, evidence.reason] : [evidence.kind]
  }
  assert.deepEqual(drained('MAINT (via c/t2)', 'MAINT', 'CHECKED'), [undefined, '0 of 1 servers, 0% (t1 MAINT agent CHECKED)'])
  assert.deepEqual(drained('DRAIN (agent)', 'DRAIN (agent)', 'CHECKED'), [undefined, '0 of 1 servers, 0% (t1 DRAIN agent CHECKED)'])
  assert.equal(drained('MAINT (via c/t2)', 'MAINT', 'L7OK')[0], 7)
  assert.equal(drained('MAINT', 'MAINT', 'CHECKED')[0], 7)
  assert.equal(drained('DRAIN', 'UP', 'CHECKED')[0], 7)
  const open = (agent_status: string) =>
    judge([
      server('b/t1', 'UP', { tracked: 'c/t2', check_status: '', check_rise: '', check_fall: '', check_health: '' }),
      b,
      server('c/t2', 'UP', { agent_status }),
      backend('c'),
    ])
  assert.match(open('INI'), /^0\/0..1\/1: 0 of 1 servers, 1 not verified yet$/)
  assert.match(open('L7OK'), /^1\/1: /)
})

test('a name that does not resolve is that of the servers that track it as well: no order by hand, and not verified in a young process', () => {
  const tracker = (key: string, tracked: string) => server(key, `MAINT (via ${tracked})`, { tracked, check_status: '', lastchg: 7 })
  const chain = (status: string, beside = 'MAINT (resolution)') =>
    snapshotOf([
      ...[tracker('b/t1', 'c/t2'), b, tracker('c/t2', 'd/s1'), backend('c')],
      ...[server('d/s1', status, { lastchg: 7 }), server('d/s2', beside), backend('d')],
    ])
  const judged = (snapshot: ReturnType<typeof chain>, uptimeSeconds: number, countMaintenance = false) => {
    const evidence = backendEvidence('b', { ...snapshot, uptimeSeconds }, { ...asTheyRead, countMaintenance })
    return [short(evidence), evidence.kind === 'unknown' ? undefined : evidence.drainedSeconds]
  }
  const none = '0/0: no active server outside maintenance, 0%'
  const pending = '0/0..1/1: 0 of 1 servers, 1 not verified yet'
  assert.deepEqual(judged(chain('MAINT (resolution)'), 3600), [none, undefined])
  assert.deepEqual(judged(chain('MAINT (resolution)'), 3600, true), [none, undefined])
  assert.deepEqual(judged(chain('MAINT'), 3600), [none, 7])
  assert.deepEqual(judged(chain('UP'), 3600), [none, 7])
  assert.deepEqual(judged(chain('MAINT (resolution)'), 14), [pending, undefined])
  assert.deepEqual(judged(chain('MAINT (resolution)', 'UP'), 2), [none, undefined])
  assert.deepEqual(unverifiedServers('b', { ...chain('MAINT (resolution)'), uptimeSeconds: 14 }, never), ['b/t1'])
})

test('what HAProxy 2.6 was caught with is judged as it was', () => {
  const snapshot = capturedSnapshot()
  const judged = [...snapshot.proxies].filter(([, { backend }]) => backend !== undefined)
  const lines = judged.map(
    ([proxy]) => `${proxy} ${short(backendEvidence(proxy, snapshot, { countMaintenance: false, overdue: never, returned: never }))}`,
  )
  assert.deepEqual(lines, [
    'both 1/1: 1 of 1 servers, 100%',
    'web 0.667/2: 2 of 3 servers, 66% (s2 DOWN L4CON)',
    'drained 0.5/1: 1 of 3 servers, 50% (drain DRAIN L4OK, zero weight 0)',
    'on_backup 0.5/1: 0 of 2 servers, running on 1 backup, 50% (s1 DOWN L4CON, s2 DOWN L4CON)',
    'on_all_backups 1/2: 0 of 2 servers, running on 2 backups, 100% (s1 DOWN L4CON, s2 DOWN L4CON)',
    'tracking 0.667/2..1/3: 2 of 3 servers, 1 not verified yet',
    'slots 1/1: 1 of 1 servers, 100%',
    'agents 0/0..0.5/2: 0 of 4 servers, 2 not verified yet (a3 DRAIN agent CHECKED, a4 MAINT agent CHECKED)',
    'nolb 0/0: 0 of 1 servers, 0% (s1 NOLB L7OKC)',
    'slow 0.565/2: 2 of 2 servers, 56%',
    'fresh 0/0..1/3: 0 of 3 servers, 3 not verified yet',
    'left_dead 0/0..1/1: 0 of 1 servers, 1 not verified yet',
    'left 0.5/1..1/2: 1 of 2 servers, 1 not verified yet',
    'empty 0/0: no servers',
  ])
})

test('servers that were all taken away by hand are told from servers that failed', () => {
  const since = (...servers: readonly (readonly [status: string, lastchg: number])[]) => {
    const rows = servers.map(([status, lastchg], index) => server(`b/s${index + 1}`, status, { lastchg }))
    const evidence = backendEvidence('b', snapshotOf([...rows, backend('b', 'DOWN')]), {
      countMaintenance: false,
      overdue: never,
      returned: never,
    })
    return evidence.kind === 'unknown' ? undefined : evidence.drainedSeconds
  }
  assert.equal(since(['DRAIN', 30], ['MAINT', 12], ['MAINT (via c/s1)', 40]), 12)
  assert.equal(since(['DRAIN', 30], ['MAINT (resolution)', 5]), 30)
  assert.equal(since(['DRAIN', 30], ['DOWN', 12]), undefined)
  assert.equal(since(['DRAIN', 30], ['UP', 12]), undefined)
  assert.equal(since(['MAINT (resolution)', 5]), undefined)
  assert.equal(since(['NOLB', 30], ['DRAIN', 12]), 12)
  assert.equal(since(['NOLB 1/3', 7]), 7)
})

test('servers that were all weighed out are taken away by hand, unless it was an agent, or the configuration', () => {
  const drained = (configured: number, values: Readonly<Record<string, string | number>> = {}) => {
    const rows = ['s1', 's2'].map((name) => server(`b/${name}`, 'UP', { weight: 0, uweight: 0, ...values }))
    const weights = new Map([['b', new Map(['s1', 's2'].map((name) => [name, configured] as const))]])
    const evidence = backendEvidence('b', weighed(snapshotOf([...rows, backend('b', 'DOWN', { act: 0 })]), weights), asTheyRead)
    return evidence.kind === 'unknown' ? undefined : evidence.drainedSeconds
  }
  assert.equal(drained(100), 0)
  assert.equal(drained(100, { agent_status: 'CHECKED' }), undefined)
  assert.equal(drained(0), undefined)
})

test('a server that is configured with weight 0 is to spare, until it is given a weight: then it has to be taken away as well', () => {
  const weights = new Map([['b', new Map([['blue', 100], ['green', 0]])]]) // biome-ignore format: one line
  const drained = (status: string, uweight: number) => {
    const blue = server('b/blue', 'DRAIN', { lastchg: 7 })
    const green = server('b/green', status, { lastchg: 5, weight: uweight, uweight })
    const evidence = backendEvidence('b', weighed(snapshotOf([blue, green, backend('b')]), weights), asTheyRead)
    return evidence.kind === 'unknown' ? undefined : evidence.drainedSeconds
  }
  assert.equal(drained('UP', 0), 7)
  assert.equal(drained('UP', 100), undefined)
  assert.equal(drained('DOWN', 100), undefined)
  assert.equal(drained('DRAIN', 100), 5)
})

test('what took no requests any more when the last of the others was taken away does not count against a drain', () => {
  const look = (statuses: readonly string[]) =>
    snapshotOf([...statuses.map((status, index) => server(`b/s${index + 1}`, status, { lastchg: 7 })), backend('b', 'DOWN')])
  const drained = (...looks: readonly (readonly string[])[]) => {
    const served = looks.map(look).reduce(watchServing, new Map())
    const evidence = backendEvidence('b', look(looks.at(-1) ?? []), { ...asTheyRead, served: served.get('b') })
    return evidence.kind === 'unknown' ? undefined : evidence.drainedSeconds
  }
  assert.equal(drained(['UP', 'UP', 'DOWN'], ['DRAIN', 'MAINT', 'DOWN']), 7)
  assert.equal(drained(['UP', 'UP', 'DOWN'], ['DRAIN', 'UP', 'DOWN'], ['DOWN', 'DRAIN', 'DOWN']), 7)
  assert.equal(drained(['UP', 'MAINT (resolution)', 'DOWN'], ['DRAIN', 'MAINT (resolution)', 'DOWN']), 7)
  assert.equal(drained(['UP', 'UP', 'UP'], ['DRAIN', 'MAINT', 'DOWN']), undefined)
  assert.equal(drained(['UP', 'UP'], ['DRAIN', 'UP'], ['DRAIN', 'MAINT (resolution)']), undefined)
  assert.equal(drained(['UP', 'UP', 'DOWN'], ['DRAIN', 'DOWN', 'DOWN'], ['DRAIN', 'DRAIN', 'DOWN']), undefined)
  assert.equal(drained(['MAINT', 'UP', 'DOWN'], ['MAINT', 'DOWN', 'DOWN']), undefined)
  assert.equal(drained(['MAINT', 'UP', 'DOWN'], ['MAINT', 'MAINT (resolution)', 'DOWN']), undefined)
  assert.equal(drained(['DRAIN', 'MAINT', 'DOWN']), undefined)
})

test('servers that have agents are taken away by hand, unless the agents said so', () => {
  const drained = (status: string, agent_status: string) => {
    const evidence = backendEvidence(
      'b',
      snapshotOf([server('b/s1', status, { agent_status, lastchg: 7 }), backend('b', 'DOWN', { act: 0 })]),
      asTheyRead,
    )
    assert.equal(evidence.kind === 'measured' && evidence.measure.capacity, 0)
    return evidence.kind === 'measured' ? evidence.drainedSeconds : undefined
  }
  for (const status of ['MAINT', 'DRAIN (agent)']) {
    assert.equal(drained(status, 'CHECKED'), undefined)
    assert.equal(drained(status, '* CHECKED'), undefined)
    assert.equal(drained(status, 'L7OK'), 7)
  }
  for (const status of ['MAINT', 'DRAIN (agent)']) assert.equal(drained(status, 'L4CON'), 7)
  assert.equal(judge([s1, server('b/s2', 'DRAIN (agent)', { agent_status: 'L7OK' }), b]), '0.5/1: 1 of 2 servers, 50% (s2 DRAIN L7OK)')
})

test('a server that is away is not verified before the first word of its agent, takes no requests meanwhile, and is no drain yet', () => {
  const away = (status: string, values = {}) => server('b/s2', status, { agent_status: 'INI', lastchg: 7, ...values })
  assert.equal(judge([s1, away('MAINT'), b]), '0.5/1..1/1: 1 of 2 servers, 1 not verified yet')
  assert.equal(judge([s1, away('MAINT'), b], { overdue: () => true }), '1/1: 1 of 1 servers, 100%')
  assert.match(judge([s1, away('DRAIN (agent)'), b]), /^0.5\/1..0.5\/1: /)
  for (const row of [away('MAINT'), away('DRAIN (agent)'), away('UP', { weight: 0, uweight: 0 })]) {
    const drained = (overdue: () => boolean) =>
      backendEvidence('b', snapshotOf([row, backend('b', 'DOWN', { act: 0 })]), { ...asTheyRead, overdue })
    const pending = drained(never)
    assert.match(short(pending), /^0\/0..0\/0: /)
    assert.equal('drainedSeconds' in pending, false)
    // Nobody may take it for dead either.
    assert.equal(pending.kind === 'range' && pending.drainedServers, 1)
    assert.equal('drainedSeconds' in drained(() => true), true)
    const served = { servers: new Set(['s2']), failed: false }
    const inThisProcess = backendEvidence('b', snapshotOf([row, backend('b', 'DOWN', { act: 0 })]), {
      ...asTheyRead,
      overdue: never,
      served,
    })
    assert.equal('drainedSeconds' in inThisProcess, true, 'what took requests in a process in which its agent has said nothing')
  }
})

test('the last word of an agent holds once it says nothing more, until its server is taken away otherwise, or is back', () => {
  type Look = readonly [status: string, agent_status: string, values?: Record<string, number>]
  const rowsOf = ([status, agent_status, values]: Look) => [s1, server('b/s2', status, { agent_status, ...values }), b]
  const judged = (...looks: readonly Look[]) => {
    const snapshots = looks.map((look) => snapshotOf(rowsOf(look)))
    const orders = snapshots.reduce(watchAgents, new Map())
    const evidence = backendEvidence('b', withLastWords(snapshots.at(-1) ?? snapshotOf([]), orders), asTheyRead)
    return [short(evidence).split(':')[0], evidence.kind === 'unknown' ? undefined : evidence.drainedServers]
  }
  const [ofAgent, maintenance, drain] = [
    ['0.5/1', undefined],
    ['1/1', 1],
    ['0.5/1', 1],
  ]
  for (const gone of ['L4CON', '* L4TOUT', 'L7TOUT', 'L7RSP', 'SOCKERR', 'INI', 'UNK']) {
    assert.deepEqual(judged(['MAINT', 'CHECKED'], ['MAINT', gone], ['MAINT', gone]), ofAgent)
    assert.deepEqual(judged(['DRAIN (agent)', 'CHECKED'], ['DRAIN (agent)', gone]), ofAgent)
  }
  const none = { weight: 0, uweight: 0 }
  assert.deepEqual(judged(['UP', 'CHECKED', none], ['UP', 'L4CON', none]), ['1/1', undefined])
  assert.deepEqual(judged(['DRAIN (agent)', 'CHECKED'], ['DOWN', 'L4CON'], ['DRAIN (agent)', 'L4CON']), ofAgent)
  // By hand: before it was away, by another way than the agent's, after a word of health, after it was back, and without the agent.
  assert.deepEqual(judged(['UP', 'CHECKED'], ['MAINT', 'L4CON']), maintenance)
  assert.deepEqual(judged(['DRAIN (agent)', 'CHECKED'], ['DRAIN (agent)', 'L4CON'], ['MAINT', 'L4CON']), maintenance)
  assert.deepEqual(judged(['MAINT', 'CHECKED'], ['MAINT', 'L7OK'], ['MAINT', 'L4CON']), maintenance)
  assert.deepEqual(judged(['MAINT', 'CHECKED'], ['UP', 'L4CON'], ['MAINT', 'L4CON']), maintenance)
  assert.deepEqual(judged(['MAINT', 'CHECKED'], ['MAINT (resolution)', 'SOCKERR'], ['MAINT', 'L4CON']), maintenance)
  assert.deepEqual(judged(['MAINT', 'CHECKED'], ['MAINT', '']), maintenance)
  assert.deepEqual(judged(['DRAIN (agent)', 'L7OK'], ['DRAIN (agent)', 'L4CON']), drain)
})

test('who served is remembered by the same map as long as the same serve, and by another one as soon as others do', () => {
  const seen = watchServing(new Map(), snapshotOf([b, s1, s2]))
  assert.equal(watchServing(seen, snapshotOf([b, s1, s2])), seen)
  assert.deepEqual([...(watchServing(seen, snapshotOf([b, s1, dead2])).get('b')?.servers ?? [])], ['s1'])
  const failed = watchServing(seen, snapshotOf([b, dead1, dead2]))
  assert.equal(failed.get('b')?.failed, true)
  assert.equal(watchServing(failed, snapshotOf([b, dead1, dead2])), failed)
  assert.equal(watchServing(failed, snapshotOf([b, s1, s2])).get('b')?.failed, false)
})
