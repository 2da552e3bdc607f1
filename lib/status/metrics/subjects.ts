// What of a snapshot has values, and by which labels is it known?
import type { CheckSnapshot } from '../check.ts'
import type { ServiceSnapshot } from '../service.ts'
import type { AllSubjects } from './exposition.ts'
import type { Source, Vip } from './family.ts'
import { labels } from './text.ts'

/** What makes many series. */
export type Detail = { readonly perCheck: boolean; readonly perVip: boolean }

export const subjectsOf = (source: Source, { perCheck, perVip }: Detail): AllSubjects => {
  const { services, neighbors } = source.snapshot
  return {
    process: [{ labels: '', subject: source }],
    neighbor: neighbors.map((subject) => ({ labels: labels({ neighbor: subject.address }), subject })),
    service: services.map((subject) => ({ labels: labels({ service: subject.name }), subject })),
    check: perCheck ? services.flatMap(checksOf) : [],
    vip: perVip ? services.flatMap((service) => vipsOf(service, source.process.missingVips)) : [],
  }
}

// Two checks of one name are told apart by their number.
const checksOf = ({ name: service, checks }: ServiceSnapshot): AllSubjects['check'] => {
  const seen = new Map<string, number>()
  const numbered = ({ name }: CheckSnapshot): string => {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} #${count}`
  }
  return checks.map((subject) => ({ labels: labels({ service, check: numbered(subject) }), subject }))
}

// Neighbors may be told of it apart, and with several path identifiers.
const vipsOf = ({ name: service, vips }: ServiceSnapshot, missing: ReadonlySet<string> | undefined): AllSubjects['vip'] => {
  const announced = new Map<string, boolean>()
  for (const one of vips) {
    const vip = one.nlri.split(' ')[0] ?? one.nlri
    announced.set(vip, announced.get(vip) === true || one.announced)
  }
  return [...announced].map(([vip, announced]) => {
    const subject: Vip = { announced, local: missing && !missing.has(vip) }
    return { labels: labels({ service, vip }), subject }
  })
}
