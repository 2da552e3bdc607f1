// Can anything improve under the figures of a damping?
import { changePenalty } from '../../bgp/penalty.ts'
import type { Finding, Path } from '../problems/problem.ts'
import { dampingOf, type Figures, figuresOf } from '../resolve/damping.ts'
import type { WrittenDamping } from '../schema/damping.ts'
import type { Damping } from '../service.ts'
import type { Readable, ReadableService } from './readable.ts'

/** Figures that contradict each other, and services that could never improve under theirs. */
export const dampingFindings = ({ bgp, services }: Readable): readonly Finding[] => {
  const outer = bgp === null ? null : bgp?.damping
  if (outer === null) return []
  return [
    ...figureFindings(['bgp', 'damping'], outer, undefined),
    ...Object.entries(services).flatMap(([name, service]) =>
      service && service.damping !== null
        ? [
            ...figureFindings(['services', name, 'damping'], service.damping, outer),
            ...roomFindings(['services', name], service, dampingOf(service.damping, outer)),
          ]
        : [],
    ),
  ]
}

const figureFindings = (path: Path, own: WrittenDamping | undefined, outer: WrittenDamping | undefined): readonly Finding[] => {
  const figures = typeof own === 'object' ? dampingOf(own, outer) : undefined
  if (figures === undefined) return []
  const { suppress, reuse, halfLifeMs, longestMs } = figures
  const at = (...names: readonly (keyof Figures)[]): Path => [...path, ...names.filter((name) => name in figuresOf(own)).slice(0, 1)]
  if (reuse >= suppress)
    return [{ path: at('reuse', 'suppress'), expected: `reuse to be less than suppress, ${suppress}`, got: `${reuse}` }]
  const leastMs = halfLifeMs * Math.log2(suppress / reuse)
  return longestMs >= leastMs
    ? []
    : [
        {
          path: at('longest', 'half-life', 'suppress', 'reuse'),
          expected: `longest to be at least ${Math.ceil(leastMs / 1000)}s, in which a penalty of ${suppress} falls to ${reuse}`,
          got: `${longestMs / 1000}s`,
        },
      ]
}

// The dearest improvement leads to the best tier; from there every tier may be passed on the way down. A withdraw is not among these: what
// is withdrawn loses nothing by being suppressed.
const roomFindings = (path: Path, { tiers, down, warm }: ReadableService, damping: Damping | undefined): readonly Finding[] => {
  const lastResort = typeof down === 'object' && down !== null
  const descent = Math.max(tiers.length, 1) - 1 + (lastResort ? 1 : 0)
  const changes = descent > 0 || warm !== undefined ? descent + 1 : 0
  if (damping === undefined || changes * changePenalty < damping.suppress) return []
  return [
    {
      path: [...path, tiers.length > 1 ? 'tiers' : lastResort ? 'down' : 'warm'],
      expected: `damping with suppress above ${changes * changePenalty}, ${changePenalty} for each change that an improvement to the best tier and a fall from there take`,
      got: `${damping.suppress}`,
    },
  ]
}
