// How is the process measured, for whoever asks?
import type { State } from '../engine/state.ts'
import { now } from '../io/clock.ts'
import { processUsage } from '../io/process-usage.ts'
import { emptyMemory } from '../status/metrics/subjects.ts'
import { metricsPieces } from '../status/metrics.ts'
import { takingSnapshot } from '../status/snapshot.ts'
import { type Loaded, tellFacts } from './facts.ts'

export type Measured = {
  readonly name: string
  readonly state: () => State
  readonly loaded: () => Loaded
  /** Where events are recorded, if they are. */
  readonly recordPath: () => string | undefined
}

/** As long as nothing happens what was told holds so long: a clock goes on all the same. */
const keptMs = 1000

/** Tells the metrics in Prometheus' text format; who asks again before anything has happened costs nothing. `system`: also what every program has, by names that node_exporter has itself. */
export const tellMetrics = (
  { name, state, loaded, recordPath }: Measured,
  own = { system: true },
): (() => Generator<Buffer | undefined>) => {
  const facts = tellFacts(name, recordPath)
  const memory = emptyMemory()
  let told: { readonly of: State; readonly at: number; readonly pieces: readonly Buffer[] } | undefined
  return function* () {
    const [of, at] = [state(), now()]
    if (told?.of === of && at - told.at < keptMs) return yield* told.pieces
    const usage = processUsage()
    yield
    const taken = yield* takingSnapshot(of, facts(of.config, loaded()), at)
    const pieces: Buffer[] = []
    for (const piece of metricsPieces(taken, usage, { ...of.config.metrics, ...own }, memory)) {
      if (piece !== undefined) pieces.push(piece)
      yield piece
    }
    told = { of, at, pieces }
  }
}
