// In which letters are neighbors written, where these are not the canonical ones?
import { parseAddress } from '../../bgp/address.ts'
import { type Fields, isFields } from '../../values/fields.ts'
import { wordsIn } from '../../values/words.ts'
import type { Path } from '../problems/problem.ts'

/** By the canonical text of each neighbor. */
export const spellingOf = (tree: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(oddNeighbors(tree).map(({ canonical, written }) => [canonical, written]))

type Odd = { readonly canonical: string; readonly written: string; readonly path: Path; readonly key: boolean }

/** Every neighbor that is written in other letters than the canonical ones, and is no peer of ours. */
export const oddNeighbors = (tree: unknown): readonly Odd[] => {
  const { bgp, services, sessions } = fields(tree)
  const generated = new Set(listed(fields(sessions).peers).flatMap(canonicalOf))
  const all = [
    ...listed(fields(bgp).neighbors).flatMap((written, index) => oddOne(written, ['bgp', 'neighbors', index], false)),
    ...Object.entries(fields(services)).flatMap(([name, service]) =>
      Object.keys(fields(fields(service).neighbors)).flatMap((written) => oddOne(written, ['services', name, 'neighbors', written], true)),
    ),
  ]
  return all.filter(({ canonical }) => !generated.has(canonical))
}

// exabgp-conf writes peers in their canonical form.
const canonicalOf = (peer: unknown): readonly string[] => {
  const written = typeof peer === 'string' ? peer : fields(peer).address
  const address = typeof written === 'string' ? parseAddress(written) : undefined
  return address?.ok ? [address.value.text] : []
}

const oddOne = (written: unknown, path: Path, key: boolean): readonly Odd[] => {
  const address = typeof written === 'string' ? parseAddress(written) : undefined
  if (typeof written !== 'string' || !address?.ok || address.value.text === written) return []
  return [{ canonical: address.value.text, written, path, key }]
}

const listed = (written: unknown): readonly unknown[] => {
  if (typeof written === 'string') return wordsIn(written)
  return Array.isArray(written) ? written : []
}

const fields = (value: unknown): Fields => (isFields(value) ? value : {})
