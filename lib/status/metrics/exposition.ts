// How do the families look as text, each with all its values?
import type { AnyFamily, Sample, Subjects } from './family.ts'
import { helpText, numberText } from './text.ts'

/** Something that has values, and the text of the labels that tell it apart. */
type Labelled<Of extends keyof Subjects> = { readonly labels: string; readonly subject: Subjects[Of] }

export type AllSubjects = { readonly [Of in keyof Subjects]: readonly Labelled<Of>[] }

/** Families without any value are left out. */
export const exposition = (families: readonly AnyFamily[], subjects: AllSubjects): string =>
  families.map((family) => familyText(family, samplesOf(family, subjects))).join('')

const familyText = ({ name, help, type }: AnyFamily, samples: string): string =>
  samples === '' ? '' : `# HELP ${name} ${helpText(help)}\n# TYPE ${name} ${type}\n${samples}`

// Each case is the same, as the compiler cannot tell that a family is read off its own subjects.
const samplesOf = (family: AnyFamily, subjects: AllSubjects): string => {
  switch (family.of) {
    case 'process':
      return read(family.name, family.read, subjects.process)
    case 'neighbor':
      return read(family.name, family.read, subjects.neighbor)
    case 'service':
      return read(family.name, family.read, subjects.service)
    case 'check':
      return read(family.name, family.read, subjects.check)
    case 'vip':
      return read(family.name, family.read, subjects.vip)
  }
}

const read = <Subject>(
  name: string,
  reading: (subject: Subject) => number | readonly Sample[] | undefined,
  subjects: readonly { readonly labels: string; readonly subject: Subject }[],
): string => {
  let text = ''
  for (const { labels, subject } of subjects) {
    const found = reading(subject)
    if (typeof found === 'number') text += line(name, labels, found)
    else if (found !== undefined) for (const one of found) text += line(name + (one.suffix ?? ''), joined(labels, one.labels), one.value)
  }
  return text
}

const line = (name: string, labels: string, value: number): string =>
  labels === '' ? `${name} ${numberText(value)}\n` : `${name}{${labels}} ${numberText(value)}\n`

const joined = (one: string, other: string): string => (one === '' || other === '' ? one + other : `${one},${other}`)
