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

/** A family after the other, in UTF-8; nothing of one without any value. */
export function* exposition(families: readonly AnyFamily[], subjects: AllSubjects, written: Written): Generator<Buffer> {
  for (const family of families) yield familyBytes(family, subjects, written)
}

// Each case is the same, as the compiler cannot tell that a family is read off its own subjects.
const familyBytes = (family: AnyFamily, subjects: AllSubjects, written: Written): Buffer => {
  switch (family.of) {
    case 'process':
      return bytesOf(family, family.reading, subjects.process, written)
    case 'neighbor':
      return bytesOf(family, family.reading, subjects.neighbor, written)
    case 'service':
      return bytesOf(family, family.reading, subjects.service, written)
    case 'check':
      return bytesOf(family, family.reading, subjects.check, written)
    case 'vip':
      return bytesOf(family, family.reading, subjects.vip, written)
  }
}

type Named = Pick<AnyFamily, 'name' | 'type' | 'help'>

const bytesOf = <Subject>(family: Named, reading: Reading<Subject>, { labels, subjects }: Labelled<Subject>, written: Written): Buffer => {
  const { name } = family
  if ('samples' in reading)
    return whole(
      family,
      subjects.flatMap((subject, index) => reading.samples(subject).map((sample) => sampleLine(name, labels[index] ?? '', sample))),
    )
  const values = valuesOf(reading, subjects)
  const was = written.get(name)
  const known = was?.labels === labels ? was : undefined
  if (known !== undefined && isSame(known.values, values)) return known.bytes
  const lines = 'value' in reading ? valueLines(name, labels, values) : wordPieces(name, labels, reading, values, known)
  const bytes = whole(family, lines)
  written.set(name, { labels, values, pieces: 'value' in reading ? [] : lines, bytes })
  return bytes
}

const whole = ({ name, help, type }: Named, lines: readonly string[]): Buffer => {
  const text = lines.join('')
  return Buffer.from(text === '' ? '' : `# HELP ${name} ${helpText(help)}\n# TYPE ${name} ${type}\n${text}`)
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

const valueLines = (name: string, labels: readonly string[], values: Values): readonly string[] =>
  labels.map((one, index) => {
    const value = values[index]
    return value === undefined ? '' : valueLine(name, one, value)
  })

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
