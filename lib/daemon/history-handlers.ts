// What does the running process answer who asks for its history?
import { type Asked, failure, type Handlers, type Reply } from '../io/control-handlers.ts'
import type { EarlierService } from '../status/earlier.ts'
import type { Feed } from '../status/feed.ts'
import type { History, HistoryReply } from '../status/history.ts'
import type { UnknownTimes } from '../status/unknown-times.ts'

/** `since`: when that began, in milliseconds since 1970. `earlier`: what a record tells of the time before, once it has been read. */
export type Remembered = {
  readonly transitions: History
  readonly unknown: UnknownTimes
  readonly feed: Feed
  readonly since: number
  readonly earlier: Map<string, EarlierService>
}

type Keeper = { readonly history: Remembered; readonly recordPath: () => string | undefined }

/** `GET /v1/history`: what has become of the services; with `?since=`, in milliseconds since 1970, no more than since then. */
export const historyHandlers = ({ history, recordPath }: Keeper): Handlers => ({
  'GET /v1/history': ({ query }: Asked): Reply => {
    const since = query.get('since') ?? '0'
    if (!/^\d{1,15}$/.test(since)) return failure(400, 'Expected since in milliseconds since 1970')
    return { status: 200, body: () => reply(history, Number(since), recordPath()) }
  },
})

const reply = ({ transitions, since }: Remembered, from: number, recordPath: string | undefined): HistoryReply => ({
  version: 1,
  time: Date.now(),
  since,
  ...(recordPath !== undefined && { recordPath }),
  transitions: transitions.since(from),
})
