// To whom does a line to ExaBGP speak, in the words of each version?
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sayingOf } from '../../../lib/migrate/verify/line.ts'

it('a line speaks to the addresses that it names, and to everybody where it names none or a star alone', () => {
  for (const [before, neighbors] of [
    ['', ''],
    ['neighbor * ', ''],
    ['peer * ', ''],
    ['neighbor 10.0.0.1 ', '10.0.0.1'],
    ['neighbor 10.0.0.9, neighbor 10.0.0.1 ', '10.0.0.1 10.0.0.9'],
    ['peer 10.0.0.1 ', '10.0.0.1'],
    ['neighbor 10.0.0.1 neighbor * ', '10.0.0.1'],
    ['neighbor 10.0.0.9, neighbor 10.0.0.1 neighbor * ', '10.0.0.1 10.0.0.9'],
    ['neighbor 10.0.0.1, neighbor * ', ''],
  ] as const)
    assert.equal(sayingOf(`${before}announce route 192.0.2.1/32 next-hop self`)?.parts.get('neighbor'), neighbors, before)
})
