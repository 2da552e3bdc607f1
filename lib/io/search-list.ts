// Under which names does one look a name up, as resolv.conf has it?
import type { LookupAddress } from 'node:dns'
import { errorCode } from '../values/error-code.ts'

/** resolv.conf(5): a name with enough dots is tried as it is first, one with a dot at its end only so. */
export const candidates = (name: string, search: readonly string[], dots: number): readonly string[] => {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const searched = search.map((domain) => `${name}.${domain}`)
  return name.split('.').length > dots ? [name, ...searched] : [...searched, name]
}

type Found = readonly LookupAddress[]

/**
 * Asks for one after the other until one has addresses, also where a server says that it cannot tell; throws that in the end. Whoever is silent is silent for all
 * of them. Where that is said of the `name` as it is, another one of the list would be another machine.
 */
export const firstFound = async (name: string, names: readonly string[], ask: (name: string) => Promise<Found>): Promise<Found> => {
  let trouble: unknown
  for (const candidate of names) {
    const found = await ask(candidate).catch((error: unknown) => {
      if (candidate === name || !isServersWord(error)) throw error
      trouble ??= error
      return []
    })
    if (found.length > 0) return found
  }
  if (trouble !== undefined) throw trouble
  return []
}

const isServersWord = (error: unknown): boolean => error instanceof Error && ['ESERVFAIL', 'EREFUSED'].includes(errorCode(error.cause))

/** The last `search` or `domain` line holds. */
export const searchIn = (text: string): { readonly search: readonly string[]; readonly dots: number } => {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/))
  const [, ...search] = lines.findLast(([word]) => word === 'search' || word === 'domain') ?? []
  const options = lines.flatMap(([word, ...rest]) => (word === 'options' ? rest : []))
  const dots = Number(options.findLast((option) => option.startsWith('ndots:'))?.slice('ndots:'.length) ?? 1)
  return { search: search.filter((domain) => domain !== '.'), dots }
}
