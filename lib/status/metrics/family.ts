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
}

export type Source = { readonly snapshot: Snapshot; readonly process: ProcessFacts }

/** A VIP of a service, whichever neighbors and path identifiers it has. `announced`: absent where it is a shadow's; `local`: while nobody knows. */
export type Vip = { readonly announced: boolean | undefined; readonly local: boolean | undefined }

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

/** A single value, none where there is nothing to tell; one for each word of a label; or what else there is. */
export type Reading<Subject> =
  | { readonly value: (subject: Subject) => number | undefined }
  | { readonly label: string; readonly words: readonly string[]; readonly each: (subject: Subject, word: string) => number }
  | { readonly samples: (subject: Subject) => readonly Sample[]; readonly labels: readonly string[] }

type Type = 'gauge' | 'counter' | 'histogram' | 'summary'

/** A row of the table. */
type Family<Of extends keyof Subjects> = {
  readonly of: Of
  /** Without the prefix, as it is written down. */
  readonly name: string
  readonly type: Type
  readonly help: string
  readonly reading: Reading<Subjects[Of]>
}

/** Whatever it is about. */
export type AnyFamily = { readonly [Of in keyof Subjects]: Family<Of> }[keyof Subjects]

type Row<Read> = (name: string, help: string, read: Read) => AnyFamily

const familyOf = <Of extends keyof Subjects>(family: Family<Of>): AnyFamily => family as unknown as AnyFamily

/** How rows are written that have a single value. */
export const single =
  <Of extends keyof Subjects>(of: Of, type: Type): Row<(subject: Subjects[Of]) => number | undefined> =>
  (name, help, value) =>
    familyOf({ of, type, name, help, reading: { value } })

/** How a row is written that has a value for each word of a label. */
export const byWord =
  <Of extends keyof Subjects, Word extends string>(of: Of, type: Type, label: string, words: readonly Word[]) =>
  (name: string, help: string, each: (subject: Subjects[Of], word: Word) => number): AnyFamily =>
    familyOf({ of, type, name, help, reading: { label, words, each: (subject, word) => each(subject, word as Word) } })

/** How a row is written that has other samples, or other labels. */
export const several =
  <Of extends keyof Subjects>(of: Of, type: Type, labels: readonly string[]): Row<(subject: Subjects[Of]) => readonly Sample[]> =>
  (name, help, samples) =>
    familyOf({ of, type, name, help, reading: { samples, labels } })

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
