// What does a service wait for?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withholding } from '../../lib/log/withheld.ts'
import { backend, config, service, tier } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, fault, snapshot } from '../engine/worlds.ts'

const tiers = [tier(0.75), tier(0.25, { prepend: 2 })]

/** What is withheld after each second's weather, which lasts for one result. */
const after = (words: readonly string[], own: Parameters<typeof service>[0] = {}): readonly string[] => {
  const web = service({ checks: [backend('http_back', { rise: 2, fall: 3, fastIntervalMs: 1000 })], tiers, ...own })
  const statistics = (at: number) => {
    const word = words[Math.min(words.length - 1, Math.floor(at / 1000))] ?? ''
    return word === 'unreadable' ? fault('unreadable') : snapshot(word)
  }
  const { state } = new Simulation(config([web]), { statistics, exabgp: exabgp() }).until(words.length * 1000 - 1)
  return state.services.flatMap(withholding)
}

describe('what is withheld', () => {
  for (const [what, words, expected] of [
    ['the first result', ['++'], ['backend http_back: nothing has settled yet, rise: 1 of 2 results above 0%']],
    ['the first bad result', ['--'], ['backend http_back: nothing has settled yet, fall: 1 of 3 results at 0%']],
    ['a result that cannot be read', ['unreadable'], ['backend http_back: nothing has settled yet']],
    ['a fall that has not lasted', ['++', '++', '+-', '--'], ['backend http_back: fall: 2 of 3 results below 100%']],
    ['a rise that has not lasted', ['+-', '+-', '++'], ['backend http_back: rise: 1 of 2 results above 50%']],
    ['a result that interrupts a rise', ['+-', '+-', '++', '+-', '++'], ['backend http_back: rise: 1 of 2 results above 50%']],
    ['nothing once all has settled', ['++', '++'], []],
  ] as const) {
    it(`is ${what}`, () => assert.deepEqual(after(words), expected))
  }

  it('is an improvement that comes before its time', () => {
    assert.deepEqual(after(['+-', '+-', '++', '++'], { holdMs: 60_000 }), ['enough for tier 1, but hold makes an improvement wait 60 s'])
  })

  it('is a number of servers where the share is the same', () => {
    assert.deepEqual(after(['++', '++', '+++']), ['backend http_back: rise: 1 of 2 results above 2 servers'])
  })
})
