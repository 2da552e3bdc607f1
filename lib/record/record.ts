// How does a record of events look in its file, line by line?
import * as v from 'valibot'
import type { Event } from '../engine/event.ts'
import type { State } from '../engine/state.ts'
import { isFields } from '../values/fields.ts'
import { isReading, type Milliseconds } from '../values/time.ts'
import { decode, encode } from './codec.ts'
import { eventSchemas } from './event-schema.ts'
import { stateSchema } from './state-schema.ts'

/**
 * Why a piece of a record begins: the process started, the file before was full, or events were lost because they could not be written. The
 * state at that moment stands in it, so every piece can be replayed by itself.
 */
export type Begins = 'run' | 'file' | 'gap'

/** The first line of each piece; events follow until the next header. Its state names the configuration, which names where credentials stand, never what they are. */
export type Header = {
  /** Of the program. */
  readonly version: string
  /** The same in all pieces of one run of the process, which are numbered from 0. */
  readonly run: string
  readonly piece: number
  readonly begins: Begins
  /** Milliseconds since 1970, at the reading `at` of the monotonic clock. */
  readonly time: number
  readonly at: Milliseconds
  readonly standalone: boolean
  /** Before the event that follows. */
  readonly state: State
}

/** `cut`: the beginning of a line, as a crash or a full disk leaves it, or zeros, as a power cut does. `foreign`: nothing that this program wrote. */
type RecordLine =
  | { readonly kind: 'header'; readonly header: Header }
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'cut' }
  | { readonly kind: 'foreign' }

export const encodeHeader = (header: Header): string => encode({ record: format, ...header })

/** One line without its end; `readRecordLine` gives the same event again. */
export const encodeEvent = (event: Event): string => encode(event)

/** What a line of a record is; blank lines stand for nothing and are the caller's to pass over. */
export const readRecordLine = (line: string): RecordLine => {
  const decoded = decode(line)
  if (!decoded.ok) return { kind: /^[{\0]/.test(line) ? 'cut' : 'foreign' }
  const { value } = decoded
  if (v.is(headerSchema, value)) return { kind: 'header', header: value }
  return isEvent(value) ? { kind: 'event', event: value } : { kind: 'foreign' }
}

const format = 'exabgp-haproxy'

const isEvent = (value: unknown): value is Event => isFields(value) && isEventType(value.type) && v.is(eventSchemas[value.type], value)

const isEventType = (type: unknown): type is Event['type'] => typeof type === 'string' && Object.hasOwn(eventSchemas, type)

const headerSchema = v.object({
  record: v.literal(format),
  version: v.string(),
  run: v.string(),
  piece: v.number(),
  begins: v.picklist(['run', 'file', 'gap']),
  time: v.number(),
  at: v.custom<Milliseconds>(isReading),
  standalone: v.boolean(),
  state: stateSchema,
}) satisfies v.GenericSchema<Header>
