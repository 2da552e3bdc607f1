// What of a snapshot has values, and by which labels is it known?
import type { ServiceSnapshot } from '../service.ts'
import type { AllSubjects, Labelled, Written } from './exposition.ts'
import { labelsOf, type Source, type Subjects, type Vip } from './family.ts'
import { labels } from './text.ts'

/** What makes many series. */
export type Detail = { readonly perCheck: boolean; readonly perVip: boolean }

/** What stays of one exposition for the next: lines, and the labels of what they are about. */
export type Memory = { readonly written: Written; readonly named: Map<keyof Subjects, Named> }

/** The values of the labels of each, in the order of `labelsOf`. */
type Named = { readonly names: readonly Names[]; readonly labels: readonly string[] }

type Names = readonly string[]

export const emptyMemory = (): Memory => ({ written: new Map(), named: new Map() })

/** Yields where others may come first, as there may be thousands. */
export function* findingSubjects(source: Source, { perCheck, perVip }: Detail, { named }: Memory): Generator<undefined, AllSubjects> {
  const { neighbors, process } = source.snapshot
  const isShadow = process.shadow !== undefined
  const services = isShadow ? source.snapshot.services.map(withoutTraffic) : source.snapshot.services
  const labelled = function* <Of extends keyof Subjects>(
    of: Of,
    found: readonly Found<Subjects[Of]>[],
  ): Generator<undefined, Labelled<Subjects[Of]>> {
    yield
    const known = named.get(of)
    const names = found.map((one) => one.names)
    const { labels } = known !== undefined && isSame(known.names, names) ? known : { labels: names.map((one) => labelText(of, one)) }
    named.set(of, { names, labels })
    yield
    return { labels, subjects: found.map(({ subject }) => subject) }
  }
  return {
    process: yield* labelled('process', [{ names: [], subject: source }]),
    neighbor: yield* labelled(
      'neighbor',
      byName(neighbors, ({ address }) => address),
    ),
    service: yield* labelled(
      'service',
      byName(services, ({ name }) => name),
    ),
    check: yield* labelled('check', perCheck ? services.flatMap(checksOf) : []),
    vip: yield* labelled('vip', perVip ? services.flatMap((one) => vipsOf(one, isShadow)) : []),
  }
}

type Found<Subject> = { readonly names: Names; readonly subject: Subject }

const byName = <Subject>(subjects: readonly Subject[], nameOf: (subject: Subject) => string): readonly Found<Subject>[] =>
  subjects.map((subject) => ({ names: [nameOf(subject)], subject }))

const isSame = (one: readonly Names[], other: readonly Names[]): boolean =>
  one.length === other.length && one.every((names, index) => names.every((name, place) => name === other[index]?.[place]))

const labelText = (of: keyof Subjects, names: Names): string =>
  labels(Object.fromEntries(labelsOf[of].map((label, index) => [label, names[index] ?? ''])))

const checksOf = ({ name: service, checks }: ServiceSnapshot): readonly Found<Subjects['check']>[] =>
  checks.map((subject) => ({ names: [service, subject.name], subject }))

// Neighbors may be told of it apart, and with several path identifiers. What a shadow would say nobody hears.
const vipsOf = ({ name: service, vips }: ServiceSnapshot, isShadow: boolean): readonly Found<Vip>[] => {
  const found = new Map<string, Vip>()
  for (const one of vips) {
    const vip = one.nlri.split(' ')[0] ?? one.nlri
    const isHeard = one.announced && one.unheard !== true
    found.set(vip, { announced: isShadow ? undefined : found.get(vip)?.announced === true || isHeard, local: one.local })
  }
  return [...found].map(([vip, subject]) => ({ names: [service, vip], subject }))
}

// Beside routes that are another's, sessions tell nothing of a shadow.
const withoutTraffic = ({ traffic, ...own }: ServiceSnapshot): ServiceSnapshot => own
