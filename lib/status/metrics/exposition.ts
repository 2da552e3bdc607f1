// How do the families look as text, each with all its values?
import type { AnyFamily, Reading, Sample, Subjects } from './family.ts'
import { helpText, labels, numberText } from './text.ts'

/** Things that have values, and the texts of the labels that tell them apart, in the same order; while these are the same, so is their list. */
export type Labelled<Subject> = { readonly labels: readonly string[]; readonly subjects: readonly Subject[] }

export type AllSubjects = { readonly [Of in keyof Subjects]: Labelled<Subjects[Of]> }

/** What was written of each family last. Most of them are the same when they are asked for again, and are not written anew. */
export type Written = Map<string, Was>

/** `pieces`: of each subject, where one has many lines. */
type Was = { readonly labels: readonly string[]; readonly values: Values; readonly lines: string; readonly pieces: readonly string[] }

/** In the order of the lines; a line without a value is left out. */
type Values = readonly (number | undefined)[]

/** Families without any value are left out. */
export function* exposition(families: readonly AnyFamily[], subjects: AllSubjects, written: Written): Generator<string> {
  for (const family of families) yield familyText(family, subjects, written)
}

const familyText = (family: AnyFamily, subjects: AllSubjects, written: Written): string => {
  const { name, help, type } = family
  const lines = linesOf(family, subjects, written)
  return lines === '' ? '' : `# HELP ${name} ${helpText(help)}\n# TYPE ${name} ${type}\n${lines}`
}

// Each case is the same, as the compiler cannot tell that a family is read off its own subjects.
const linesOf = ({ of, name, reading }: AnyFamily, subjects: AllSubjects, written: Written): string => {
  switch (of) {
    case 'process':
      return samples(name, reading, subjects.process, written)
    case 'neighbor':
      return samples(name, reading, subjects.neighbor, written)
    case 'service':
      return samples(name, reading, subjects.service, written)
    case 'check':
      return samples(name, reading, subjects.check, written)
    case 'vip':
      return samples(name, reading, subjects.vip, written)
  }
}

const samples = <Subject>(name: string, reading: Reading<Subject>, { labels, subjects }: Labelled<Subject>, written: Written): string => {
  if ('samples' in reading)
    return subjects
      .flatMap((subject, index) => reading.samples(subject).map((sample) => sampleLine(name, labels[index] ?? '', sample)))
      .join('')
  const values = valuesOf(reading, subjects)
  const known = written.get(name)
  if (known?.labels === labels && isSame(known.values, values)) return known.lines
  const pieces = 'value' in reading ? [] : wordPieces(name, labels, reading, values, known?.labels === labels ? known : undefined)
  const lines = 'value' in reading ? valueLines(name, labels, values) : pieces.join('')
  written.set(name, { labels, values, lines, pieces })
  return lines
}

const valuesOf = <Subject>(reading: Exclude<Reading<Subject>, { readonly samples: unknown }>, subjects: readonly Subject[]): Values => {
  if ('value' in reading) return subjects.map(reading.value)
  const values: number[] = []
  for (const subject of subjects) for (const word of reading.words) values.push(reading.each(subject, word))
  return values
}

const isSame = (one: Values, other: Values): boolean =>
  one.length === other.length && one.every((value, index) => Object.is(value, other[index]))

const sampleLine = (name: string, ofSubject: string, { suffix, labels, value }: Sample): string => {
  const all = ofSubject === '' || labels === '' ? ofSubject + labels : `${ofSubject},${labels}`
  return valueLine(name + (suffix ?? ''), all, value)
}

const valueLines = (name: string, labels: readonly string[], values: Values): string =>
  labels
    .map((one, index) => {
      const value = values[index]
      return value === undefined ? '' : valueLine(name, one, value)
    })
    .join('')

const valueLine = (name: string, labels: string, value: number): string =>
  labels === '' ? `${name} ${numberText(value)}\n` : `${name}{${labels}} ${numberText(value)}\n`

// Most lines are of this sort, tens of thousands, and few of them change between two questions.
const wordPieces = (
  name: string,
  ofSubjects: readonly string[],
  { label, words }: { readonly label: string; readonly words: readonly string[] },
  values: Values,
  was: Was | undefined,
): readonly string[] => {
  const ends = words.map((word) => `,${labels({ [label]: word })}} `)
  return ofSubjects.map((own, index) => {
    const first = index * words.length
    const known = was?.pieces[index]
    if (known !== undefined && words.every((_, place) => Object.is(was?.values[first + place], values[first + place]))) return known
    const start = `${name}{${own}`
    return ends.flatMap((end, place) => [start, end, numberText(values[first + place] ?? 0), '\n']).join('')
  })
}
