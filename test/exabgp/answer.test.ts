// Is everything that the real ExaBGPs say understood? The lines are verbatim from 4.2.21, 4.2.25, 5.0.15 and 6.0.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Heard, read } from '../../lib/exabgp/answer.ts'

const listed = (neighbor: string, prefix: string, pathInformation?: number): Heard => ({
  kind: 'routes',
  neighbor,
  routes: [{ prefix, ...(pathInformation === undefined ? {} : { pathInformation }) }],
  ...(neighbor.includes(':') && { spelled: [neighbor] }),
})

const rows: readonly (readonly [line: string, heard: Heard])[] = [
  ['done', { kind: 'done' }],
  ['error', { kind: 'error' }],
  ['error: announce requires nexthop: 192.0.2.6/32', { kind: 'complaint', text: 'announce requires nexthop: 192.0.2.6/32' }],
  ['{ "answer": "done", "message": "command completed" }', { kind: 'done' }],
  ['exabgp 4.2.21', { kind: 'version', version: '4.2.21', structured: false }],
  ['exabgp 6.0.0-20260822+uncontrolled', { kind: 'version', version: '6.0.0-20260822+uncontrolled', structured: false }],
  [
    '{"version": "6.0.0-20260822+uncontrolled", "application": "exabgp"}',
    { kind: 'version', version: '6.0.0-20260822+uncontrolled', structured: true },
  ],
  ['neighbor 10.0.0.3 ipv4 unicast 192.0.2.1/32 next-hop self', listed('10.0.0.3', '192.0.2.1/32')],
  ['neighbor 10.0.0.3 ipv6 unicast 2001:db8::1/128 next-hop fd00::1', listed('10.0.0.3', '2001:db8::1/128')],
  ['10.0.0.3 ipv4 unicast 192.0.2.1/32 path-information 0.0.1.5 next-hop 10.0.0.1', listed('10.0.0.3', '192.0.2.1/32', 261)],
  ['fd00::3 ipv6 unicast 2001:db8::1/128', listed('fd00::3', '2001:db8::1/128')],
  [
    'neighbor 10.0.0.3 local-ip 10.0.0.1 local-as 65000 peer-as 65000 router-id 10.0.0.1 family-allowed in-open ipv4 unicast 192.0.2.1/32 next-hop self as-path [ 65010 65010 ] med 10',
    listed('10.0.0.3', '192.0.2.1/32'),
  ],
  ['{"10.0.0.3": {"routes": [{"family": "ipv4 unicast", "prefix": "192.0.2.1/32"}]}}', listed('10.0.0.3', '192.0.2.1/32')],
  ['neighbor 10.0.0.3 up', { kind: 'neighbor', address: '10.0.0.3', state: 'up' }],
  ['neighbor 10.0.0.3 connected', { kind: 'other' }],
  [
    'neighbor 10.0.0.3 down - peer reset, message [closing connection] error[Broken TCP connection]',
    { kind: 'neighbor', address: '10.0.0.3', state: 'down' },
  ],
  [
    '{ "exabgp": "4.0.1", "time": 1795224417.5209463, "host" : "vm", "pid" : 14988, "ppid" : 14825, "counter": 8, "type": "state", "neighbor": { "address": { "local": "10.0.0.1", "peer": "10.0.0.3" }, "asn": { "local": 65000, "peer": 65000 } , "state": "up" } }',
    { kind: 'neighbor', address: '10.0.0.3', state: 'up' },
  ],
  ['shutdown 1494 1335', { kind: 'shutdown' }],
  [
    '{ "exabgp": "4.0.1", "time": 1, "host" : "vm", "pid" : 1494, "ppid" : 1335, "type": "notification", "notification": "shutdown" }',
    { kind: 'shutdown' },
  ],
  ['', { kind: 'other' }],
  ['{ "null": [ "eor": {} ] }', { kind: 'other' }],
  ['shutdown in progress', { kind: 'other' }],
]

describe('a line from ExaBGP', () => {
  for (const [line, heard] of rows) {
    it(`is understood: ${line.slice(0, 70) || 'an empty one'}`, () => assert.deepEqual(read(line), heard))
  }
})
