// Does a router have a VIP as long as any of the services that share it is well, although its session knows no path identifiers?
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addressedKey } from '../../lib/bgp/route.ts'
import { settingsOf } from '../../lib/engine/exabgp-settings.ts'
import { begin } from '../../lib/exabgp/begin.ts'
import { heal } from '../../lib/exabgp/healing.ts'
import { type Announced, ribOf } from '../../lib/exabgp/rib.ts'
import { backend, config, prefix, service, tier } from '../engine/configs.ts'
import { Simulation } from '../engine/simulation.ts'
import { exabgp, snapshots } from '../engine/worlds.ts'

const vip = '9.9.9.9/32'

/** What a router holds of one VIP: ExaBGP keeps each path of it, sends what changed of them, and the last word counts, whatever its path. */
class Router {
  has = false
  readonly #kept = new Map<string, string>()
  readonly #version: string

  constructor(version: string) {
    this.#version = version
  }

  answer = (line: string): readonly string[] => {
    const [, deed, path = '', attributes = ''] = /^(announce|withdraw) route 9\.9\.9\.9\/32( path-information \d)?(.*)$/.exec(line) ?? []
    if (line === 'flush adj-rib out' && this.#kept.size > 0) this.has = true
    if (deed === 'withdraw') {
      this.#kept.delete(path)
      this.has = false
    }
    if (deed === 'announce' && this.#kept.get(path) !== attributes) {
      this.#kept.set(path, attributes)
      this.has = true
    }
    return line === 'show adj-rib out' ? [...[...this.#kept.keys()].map(listed), 'done'] : exabgp({ version: this.#version })(line)
  }
}

const listed = (path: string): string =>
  `neighbor 10.0.0.2 ipv4 unicast ${vip}${path.replace('information ', 'information 0.0.0.')} next-hop self`

const checks = (proxy: string) => [backend(proxy, { rise: 1, fall: 1 })]
const shared = config([
  service({ name: 'one', checks: checks('one'), tiers: [tier(0.75, { pathInformation: 1 }), tier(0.1, { pathInformation: 2 })] }),
  service({ name: 'two', checks: checks('two'), tiers: [tier(0.1, { pathInformation: 3 })] }),
])

const marks = fc.tuple(fc.constantFrom('++', '+-', '--'), fc.constantFrom('+', '-'))

describe('a VIP of several paths over a session without ADD-PATH', () => {
  for (const version of ['4.2.21', '5.0.15']) {
    it(`is there as long as one of its services is up, with ExaBGP ${version}`, () => {
      const everySecond = fc.array(marks, { minLength: 2, maxLength: 6 })
      fc.assert(
        fc.property(everySecond, (course) => {
          const router = new Router(version)
          const at = (time: number) => course[Math.min(Math.floor(time / 5000), course.length - 1)] ?? ['++', '+']
          const statistics = (time: number) => snapshots([['one', at(time)[0]] as const, ['two', at(time)[1]] as const])
          const sim = new Simulation(shared, { statistics, exabgp: router.answer })
          for (const [index, [one, two]] of course.entries()) {
            sim.until(index * 5000 + 1500)
            assert.equal(router.has, one !== '--' || two !== '-', `${vip} after ${index * 5} s\n${sim.routeLines.join('\n')}`)
          }
        }),
        { numRuns: 50 },
      )
    })
  }
})

it('what is to be said once more is not lost to a round of others that begins just then', () => {
  const [one, other] = ['9.9.9.9/32', '9.9.9.8/32'].map(
    (text): Announced => ({ nlri: { prefix: prefix(text) }, attributes: { nextHop: 'self' } }),
  )
  assert.ok(one && other)
  const begun = begin(settingsOf(shared, [], false), 0, true)
  const announced = ribOf([one, other])
  const healing = { ...begun.healing, at: 5, until: 9, inQuestion: new Map([[addressedKey(one), one]]), announce: [addressedKey(other)] }
  const said: string[] = []
  for (
    let cure = heal({ ...begun, announced, healing }, announced, 5);
    cure.command !== undefined;
    cure = heal(cure.conversation, announced, 5)
  )
    if (cure.command.kind === 'announce') said.push(...cure.command.routes.map(addressedKey))
  assert.ok(said.includes(addressedKey(other)), said.join())
})
