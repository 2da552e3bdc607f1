// What does each sort of news look like?
import type { News } from '../../lib/engine/effect.ts'
import { failing } from '../../lib/health/evidence.ts'
import { asn, prefix } from '../engine/configs.ts'

type Samples = { readonly [Type in News['type']]: Extract<News, { readonly type: Type }> }

const line = 'announce route 9.9.9.9/32 next-hop self'
const nlri = '9.9.9.9/32'
const withdraw = { kind: 'withdraw', routes: [{ nlri: { prefix: prefix(nlri) } }] } as const

/** One of each; the type checker demands a new one with every new type. */
export const samples: Samples = {
  verdict: {
    type: 'verdict',
    service: 'web',
    from: 0,
    to: 'down',
    warm: false,
    routes: [],
    capacity: 0,
    why: 'backend http_back: 0 of 1 servers, 0% (web1 DOWN L4CON)',
  },
  configured: { type: 'configured', added: ['api'], changed: ['web'], removed: [], others: false },
  evidence: {
    type: 'evidence',
    service: 'web',
    check: 'http http://127.0.0.1/',
    before: undefined,
    evidence: failing('503, expected 200-299'),
  },
  guarded: { type: 'guarded', service: 'web', nlri: '0.0.0.0/0', reason: 'a default route is never announced' },
  held: { type: 'held', service: 'web', from: 'down', to: 0, penalty: 1499.2, limit: 1000, forMs: 526_000 },
  released: { type: 'released', service: 'web', from: 'down', to: 0, penalty: 999.9, afterMs: 526_000 },
  traffic: { type: 'traffic', service: 'web', sign: 'still-sessions', sessions: 12 },
  loopback: { type: 'loopback', change: 'added', interface: 'lo', vips: [nlri] },
  worker: { type: 'worker', pid: 4712, previousPid: 4711 },
  ring: {
    type: 'ring',
    kind: 'unavailable',
    reason: 'its socket does not permit "show events"',
    remedy: '"stats socket … level operator"',
  },
  'ring-silent': { type: 'ring-silent', ring: 'health', backend: 'http_back', server: 'web1' },
  maintenance: { type: 'maintenance', service: 'web', present: true },
  order: {
    type: 'order',
    order: 'drain',
    services: ['web'],
    by: 'operator',
    author: 'alice',
    reason: 'kernel update',
    forMs: 600_000,
    expireMs: 3_600_000,
  },
  'order-over': {
    type: 'order-over',
    services: ['web'],
    how: 'expired',
    afterMs: 3_600_000,
    by: 'operator',
    author: 'alice',
    reason: 'kernel update',
  },
  latched: { type: 'latched', service: 'web' },
  stopping: { type: 'stopping', signal: 'SIGTERM', withdrawn: [nlri], again: [] },
  'exabgp-gone': { type: 'exabgp-gone', how: 'it closed the pipe' },
  greeted: { type: 'greeted', version: '4.2.21', dialect: '4.2', acks: true },
  'no-version': { type: 'no-version', afterMs: 2000 },
  inherited: { type: 'inherited', nlris: [nlri] },
  discrepancy: { type: 'discrepancy', unasked: ['9.9.9.8/32'], missing: [nlri] },
  'stale-vip': { type: 'stale-vip', nlris: ['9.9.9.8/32'], withdrawn: true, why: 'no other process has it' },
  sent: { type: 'sent', line: 'withdraw route 9.9.9.9/32', command: withdraw, refresh: false },
  answered: { type: 'answered', line, afterMs: 1.2 },
  refused: { type: 'refused', line, complaint: 'no such neighbor', next: 'later' },
  'neighbor-gone': { type: 'neighbor-gone', neighbors: ['10.16.96.6'], nlris: ['9.9.9.9/32 to 10.16.96.6'] },
  'eor-refused': { type: 'eor-refused', line: 'announce eor ipv4 unicast' },
  silent: { type: 'silent', line, afterMs: 1000 },
  answering: { type: 'answering', afterMs: 2300 },
  unanswered: { type: 'unanswered', line, next: 'later' },
  neighbor: { type: 'neighbor', address: '10.16.96.4', state: 'down' },
  alarm: {
    type: 'alarm',
    alarm: 'unknown',
    service: 'web',
    level: 'warn',
    what: 'web: keeping tier 1, as evidence is unknown: backend http_back: HAProxy has no backend http_back',
    forMs: 240_000,
  },
  'alarm-over': {
    type: 'alarm-over',
    alarm: 'unknown',
    service: 'web',
    level: 'warn',
    what: 'web: keeping tier 1, as evidence is unknown: backend http_back: HAProxy has no backend http_back',
    forMs: 300_000,
  },
  unsuited: {
    type: 'unsuited',
    service: 'web',
    objection: 'loop',
    steps: ['tier 2', 'drain'],
    neighbors: [{ address: '10.16.96.4', localAs: 65010, peerAs: 65010 }],
    vips: [nlri],
    attributes: { nextHop: 'self', asPath: [asn(65010), asn(65010)] },
  },
  unreachable: { type: 'unreachable', service: 'web', family: 'ipv6', vips: ['2001:db8::9/128'], offeredTo: [], lacksNextHop: false },
  'no-session': { type: 'no-session', nlris: [nlri] },
  'session-back': { type: 'session-back' },
  sessions: { type: 'sessions', sessions: ['10.16.96.4 (AS 65515, up, ipv4)'] },
  'sessions-unknown': { type: 'sessions-unknown', line: 'show neighbor extensive', outcome: 'error' },
  unsolicited: { type: 'unsolicited', line: 'done' },
}
