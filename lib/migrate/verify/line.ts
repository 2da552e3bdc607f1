// What does a line to ExaBGP say, whoever wrote it?
import { attributeTable } from '../../bgp/attribute-table.ts'
import { parsePrefix } from '../../bgp/prefix.ts'

/** Each part by its name, in one spelling: `route` (announce or withdraw), `neighbor`, and the attributes. */
export type Said = { readonly vip: string; readonly parts: ReadonlyMap<string, string> }

/** Undefined for a line that is neither an announcement nor a withdrawal of one route. A withdrawal says nothing of attributes. */
export const sayingOf = (line: string): Said | undefined => {
  const [, before = '', action = '', prefix = '', rest = ''] = /^(.*?)\b(announce|withdraw) route (\S+)(.*)$/.exec(line) ?? []
  const vip = parsePrefix(prefix)
  if (!vip.ok) return undefined
  const attributes = [...rest.matchAll(/ ([a-z-]+) (\[ [^\]]* \]|\S+)/g)].map(
    ([, name = '', value = '']) => [name, spelled(name, value)] as const,
  )
  const told = attributes.filter(([name]) => action === 'announce' || name === 'path-information')
  return { vip: vip.value.text, parts: new Map([['route', action], ['neighbor', neighborsIn(before)], ...told]) }
}

// What follows an address without a comma narrows it, and `*` does not: ExaBGP 4.2.25 writes `neighbor 10.0.0.1 neighbor * announce`, and 10.0.0.1 alone hears it.
const neighborsIn = (text: string): string => {
  const named = text.split(',').flatMap((part) => /(?:neighbor|peer) (\S+)/.exec(part)?.[1] ?? [])
  return named.includes('*') ? '' : [...new Set(named)].sort().join(' ')
}

// Communities have no order; ours are in their shortest spelling, or in their octets.
const spelled = (name: string, value: string): string => {
  const words = value.replace(/^\[ | \]$/g, '').split(/[\s,]+/)
  const { form, toExabgp } = Object.entries(attributeTable).find(([one]) => one === name)?.[1] ?? {}
  const texts = words.map((word) => {
    const read = form !== undefined && 'read' in form ? form.read(word) : undefined
    if (read?.ok !== true || form?.shape !== 'list') return word
    return toExabgp?.(String(read.value)) ?? String(read.value)
  })
  return (name === 'as-path' ? texts : texts.sort()).join(' ')
}
