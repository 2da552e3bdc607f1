// Which neighbors are written in other letters than the canonical ones?
import { type Finding, shown } from '../problems/problem.ts'
import { oddNeighbors } from '../resolve/spelling.ts'

/** Warnings, as ExaBGP compares the letters of an address with those of its own configuration. */
export const spellingFindings = (tree: unknown): readonly Finding[] =>
  oddNeighbors(tree).map(({ canonical, written, path, key }) => ({
    path,
    expected: `${canonical}, unless exabgp.conf has the same letters, which ExaBGP compares`,
    got: shown(written),
    warning: true,
    ...(key && { key }),
  }))
