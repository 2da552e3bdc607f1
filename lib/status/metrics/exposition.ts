// How do the families look as text, each with all its values?
import type { AnyFamily, Reading, Sample, Subjects } from './family.ts'
import { helpText, labels, numberText } from './text.ts'

/** Something that has values, and the text of the labels that tell it apart. */
type Labelled<Subject> = { readonly labels: string; readonly subject: Subject }

export type AllSubjects = { readonly [Of in keyof Subjects]: readonly Labelled<Subjects[Of]>[] }

/** Pieces of text, which are joined once: there may be hundreds of thousands. */
type Pieces = string[]

/** Families without any value are left out. */
export const exposition = (families: readonly AnyFamily[], subjects: AllSubjects): string =>
  families.map((family) => familyText(family, subjects)).join('')

const familyText = (family: AnyFamily, subjects: AllSubjects): string => {
  const { name, help, type } = family
  const pieces = piecesOf(family, subjects)
  return pieces.length === 0 ? '' : `# HELP ${name} ${helpText(help)}\n# TYPE ${name} ${type}\n${pieces.join('')}`
}

// Each case is the same, as the compiler cannot tell that a family is read off its own subjects.
const piecesOf = ({ of, name, reading }: AnyFamily, subjects: AllSubjects): Pieces => {
  switch (of) {
    case 'process':
      return samples(name, reading, subjects.process)
    case 'neighbor':
      return samples(name, reading, subjects.neighbor)
    case 'service':
      return samples(name, reading, subjects.service)
    case 'check':
      return samples(name, reading, subjects.check)
    case 'vip':
      return samples(name, reading, subjects.vip)
  }
}

const samples = <Subject>(name: string, reading: Reading<Subject>, subjects: readonly Labelled<Subject>[]): Pieces => {
  const pieces: Pieces = []
  if ('each' in reading) addByWord(pieces, name, reading, subjects)
  else
    for (const { labels, subject } of subjects) {
      if ('value' in reading) addValue(pieces, name, labels, reading.value(subject))
      else for (const sample of reading.samples(subject)) addSample(pieces, name, labels, sample)
    }
  return pieces
}

const addValue = (pieces: Pieces, name: string, labels: string, value: number | undefined): void => {
  if (value === undefined) return
  if (labels === '') pieces.push(name, ' ', numberText(value), '\n')
  else pieces.push(name, '{', labels, '} ', numberText(value), '\n')
}

const addSample = (pieces: Pieces, name: string, ofSubject: string, { suffix, labels, value }: Sample): void => {
  const all = ofSubject === '' || labels === '' ? ofSubject + labels : `${ofSubject},${labels}`
  addValue(pieces, name + (suffix ?? ''), all, value)
}

// Most lines are of this sort.
const addByWord = <Subject>(
  pieces: Pieces,
  name: string,
  { label, words, each }: Extract<Reading<Subject>, { readonly label: string }>,
  subjects: readonly Labelled<Subject>[],
): void => {
  const ends = words.map((word) => ({ word, end: `,${labels({ [label]: word })}} ` }))
  for (const one of subjects) {
    for (const { word, end } of ends) pieces.push(name, '{', one.labels, end, numberText(each(one.subject, word)), '\n')
  }
}
