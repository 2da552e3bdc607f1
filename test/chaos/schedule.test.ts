// Is chance the same for the same seed, and does every storm end before its calm?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Kind, type Round, rounds } from './schedule.ts'

const kinds: readonly Kind[] = [
  { name: 'server gone', weight: 5, lasts: [100, 9000], targets: ['a', 'b', 'c'] },
  { name: 'haproxy killed', weight: 1, lasts: [100, 8000], targets: [''] },
  { name: 'link down', weight: 2, lasts: [300, 12_000], targets: ['frr', 'bird'] },
]

const first = (seed: number, count: number): readonly Round[] => {
  const all = rounds(seed, kinds)
  return Array.from({ length: count }, () => all.next().value)
}

test('a seed gives the same faults each time, another seed gives others', () => {
  assert.deepEqual(first(7, 5), first(7, 5))
  assert.notDeepEqual(first(7, 5), first(8, 5))
})

test('every fault of a storm is over at its end, and they overlap', () => {
  for (const { storm, stormMs } of first(1, 50)) {
    assert.ok(storm.length > 0)
    for (const { at, forMs } of storm) assert.ok(at + forMs <= stormMs)
  }
  const overlaps = ({ storm }: Round): boolean =>
    storm.some((one) => storm.some((two) => one !== two && one.at < two.at && two.at < one.at + one.forMs))
  assert.ok(first(1, 50).filter(overlaps).length > 25)
})

test('what stands through a calm leaves the truth to be seen and told', () => {
  const stands = first(3, 50).flatMap((round) => round.stands)
  assert.ok(stands.length > 50)
  assert.deepEqual([...new Set(stands.map(({ kind }) => kind))], ['server gone'])
})

test('all kinds and targets get their turn', () => {
  const storms = first(5, 50).flatMap(({ storm }) => storm)
  for (const { name, targets } of kinds)
    for (const target of targets)
      assert.ok(
        storms.some((it) => it.kind === name && it.target === target),
        `${name} ${target}`,
      )
})
