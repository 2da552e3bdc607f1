// What does HAProxy say to somebody who follows one of its event rings?

/**
 * What has become of following a ring. `ended`: the connection did, and the next attempt tells whether anything is lost. `lost` mends itself; `unavailable` takes another configuration of HAProxy, and `remedy` says which.
 * Reason and remedy are parts of a sentence.
 */
export type RingReport = RingOutcome | { readonly kind: 'ended' }

/** What an attempt came to. */
export type RingOutcome = { readonly kind: 'following'; readonly pid: number } | RingTrouble

export type RingTrouble =
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string; readonly remedy: string }

/** How far a connection has been read. */
type RingReading = {
  /** Who answers, once it has said so. */
  readonly worker: { readonly pid: number; readonly version: string; readonly stopping: boolean } | undefined
  /** Before that, all that was sent; then the line that has not ended yet. */
  readonly rest: string
  /** The first line after that: an event, or why there will be none. */
  readonly first: string | undefined
}

/** `stamp`: when the first of the events happened, as HAProxy writes it. `stopping`: the process that is followed stops, and will say nothing more. */
export type RingSigns = {
  readonly reading: RingReading
  readonly events: number
  readonly stamp: string | undefined
  readonly stopping: boolean
}

export const nothingRead: RingReading = { worker: undefined, rest: '', first: undefined }

// `format timed`: `<1>2026-11-26T11:38:39.123456+00:00 Server …`.
const stampOf = /^<\d+>(\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d) /

/** Far longer than a line of a ring, or what HAProxy says of itself. */
const mostCharacters = 65_536

/**
 * The line for HAProxy's command line (management manual 9.3, "show events"): whatever is written to the ring from now on. HAProxy says nothing
 * when that begins, so it says first who it is. Up to 2.6 it would end after `stats timeout` without an event.
 */
export const ringRequest = (ring: string): string => `set timeout cli 86400;show info;show events ${ring} -w -n\n`

/** Takes in the next piece of what HAProxy sent. No word of an event counts, but that its process stops: traffic may be among them. */
export const readRing = ({ worker, rest, first }: RingReading, piece: string): RingSigns => {
  if (worker === undefined) return readGreeting(rest + piece)
  const lines = (rest + piece).split(/[\n\0]/)
  const unfinished = (lines.pop() ?? '').slice(-mostCharacters)
  const events = lines.filter((line) => line !== '')
  return {
    reading: { worker, rest: unfinished, first: first ?? events[0] },
    events: events.length,
    stamp: stampOf.exec(events[0] ?? '')?.[1],
    stopping: events.some((line) => /\bProxy \S+ stopped\b/.test(line)),
  }
}

/** Why HAProxy closed the connection. */
export const endOfRing = ({ worker, rest, first = '' }: RingReading, ring: string): RingTrouble => {
  if (worker === undefined)
    return { kind: 'lost', reason: rest.trim() === '' ? 'it closed the connection' : 'it does not answer as HAProxy does' }
  if (first === 'Permission denied')
    return { kind: 'unavailable', reason: 'its socket does not permit "show events"', remedy: '"stats socket … level operator"' }
  if (first === 'No such event sink' || first === 'Nothing to report for this sink')
    return { kind: 'unavailable', reason: `it has no ring ${ring}`, remedy: sectionFor(ring) }
  if (first === 'unknown option' || first.startsWith('Unknown command'))
    return { kind: 'unavailable', reason: `HAProxy ${worker.version} has no rings`, remedy: 'HAProxy 2.2 or newer' }
  return { kind: 'lost', reason: 'it closed the connection' }
}

const sectionFor = (ring: string): string =>
  `a section "ring ${ring}" with the lines "format timed" and "size 65536", and "log ring@${ring} local0 notice" in every backend`

// Its name is the product's, which may be another than HAProxy.
const readGreeting = (text: string): RingSigns => {
  const about = text.search(/^Pid: \d/m)
  const end = about === -1 ? -1 : text.indexOf('\n\n', about)
  if (end === -1) return { reading: { ...nothingRead, rest: text.slice(-mostCharacters) }, events: 0, stamp: undefined, stopping: false }
  const info = text.slice(0, end)
  const worker = { pid: Number(field(info, 'Pid')), version: field(info, 'Version'), stopping: field(info, 'Stopping') !== '0' }
  return readRing({ worker, rest: '', first: undefined }, text.slice(end + 2))
}

const field = (info: string, name: string): string => new RegExp(`^${name}: (.+)$`, 'm').exec(info)?.[1] ?? ''
