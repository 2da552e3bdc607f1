// How are the values of a family read and written, so many at a time?
import type { Reading, Sample } from './family.ts'
import { labels, numberText } from './text.ts'

/** In the order of the lines; a line without a value is left out. */
export type Values = readonly (number | undefined)[]

/** From this index on, up to that one without it. */
export type Part = { readonly from: number; readonly to: number }

export const addValues = <Subject>(
  values: (number | undefined)[],
  reading: Exclude<Reading<Subject>, { readonly samples: unknown }>,
  subjects: readonly Subject[],
  { from, to }: Part,
): void => {
  for (const subject of subjects.slice(from, to)) {
    if ('value' in reading) values.push(reading.value(subject))
    else for (const word of reading.words) values.push(reading.each(subject, word))
  }
}

const sampleLine = (name: string, ofSubject: string, { suffix, labels, value }: Sample): string => {
  const all = ofSubject === '' || labels === '' ? ofSubject + labels : `${ofSubject},${labels}`
  return valueLine(name + (suffix ?? ''), all, value)
}

export const samplesOf = <Subject>(
  name: string,
  reading: Extract<Reading<Subject>, { readonly samples: unknown }>,
  labels: readonly string[],
  subjects: readonly Subject[],
): readonly string[] =>
  subjects.flatMap((subject, index) => reading.samples(subject).map((sample) => sampleLine(name, labels[index] ?? '', sample)))

export const addValueLines = (lines: string[], name: string, labels: readonly string[], values: Values, { from, to }: Part): void => {
  for (let index = from; index < to; index++) {
    const value = values[index]
    lines.push(value === undefined ? '' : valueLine(name, labels[index] ?? '', value))
  }
}

const valueLine = (name: string, labels: string, value: number): string =>
  labels === '' ? `${name} ${numberText(value)}\n` : `${name}{${labels}} ${numberText(value)}\n`

// Most lines are of this sort, tens of thousands, and few of them change between two questions.
export const addWordPieces = (
  pieces: string[],
  name: string,
  ofSubjects: readonly string[],
  { label, words }: { readonly label: string; readonly words: readonly string[] },
  values: Values,
  was: { readonly values: Values; readonly pieces: readonly string[] } | undefined,
  { from, to }: Part,
): void => {
  const ends = words.map((word) => `,${labels({ [label]: word })}} `)
  for (let index = from; index < to; index++) {
    const first = index * words.length
    const known = was?.pieces[index]
    const isKnown = known !== undefined && words.every((_, place) => Object.is(was?.values[first + place], values[first + place]))
    if (isKnown) pieces.push(known)
    else {
      const start = `${name}{${ofSubjects[index] ?? ''}`
      pieces.push(ends.flatMap((end, place) => [start, end, numberText(values[first + place] ?? 0), '\n']).join(''))
    }
  }
}
