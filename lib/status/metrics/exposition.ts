// How do the families look as text, each with all its values?
import type { AnyFamily, Reading, Subjects } from './family.ts'
import { addValueLines, addValues, addWordPieces, type Part, samplesOf, type Values } from './lines.ts'
import { helpText } from './text.ts'

/** Things that have values, and the texts of the labels that tell them apart, in the same order; while these are the same, so is their list. */
export type Labelled<Subject> = { readonly labels: readonly string[]; readonly subjects: readonly Subject[] }

export type AllSubjects = { readonly [Of in keyof Subjects]: Labelled<Subjects[Of]> }

/** What was written of each family last. Most of them are the same when they are asked for again, and are not written anew. */
export type Written = Map<string, Was>

/** `pieces`: of each subject, where one has many lines. `bytes`: the family as a whole. */
type Was = { readonly labels: readonly string[]; readonly values: Values; readonly pieces: readonly string[]; readonly bytes: Buffer }

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

const parts = ({ length }: readonly unknown[]): readonly Part[] =>
  Array.from({ length: Math.ceil(length / together) }, (_, index) => ({
    from: index * together,
    to: Math.min(length, (index + 1) * together),
  }))

const whole = ({ name, help, type }: Named, lines: readonly string[]): Buffer => {
  const text = lines.join('')
  return Buffer.from(text === '' ? '' : `# HELP ${name} ${helpText(help)}\n# TYPE ${name} ${type}\n${text}`)
}

const isSame = (one: Values, other: Values): boolean =>
  one.length === other.length && one.every((value, index) => Object.is(value, other[index]))
