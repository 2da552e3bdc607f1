// How does a record of events look in its file, line by line?
import type { Event, Milliseconds } from '../engine/event.ts'
import type { State } from '../engine/state.ts'
import { type Fields, isFields } from '../values/fields.ts'
import { decode, encode } from './codec.ts'

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

/** `cut`: the beginning of a line, as a crash or a full disk leaves it. `foreign`: nothing that this program wrote. */
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
  if (!decoded.ok) return { kind: line.startsWith('{') ? 'cut' : 'foreign' }
  const { value } = decoded
  if (isHeader(value)) return { kind: 'header', header: value }
  return isEvent(value) ? { kind: 'event', event: value } : { kind: 'foreign' }
}

const format = 'exabgp-haproxy'

// The program wrote these lines itself: only their outline is looked at.
const isHeader = (value: unknown): value is Header =>
  isFields(value) &&
  value.record === format &&
  [value.version, value.run].every((one) => typeof one === 'string') &&
  [value.piece, value.time, value.at].every((one) => typeof one === 'number') &&
  isFields(value.state) &&
  isFields(value.state.config) &&
  Array.isArray(value.state.config.services) &&
  Array.isArray(value.state.services)

const isEvent = (value: unknown): value is Event =>
  isFields(value) && typeof value.at === 'number' && isEventType(value.type) && outlines[value.type](value)

const outlines: { readonly [Type in Event['type']]: (event: Fields) => boolean } = {
  tick: () => true,
  statistics: ({ result }) => isFields(result) && (isFields(result.snapshot) || isFields(result.fault)),
  outline: ({ outline }) => isFields(outline),
  hint: () => true,
  ring: ({ report }) => isFields(report),
  probed: ({ check, evidence }) => isFields(check) && isFields(evidence),
  maintenance: ({ service }) => typeof service === 'string',
  'maintenance-unknown': ({ service, reason }) => typeof service === 'string' && typeof reason === 'string',
  'maintenance-looked': ({ unanswered }) => Array.isArray(unanswered),
  others: ({ others }) => isFields(others),
  outdated: ({ file }) => typeof file === 'string',
  heard: ({ line }) => typeof line === 'string',
  flushed: () => true,
  closed: () => true,
  stop: ({ signal }) => typeof signal === 'string',
}

const isEventType = (type: unknown): type is Event['type'] => typeof type === 'string' && Object.hasOwn(outlines, type)
