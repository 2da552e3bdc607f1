// What does a monitoring system read of the process?
import { exposition } from './metrics/exposition.ts'
import { families, ownFamilies } from './metrics/families.ts'
import type { ProcessFacts } from './metrics/family.ts'
import { type Detail, emptyMemory, type Memory, subjectsOf } from './metrics/subjects.ts'
import type { Snapshot } from './snapshot.ts'

/** What is wanted; `system`: also what every program has. */
type Wanted = Detail & { readonly system: boolean }

/** In Prometheus' text format 0.0.4; ends with a line end. */
export const metrics = (snapshot: Snapshot, process: ProcessFacts, detail: Wanted): string =>
  Buffer.concat([...metricsPieces(snapshot, process, detail, emptyMemory())]).toString()

/** The same in UTF-8, a family each. Who asks again and again keeps the `memory` in between, for one sort of detail. */
export const metricsPieces = (snapshot: Snapshot, process: ProcessFacts, detail: Wanted, memory: Memory): Iterable<Buffer> =>
  exposition(detail.system ? families : ownFamilies, subjectsOf({ snapshot, process }, detail, memory), memory.written)

/** What the text is, for HTTP: Prometheus 3 refuses what does not say so. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'
