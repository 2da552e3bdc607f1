// Which record is written, as one configuration follows another?
import type { Config } from '../config/config.ts'
import type { Recorder } from './record.ts'
import { recordEvents } from './recording.ts'

type Wish = Parameters<typeof recordEvents>[0]

/** What stands in the record goes on in the next one, where another is configured. */
export const followRecord = (wish: Wish): Recorder & { readonly follow: (config: Config) => void } => {
  let current = recordEvents(wish)
  let followed = wish.config
  return {
    path: () => current.path(),
    record: (event, state) => current.record(event, state),
    flushed: () => current.flushed(),
    follow: ({ record }) => {
      if (JSON.stringify(record) === JSON.stringify(followed)) return
      followed = record
      void current.flushed()
      current = recordEvents({ ...wish, config: record })
    },
  }
}
