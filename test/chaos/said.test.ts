// Are the commands of our process understood as routers would?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { saidIn } from './said.ts'

const rows: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  ['announce route 9.9.9.1/32 next-hop self', [['9.9.9.1/32', 'prepend 0']]],
  ['announce route 9.9.9.2/32 next-hop self as-path [ 65010 65010 65010 ]', [['9.9.9.2/32', 'prepend 2']]],
  [
    'announce route 9.9.9.4/32 next-hop self as-path [ 65010 65010 65010 65010 ] community [ 65535:0 ]',
    [['9.9.9.4/32', 'prepend 3 65535:0']],
  ],
  [
    'announce attributes next-hop self nlri 9.9.9.1/32 2001:db8::8/128',
    [
      ['9.9.9.1/32', 'prepend 0'],
      ['2001:db8::8/128', 'prepend 0'],
    ],
  ],
  ['withdraw route 9.9.9.1/32', [['9.9.9.1/32', 'absent']]],
  [
    'withdraw attributes next-hop self nlri 9.9.9.1/32 9.9.9.2/32',
    [
      ['9.9.9.1/32', 'absent'],
      ['9.9.9.2/32', 'absent'],
    ],
  ],
  ['peer * announce route 9.9.9.1/32 next-hop self', [['9.9.9.1/32', 'prepend 0']]],
  ['show adj-rib out', []],
  ['announce eor ipv4 unicast', []],
]

for (const [command, said] of rows) test(`"${command}" is understood`, () => assert.deepEqual(saidIn(command), said))
