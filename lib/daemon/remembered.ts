// What has happened, for those who look at it later?
import type { EarlierService } from '../status/earlier.ts'
import { Feed, type Happened } from '../status/feed.ts'
import { History } from '../status/history.ts'
import { UnknownTimes } from '../status/unknown-times.ts'

/** `since`: when that began, in milliseconds since 1970. `earlier`, `earlierFeed`: what a record tells of the time before, once it has been read; the newest first. */
export type Remembered = {
  readonly transitions: History
  readonly unknown: UnknownTimes
  readonly feed: Feed
  readonly since: number
  readonly earlier: Map<string, EarlierService>
  readonly earlierFeed: Happened[]
}

/** From now on. */
export const nothingYet = (): Remembered => ({
  ...{ transitions: new History(), unknown: new UnknownTimes(), feed: new Feed(), since: Date.now() },
  ...{ earlier: new Map(), earlierFeed: [] },
})
