// Which lines does a HAProxy whose servers flap lead to, and when? Worked out a second time, from what the README promises.
import { modelAsker } from './asker-model.ts'
import type { Flaps } from './flaps.ts'
import { gatesAt } from './gates.ts'
import type { Sent } from './simulation.ts'
import { modelWriter } from './writer-model.ts'

/** A rung is entered with so many of four servers, and left with fewer than `leave`. */
export type Rung = { readonly enter: number; readonly leave: number; readonly prepend: number }

export type Flapper = {
  readonly vip: string
  readonly backend: string
  readonly intervalMs: number
  readonly fastIntervalMs: number
  readonly rise: number
  readonly fall: number
  /** The best first. */
  readonly rungs: readonly Rung[]
  readonly holdMs: number
  /** With one rung only, and without a hold. */
  readonly damping?: { readonly halfLifeMs: number; readonly suppress: number; readonly reuse: number; readonly longestMs: number }
}

/** HAProxy answers so late, and ExaBGP too. */
export const answerTakesMs = 1

/** Every line about routes until `end`. Checks that share HAProxy's answer have one interval, fast or not, and no `hints`. */
export const linesOf = (flappers: readonly Flapper[], flaps: Flaps, hints: readonly number[], end: number): readonly Sent[] => {
  const services = flappers.map((flapper) => modelService(flapper, hints))
  const writer = modelWriter(answerTakesMs)
  for (;;) {
    const at = Math.min(writer.wakeAt(), ...services.map(({ wakeAt }) => wakeAt()))
    if (at > end) return writer.sent
    for (const service of services) service.live(at, flaps)
    writer.live(at, new Map(services.flatMap(({ vip, wish }) => [[vip, wish()] as const])))
  }
}

const rungFor = (rungs: readonly Rung[], place: number | undefined, servers: number | undefined): number | undefined => {
  if (servers === undefined) return undefined
  const found = rungs.findIndex(({ enter, leave }, index) => servers >= (place !== undefined && place <= index ? leave : enter))
  return found === -1 ? rungs.length : found
}

/** Its place on the ladder; `down` is the one below the last. */
const modelService = (flapper: Flapper, hints: readonly number[]) => {
  const { vip, backend, rise, fall, rungs, holdMs } = flapper
  const down = rungs.length
  const gates = gatesAt([1, 2, 3, 4], rise, fall)
  const damper = modelDamper(flapper)
  const asker = modelAsker(flapper, hints, answerTakesMs)
  let newest = 0
  let place: number | undefined
  let movedAt = 0
  let reviewAt = Number.POSITIVE_INFINITY

  // Each of them is a check of its own: "at least so many".
  const settled = (): number | undefined => gates.open()?.filter((open) => open).length

  const listen = (marks: string, at: number): void => {
    const servers = marks.replaceAll('-', '').length
    if (!asker.counts(servers < newest)) return
    gates.take(servers)
    newest = servers
    asker.counted(newest === settled(), at)
  }

  const judge = (at: number): void => {
    reviewAt = Number.POSITIVE_INFINITY
    const to = rungFor(rungs, place, settled())
    if (to === undefined) return
    const from = place !== undefined && to < place ? Math.max(movedAt + holdMs, damper.improvesFrom(at)) : damper.worsensFrom(at)
    if (at < from) reviewAt = from
    if (at < from || to === place) return
    damper.charge(place !== undefined && place < down && to === down, at)
    place = to
    movedAt = at
  }

  return {
    vip,
    wish: () => (place === undefined || place === down ? undefined : rungs[place]?.prepend),
    wakeAt: () => Math.min(asker.wakeAt(), reviewAt),
    live: (at: number, flaps: Flaps): void => {
      const askedAt = asker.hear(at)
      if (askedAt !== undefined) listen(flaps(backend, askedAt), at)
      if (askedAt !== undefined || at >= reviewAt) judge(at)
      asker.ask(newest === settled(), at)
    },
  }
}

/** What a receiver that damps holds against it: 1000 for each withdraw, which begins to halve ten seconds after a change. */
const modelDamper = ({ damping }: Flapper) => {
  let penalty = 0
  let changedAt = 0
  let suppressed = false
  let waitsSince: number | undefined
  const { halfLifeMs, suppress, reuse, longestMs } = damping ?? { halfLifeMs: 1, suppress: 0, reuse: 0, longestMs: 0 }
  const penaltyAt = (at: number) => penalty * 0.5 ** (Math.max(0, at - changedAt - 10_000) / halfLifeMs)
  return {
    /** When it may come back: once one more withdraw would be borne, or once it is used again where it is suppressed. */
    improvesFrom: (at: number): number => {
      if (damping === undefined) return at
      waitsSince ??= at
      const limit = suppressed && penaltyAt(at) >= reuse ? reuse : suppress - 1000
      const latest = waitsSince + longestMs
      if (at >= latest || penaltyAt(at) < limit) return at
      return Math.min(latest, changedAt + 10_000 + Math.ceil(halfLifeMs * Math.log2(penalty / limit)) + 1)
    },
    /** When it may go anywhere else: at once. */
    worsensFrom: (at: number): number => {
      waitsSince = undefined
      return at
    },
    charge: (withdrawn: boolean, at: number): void => {
      const before = penaltyAt(at)
      suppressed = before + (withdrawn ? 1000 : 0) >= suppress || (suppressed && before >= reuse)
      penalty = before + (withdrawn ? 1000 : 0)
      changedAt = at
    },
  }
}
