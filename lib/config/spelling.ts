// In which letters are neighbors written, where these are not the canonical ones?
import { parseAddress } from '../bgp/address.ts'
import { type Finding, type Path, shown } from './problem.ts'

/** By the canonical text of each neighbor. */
export const spellingOf = (tree: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(odd(tree).map(({ canonical, written }) => [canonical, written]))

/** Warnings, as ExaBGP compares the letters of an address with those of its own configuration. */
export const spellingFindings = (tree: unknown): readonly Finding[] =>
  odd(tree).map(({ canonical, written, path, key }) => ({
    path,
    expected: `${canonical}, unless exabgp.conf has the same letters, which ExaBGP compares`,
    got: shown(written),
    warning: true,
    ...(key && { key }),
  }))

type Odd = { readonly canonical: string; readonly written: string; readonly path: Path; readonly key: boolean }

const odd = (tree: unknown): readonly Odd[] => {
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
  if (typeof written === 'string') return written.split(/[\s,]+/).filter((part) => part !== '')
  return Array.isArray(written) ? written : []
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {}
