// What does a monitoring system read of the process?
import { exposition } from './metrics/exposition.ts'
import { families, ownFamilies } from './metrics/families.ts'
import type { ProcessFacts } from './metrics/family.ts'
import { type Detail, emptyMemory, findingSubjects, type Memory } from './metrics/subjects.ts'
import type { Snapshot } from './snapshot.ts'

/** What is wanted; `system`: also what every program has. */
type Wanted = Detail & { readonly system: boolean }

/** In Prometheus' text format 0.0.4; ends with a line end. */
export const metrics = (snapshot: Snapshot, process: ProcessFacts, detail: Wanted): string =>
  [...metricsPieces(snapshot, process, detail, emptyMemory())].map((piece) => piece?.toString() ?? '').join('')

/** The same in UTF-8, bit by bit. Who asks again and again keeps the `memory` in between, for one sort of detail. */
export function* metricsPieces(
  snapshot: Snapshot,
  process: ProcessFacts,
  detail: Wanted,
  memory: Memory,
): Generator<Buffer | undefined, void> {
  const subjects = yield* findingSubjects({ snapshot, process }, detail, memory)
  yield* exposition(detail.system ? families : ownFamilies, subjects, memory.written)
}

/** What the text is, for HTTP: Prometheus 3 refuses what does not say so. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'
