// How do the families look as text, each with all its values?
import type { AnyFamily, Reading, Sample, Subjects } from './family.ts'
import { helpText, labels, numberText } from './text.ts'

/** Things that have values, and the texts of the labels that tell them apart, in the same order; while these are the same, so is their list. */
export type Labelled<Subject> = { readonly labels: readonly string[]; readonly subjects: readonly Subject[] }

export type AllSubjects = { readonly [Of in keyof Subjects]: Labelled<Subjects[Of]> }

/** What was written of each family last. Most of them are the same when they are asked for again, and are not written anew. */
export type Written = Map<string, Was>

/** `pieces`: of each subject, where one has many lines. `bytes`: the family as a whole. */
type Was = { readonly labels: readonly string[]; readonly values: Values; readonly pieces: readonly string[]; readonly bytes: Buffer }

/** In the order of the lines; a line without a value is left out. */
type Values = readonly (number | undefined)[]

/** So many subjects of a family are one piece. */
const together = 200

/** A family after the other, in UTF-8, nothing of one without any value; yields in between where others may come first. */
export function* exposition(families: readonly AnyFamily[], subjects: AllSubjects, written: Written): Generator<Buffer | undefined, void> {
  for (const family of families) yield yield* writing(family, subjects, written)
}

// Each case is the same, as the compiler cannot tell that a family is read off its own subjects.
const writing = (family: AnyFamily, subjects: AllSubjects, written: Written): Generator<undefined, Buffer> => {
  switch (family.of) {
    case 'process':
      return writingOf(family, family.reading, subjects.process, written)
    case 'neighbor':
      return writingOf(family, family.reading, subjects.neighbor, written)
    case 'service':
      return writingOf(family, family.reading, subjects.service, written)
    case 'check':
      return writingOf(family, family.reading, subjects.check, written)
    case 'vip':
      return writingOf(family, family.reading, subjects.vip, written)
  }
}

type Named = Pick<AnyFamily, 'name' | 'type' | 'help'>

function* writingOf<Subject>(
  family: Named,
  reading: Reading<Subject>,
  { labels, subjects }: Labelled<Subject>,
  written: Written,
): Generator<undefined, Buffer> {
  const { name } = family
  if ('samples' in reading) return whole(family, samplesOf(name, reading, labels, subjects))
  const values: (number | undefined)[] = []
  for (const part of parts(subjects)) {
    if (part.from > 0) yield
    addValues(values, reading, subjects, part)
  }
  const was = written.get(name)
  const known = was?.labels === labels ? was : undefined
  if (known !== undefined && isSame(known.values, values)) return known.bytes
  const lines: string[] = []
  for (const part of parts(labels)) {
    if (part.from > 0) yield
    if ('value' in reading) addValueLines(lines, name, labels, values, part)
    else addWordPieces(lines, name, labels, reading, values, known, part)
  }
  const bytes = whole(family, lines)
  written.set(name, { labels, values, pieces: 'value' in reading ? [] : lines, bytes })
  return bytes
}

/** From this index on, up to that one without it. */
type Part = { readonly from: number; readonly to: number }

const parts = ({ length }: readonly unknown[]): readonly Part[] =>
  Array.from({ length: Math.ceil(length / together) }, (_, index) => ({
    from: index * together,
    to: Math.min(length, (index + 1) * together),
  }))

const whole = ({ name, help, type }: Named, lines: readonly string[]): Buffer => {
  const text = lines.join('')
  return Buffer.from(text === '' ? '' : `# HELP ${name} ${helpText(help)}\n# TYPE ${name} ${type}\n${text}`)
}

const addValues = <Subject>(
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

const isSame = (one: Values, other: Values): boolean =>
  one.length === other.length && one.every((value, index) => Object.is(value, other[index]))

const sampleLine = (name: string, ofSubject: string, { suffix, labels, value }: Sample): string => {
  const all = ofSubject === '' || labels === '' ? ofSubject + labels : `${ofSubject},${labels}`
  return valueLine(name + (suffix ?? ''), all, value)
}

const samplesOf = <Subject>(
  name: string,
  reading: Extract<Reading<Subject>, { readonly samples: unknown }>,
  labels: readonly string[],
  subjects: readonly Subject[],
): readonly string[] =>
  subjects.flatMap((subject, index) => reading.samples(subject).map((sample) => sampleLine(name, labels[index] ?? '', sample)))

const addValueLines = (lines: string[], name: string, labels: readonly string[], values: Values, { from, to }: Part): void => {
  for (let index = from; index < to; index++) {
    const value = values[index]
    lines.push(value === undefined ? '' : valueLine(name, labels[index] ?? '', value))
  }
}

const valueLine = (name: string, labels: string, value: number): string =>
  labels === '' ? `${name} ${numberText(value)}\n` : `${name}{${labels}} ${numberText(value)}\n`

// Most lines are of this sort, tens of thousands, and few of them change between two questions.
const addWordPieces = (
  pieces: string[],
  name: string,
  ofSubjects: readonly string[],
  { label, words }: { readonly label: string; readonly words: readonly string[] },
  values: Values,
  was: Was | undefined,
  { from, to }: Part,
): void => {
  const ends = words.map((word) => `,${labels({ [label]: word })}} `)
  for (let index = from; index < to; index++) {
    const first = index * words.length
    const known = was?.pieces[index]
    const isKnown = known !== undefined && words.every((_, place) => Object.is(was?.values[first + place], values[first + place]))
    const start = `${name}{${ofSubjects[index] ?? ''}`
    pieces.push(isKnown ? known : ends.flatMap((end, place) => [start, end, numberText(values[first + place] ?? 0), '\n']).join(''))
  }
}
