// Which values are fine by themselves and wrong together?
import { type Finding, type Path, shown } from '../problems/problem.ts'
import { announcementFindings } from './announcements.ts'
import { cadenceFindings } from './cadence.ts'
import { commandEnvironmentFindings } from './command-environment.ts'
import { controlFindings } from './control.ts'
import { dampingFindings } from './damping.ts'
import { ladderFindings } from './ladder.ts'
import { ownVipFindings } from './own-vips.ts'
import type { Readable, ReadableService } from './readable.ts'
import { sharedFindings } from './shared.ts'
import { spellingFindings } from './spelling.ts'
import { statusFindings } from './status.ts'

/** The contradictions between those parts of the tree that can be read. */
export const contradictions = (tree: unknown, parts: Readable): readonly Finding[] => {
  return [
    ...accessFindings(parts.haproxy),
    ...attributeLevels(parts).flatMap((level) => pathFindings(level, parts.bgp)),
    ...announcementFindings(parts),
    ...cadenceFindings(tree, parts),
    ...commandEnvironmentFindings(parts),
    ...controlFindings(parts),
    ...statusFindings(parts),
    ...dampingFindings(parts),
    ...ownVipFindings(tree, parts),
    ...spellingFindings(tree),
    ...Object.entries(parts.services).flatMap(([name, service]) =>
      service
        ? [ladderFindings, sharedFindings, departureFindings, identifierFindings].flatMap((find) => find(['services', name], service))
        : [],
    ),
  ]
}

const departureFindings = (path: Path, { drain }: ReadableService): readonly Finding[] => [
  ...(drain?.until !== undefined && drain.sessions !== undefined
    ? [{ path: [...path, 'drain', 'sessions'], expected: 'either until or sessions', got: 'both' }]
    : []),
]

const identifierFindings = (path: Path, service: ReadableService): readonly Finding[] =>
  overlays(path, service)
    .filter(({ written }) => written['path-information'] !== undefined)
    .map((level) => ({
      path: [...level.path, 'path-information'],
      expected: 'no path-information here, which would make it another route',
      got: undefined,
    }))

const accessFindings = (haproxy: Readable['haproxy']): readonly Finding[] => {
  if (!haproxy) return []
  if (haproxy.stats?.kind === 'http')
    return haproxy.events === undefined ? [] : [{ path: ['haproxy', 'events'], expected: 'no events where stats is a URL', got: undefined }]
  return (['credentials', 'insecure', 'ca'] as const)
    .filter((name) => haproxy[name] !== undefined)
    .map((name) => ({ path: ['haproxy', name], expected: `no ${name} where stats is not a URL`, got: undefined }))
}

type Level = { readonly path: Path; readonly written: Pick<ReadableService, 'prepend' | 'as-path' | 'path-information'> }

const attributeLevels = ({ bgp, services }: Readable): readonly Level[] => [
  ...(bgp ? [{ path: ['bgp'], written: bgp }] : []),
  ...Object.entries(services).flatMap(([name, service]) => (service ? serviceLevels(['services', name], service) : [])),
]

const serviceLevels = (path: Path, service: ReadableService): readonly Level[] => [
  { path, written: service },
  ...service.tiers.flatMap((tier, index) => (tier ? [{ path: [...path, 'tiers', index], written: tier }] : [])),
  ...(typeof service.down === 'object' && service.down !== null ? [{ path: [...path, 'down'], written: service.down }] : []),
  ...overlays(path, service),
]

// What lies over the attributes of the tier.
const overlays = (path: Path, { warm, drain, neighbors }: ReadableService): readonly Level[] => [
  ...(warm ? [{ path: [...path, 'warm'], written: warm }] : []),
  ...(drain ? [{ path: [...path, 'drain'], written: drain }] : []),
  ...Object.entries(neighbors ?? {}).flatMap(([neighbor, own]) => (own ? [{ path: [...path, 'neighbors', neighbor], written: own }] : [])),
]

const pathFindings = ({ path, written }: Level, bgp: Readable['bgp']): readonly Finding[] => {
  const findings: Finding[] = []
  if (written.prepend !== undefined && written['as-path'] !== undefined) {
    findings.push({ path: [...path, 'as-path'], expected: 'either prepend or as-path', got: 'both' })
  }
  if (bgp !== null && bgp?.['local-as'] === undefined && (written.prepend ?? 0) > 0) {
    findings.push({ path: [...path, 'prepend'], expected: 'local-as to be set, which a prepend repeats', got: shown(undefined) })
  }
  return findings
}
