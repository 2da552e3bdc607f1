// What is a page made from?
import type { Earlier } from '../earlier.ts'
import type { Feed } from '../feed.ts'
import type { History } from '../history.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Style } from '../style.ts'
import type { UnknownTimes } from '../unknown-times.ts'
import type { RangeName } from './range.ts'

/** `since`: before that only `earlier` tells of the services. `time`: writes milliseconds since 1970 as ISO 8601 does. */
export type PageSource = {
  readonly snapshot: Snapshot
  readonly history: History
  readonly unknown: UnknownTimes
  readonly since: number
  readonly earlier: Earlier
  readonly feed: Feed
  readonly range: RangeName
  readonly time: Style['time']
}
