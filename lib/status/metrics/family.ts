// What is a family of metrics: its name, what it means, and how it is read off?
import type { Histogram } from '../../values/histogram.ts'
import type { CheckSnapshot } from '../check.ts'
import type { NeighborSnapshot } from '../neighbors.ts'
import type { ServiceSnapshot } from '../service.ts'
import type { Snapshot } from '../snapshot.ts'
import { labels } from './text.ts'

/** What the snapshot does not have, as the system tells it. */
export type ProcessFacts = {
  readonly cpuSeconds: number
  readonly residentBytes: number
  /** Absent where the system does not tell. */
  readonly openFiles?: number
  readonly mostFiles?: number
  /** VIPs whose routes lead to this machine although none of its addresses is in them; absent while nobody knows. */
  readonly missingVips?: ReadonlySet<string>
}

export type Source = { readonly snapshot: Snapshot; readonly process: ProcessFacts }

/** A VIP of a service, whichever neighbors and path identifiers it has. `local`: absent while nobody knows. */
export type Vip = { readonly announced: boolean; readonly local: boolean | undefined }

/** What a family has values of, and the labels that tell them apart. */
export type Subjects = {
  readonly process: Source
  readonly neighbor: NeighborSnapshot
  readonly service: ServiceSnapshot
  readonly check: CheckSnapshot
  readonly vip: Vip
}

export const labelsOf: Readonly<Record<keyof Subjects, readonly string[]>> = {
  process: [],
  neighbor: ['neighbor'],
  service: ['service'],
  check: ['service', 'check'],
  vip: ['service', 'vip'],
}

/** One value; `labels`: those that it has beside its subject's, as text, or empty. */
export type Sample = { readonly suffix?: '_bucket' | '_sum' | '_count'; readonly labels: string; readonly value: number }

/** A single value, several, or none where there is nothing to tell. */
type Reading = number | readonly Sample[] | undefined

type Family<Of extends keyof Subjects> = {
  readonly of: Of
  /** Without the prefix. */
  readonly name: string
  readonly type: 'gauge' | 'counter' | 'histogram' | 'summary'
  readonly help: string
  /** Beside those of its subject, and the values they have, where those are a closed set. */
  readonly labels: Readonly<Record<string, readonly string[] | undefined>>
  readonly read: (subject: Subjects[Of]) => Reading
}

/** A row of the table, whatever it is about. */
export type AnyFamily = { readonly [Of in keyof Subjects]: Family<Of> }[keyof Subjects]

type Row<Of extends keyof Subjects> = (name: string, help: string, read: Family<Of>['read'], labels?: Family<Of>['labels']) => AnyFamily

/** How a row of the table is written, by what it is about and its type. */
export const rows =
  <Of extends keyof Subjects>(of: Of, type: Family<Of>['type']): Row<Of> =>
  (name, help, read, labels = {}) =>
    ({ of, type, name, help, labels, read }) as AnyFamily

/** One value for each word. */
export const byWord = <Word extends string>(label: string, words: readonly Word[], read: (word: Word) => number): readonly Sample[] =>
  words.map((word) => ({ labels: known(label, word), value: read(word) }))

// Words are few, and the same at every reading.
const texts = new Map<string, string>()

const known = (label: string, word: string): string => {
  const key = `${label} ${word}`
  const text = texts.get(key) ?? labels({ [label]: word })
  texts.set(key, text)
  return text
}

/** As the exposition has it: each bucket counts all values up to its bound. */
export const ofHistogram = ({ bounds, counts, sum }: Histogram, own: Readonly<Record<string, string>> = {}): readonly Sample[] => {
  let count = 0
  const buckets = counts.map((one, index) => {
    count += one
    const le = index === bounds.length ? '+Inf' : String(bounds[index])
    return { suffix: '_bucket' as const, labels: labels({ ...own, le }), value: count }
  })
  return [...buckets, { suffix: '_sum', labels: labels(own), value: sum }, { suffix: '_count', labels: labels(own), value: count }]
}

export const flag = (is: boolean): 0 | 1 => (is ? 1 : 0)

/** Unix time; 0 where there is none. */
export const timestamp = (ms: number | undefined): number => (ms ?? 0) / 1000
