// Whatever is ordered and taken back, in whichever order and across crashes: is a service that is ordered away ever announced, and is one that is free back in the end?
import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import type { KeptOrders, Orders } from '../../lib/policy/orders.ts'
import { after, type Milliseconds } from '../../lib/values/time.ts'
import { backend, config, service } from './configs.ts'
import { type EventKind, Simulation } from './simulation.ts'
import { exabgp, snapshot } from './worlds.ts'

const second = 1000
/** No deed comes in the moment in which an order expires. */
const expireMs = 7137
const endsAt = 60 * second

type Deed = { readonly at: number; readonly what: 'drain' | 'expiring' | 'stop' | 'resume' | 'file' | 'no file' | 'crash' | 'check' }

const deeds = fc
  .uniqueArray(
    fc.record({
      at: fc.integer({ min: 1, max: 50 }).map((seconds) => seconds * second),
      what: fc.constantFrom<Deed['what'][]>(
        'drain',
        'drain',
        'expiring',
        'stop',
        'resume',
        'resume',
        'file',
        'no file',
        'crash',
        'crash',
        'check',
      ),
    }),
    { selector: ({ at }) => at, maxLength: 12 },
  )
  .map((all): readonly Deed[] => all.toSorted((one, other) => one.at - other.at))

const services = ['web']
const happening = ({ what }: Deed): EventKind | undefined => {
  const by = { by: what === 'stop' ? 'stop' : 'operator', author: 'alice', reason: what } as const
  switch (what) {
    case 'drain':
    case 'stop':
      return { type: 'drain', services, order: by }
    case 'expiring':
      return { type: 'drain', services, order: by, expireMs }
    case 'resume':
      return { type: 'resume', services, author: 'bob' }
    case 'check':
      return { type: 'check-now', services, author: 'carol' }
    case 'file':
    case 'no file':
      return { type: 'maintenance', service: 'web', forMs: what === 'file' ? 0 : undefined }
    case 'crash':
      return undefined
  }
}

/** From when to when the service is ordered away, by what the deeds mean to whoever does them. */
const away = (all: readonly Deed[]): ((at: number) => boolean) => {
  const standing = (at: number): boolean => {
    let [operator, stop, file] = [Number.NEGATIVE_INFINITY, false, false]
    for (const deed of all.filter((one) => one.at <= at)) {
      if (deed.what === 'drain') operator = Number.POSITIVE_INFINITY
      if (deed.what === 'expiring') operator = deed.at + expireMs
      if (deed.what === 'stop') stop = true
      if (deed.what === 'resume') [operator, stop] = [Number.NEGATIVE_INFINITY, false]
      if (deed.what === 'file' || deed.what === 'no file') file = deed.what === 'file'
    }
    return at < operator || stop || file
  }
  return standing
}

const shifted = ({ known, drains, latchedSince }: Orders, ms: number): Orders => ({
  known,
  drains: drains.map(({ since, until, ...wish }) => ({
    ...wish,
    since: after(since, ms),
    ...(until !== undefined && { until: after(until, ms) }),
  })),
  latchedSince: latchedSince && (after(latchedSince, ms) satisfies Milliseconds),
})

type Line = { readonly at: number; readonly line: string }

/** The lines of all lives, one after the other, with the time of the whole. */
const live = (all: readonly Deed[], drain: boolean): readonly Line[] => {
  const drained = drain ? { drain: { forMs: 3071, attributes: { prepend: 4 } } } : {}
  const own = config([service({ checks: [backend('http_back', { rise: 1, fall: 1 })], maintenanceFile: '/m', ...drained })])
  const lines: Line[] = []
  let kept: readonly KeptOrders[] = []
  let [born, file] = [0, undefined as number | undefined]
  const crashes = [...all.filter(({ what }) => what === 'crash').map(({ at }) => at), endsAt]
  for (const dies of crashes) {
    const announced = lines.at(-1)?.line.startsWith('announce') ?? false
    const left = { kept: kept.map((one) => ({ ...one, orders: shifted(one.orders, -born) })) }
    const world = {
      statistics: () => snapshot('+'),
      exabgp: exabgp({ left: announced ? ['9.9.9.9/32'] : [] }),
      left,
      maintenanceLooks: false,
    }
    const sim = new Simulation(own, { ...world, predecessor: true })
    sim.inject(0, { type: 'maintenance', service: 'web', forMs: file === undefined ? undefined : born - file })
    for (const deed of all.filter(({ at }) => at >= born && at < dies)) {
      const event = happening(deed)
      if (event !== undefined) sim.inject(deed.at - born, event)
      if (event?.type === 'maintenance') file = event.forMs === undefined ? undefined : (file ?? deed.at)
    }
    sim.until(dies - born)
    lines.push(...sim.sent.filter(({ line }) => /^(announce|withdraw) route/.test(line)).map(({ at, line }) => ({ at: at + born, line })))
    kept = (sim.kept.at(-1) ?? left.kept).map((one) => ({ ...one, orders: shifted(one.orders, born) }))
    born = dies
  }
  return lines
}

for (const drain of [false, true])
  it(`an order is never passed over, ${drain ? 'and a drain' : 'and without a drain'} lasts no longer than it should`, () => {
    fc.assert(
      fc.property(deeds, (all) => {
        const isAway = away(all)
        const lines = live(all, drain)
        const said = JSON.stringify(lines)
        for (const { at, line } of lines)
          assert.ok(
            !isAway(at) || line.startsWith('withdraw') || line.includes('as-path'),
            `announced at ${at} although ordered away: ${said}`,
          )
        const last = lines.at(-1)?.line ?? ''
        const end = isAway(endsAt - second) && isAway(endsAt - 8 * second)
        if (end) assert.ok(!last.startsWith('announce'), `still there in the end: ${said}`)
        if (!isAway(endsAt - 8 * second) && !isAway(endsAt - second))
          assert.ok(last.endsWith('next-hop self'), `not back in the end: ${said}`)
      }),
      { numRuns: 150 },
    )
  })
