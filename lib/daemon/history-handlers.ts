// What does the running process answer who asks for its history?
import { type Asked, failure, type Handlers, type Reply } from '../io/control-handlers.ts'
import type { HistoryReply } from '../status/history.ts'
import type { Remembered } from './remembered.ts'

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
