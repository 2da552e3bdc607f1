// May every VIP be announced, and is each announced by one service only?
import { refusal } from '../../bgp/prefix-list.ts'
import { type NlriKey, nlriKey } from '../../bgp/route.ts'
import { type Finding, formatPath, type Path } from '../problems/problem.ts'
import type { Readable, ReadableService } from './readable.ts'

type Announced = { readonly path: Path; readonly keys: readonly NlriKey[] }

/** What the guard refuses, and every NLRI that is written twice. */
export const announcementFindings = ({ bgp, services }: Readable): readonly Finding[] => {
  const readable = Object.entries(services).flatMap(([name, service]) => (service ? [{ path: ['services', name], service }] : []))
  return [
    ...(bgp === null || bgp?.permit === null ? [] : readable.flatMap(({ path, service }) => refusals(path, service, bgp?.permit ?? []))),
    ...repeated(readable.flatMap(({ path, service }) => announcedBy(path, service, bgp))),
  ]
}

const refusals = (path: Path, { vips }: ReadableService, permit: Parameters<typeof refusal>[1]): readonly Finding[] =>
  vips.flatMap((vip, index) => {
    const reason = vip ? refusal(vip, permit) : undefined
    return vip && reason !== undefined
      ? [{ path: [...path, 'vips', index], expected: 'a VIP that may be announced', got: `${vip.text}: ${reason}` }]
      : []
  })

// The path identifier is part of what is announced and may differ from tier to tier; any two that meet are one too many.
const announcedBy = (path: Path, service: ReadableService, bgp: Readable['bgp']): readonly Announced[] => {
  const identifiers = identifiersOf(service, bgp)
  return service.vips.flatMap((prefix, index) => {
    if (!prefix) return []
    const keys = identifiers.map((pathInformation) => nlriKey(pathInformation === undefined ? { prefix } : { prefix, pathInformation }))
    return [{ path: [...path, 'vips', index], keys }]
  })
}

const identifiersOf = (service: ReadableService, bgp: Readable['bgp']): readonly (number | undefined)[] => {
  const outer = nearestOf(service['path-information'], bgp === null ? null : bgp?.['path-information'])
  const tiers = service.tiers.map((tier) => (tier ? tier['path-information'] : null))
  const down = typeof service.down === 'object' && service.down !== null ? [service.down['path-information']] : []
  const inner = [...tiers, ...down].map((own) => nearestOf(own, outer))
  return (service.tiers.length === 0 ? [outer, ...inner] : inner).filter((identifier) => identifier !== null)
}

const nearestOf = (own: number | null | undefined, outer: number | null | undefined) => (own === undefined ? outer : own)

const repeated = (announced: readonly Announced[]): readonly Finding[] => {
  const first = new Map<NlriKey, Path>()
  return announced.flatMap(({ path, keys }) => {
    const again = keys.find((key) => first.has(key))
    const earlier = again === undefined ? undefined : first.get(again)
    for (const key of keys) if (!first.has(key)) first.set(key, path)
    return earlier === undefined ? [] : [{ path, expected: 'every VIP once', got: `${again} again, after ${formatPath(earlier)}` }]
  })
}
