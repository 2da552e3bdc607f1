// What is a page made from?
import type { Earlier } from '../earlier.ts'
import type { Happened } from '../feed.ts'
import type { History } from '../history.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Style } from '../style.ts'
import type { UnknownTimes } from '../unknown-times.ts'
import type { RangeName } from './range.ts'

/** `feed`: the newest first. `since`: before that only `earlier` tells of the services. `time`: writes milliseconds since 1970 as ISO 8601 does. */
export type PageSource = {
  readonly snapshot: Snapshot
  readonly history: History
  readonly unknown: UnknownTimes
  readonly since: number
  readonly earlier: Earlier
  readonly feed: readonly Happened[]
  readonly range: RangeName
  readonly time: Style['time']
}
