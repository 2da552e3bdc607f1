// What is wrong with what few configurations have?
import type { Finding } from '../problems/problem.ts'
import { expressionFindings } from './expressions.ts'
import type { Readable } from './readable.ts'

/** Only a configuration that has sessions, a loopback, neighbors of its own, providers or expressions pays for their rules. */
export const seldomFindings = async (tree: unknown, parts: Readable): Promise<readonly Finding[]> => {
  const { loopback, bgp } = parts
  const services = Object.values(parts.services)
  const hasLoopback = loopback !== undefined || services.some((service) => service?.loopback !== undefined)
  const hasNeighbors = bgp?.neighbors !== undefined || services.some((service) => service?.neighbors !== undefined)
  return [
    ...(parts.sessions ? (await import('./sessions.ts')).sessionFindings(parts) : []),
    ...(parts.sessions ? (await import('./suitability.ts')).suitabilityFindings(tree, parts) : []),
    ...(hasLoopback ? (await import('./loopback.ts')).loopbackFindings(parts) : []),
    ...(hasNeighbors ? (await import('./neighbors.ts')).neighborFindings(parts) : []),
    ...((bgp?.profiles ?? []).length === 0 ? [] : (await import('./profiles/findings.ts')).profileFindings(tree, parts)),
    ...(await expressionFindings(parts)),
  ]
}
