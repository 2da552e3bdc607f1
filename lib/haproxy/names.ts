// Which backends and frontends does HAProxy have?
import { readTable, tableStart } from './csv.ts'

export type ProxyNames = { readonly backends: readonly string[]; readonly frontends: readonly string[] }

/** The question over a socket (management manual 9.3, "show stat"): every proxy, without servers. Over HTTP the whole table says the same. */
export const namesRequest = 'show stat -1 3 -1\n'

/** Undefined where the answer is no table. */
export const readNames = (text: string): ProxyNames | undefined => {
  const [backends, frontends]: [string[], string[]] = [[], []]
  if (!text.startsWith(tableStart)) return undefined
  const table = readTable(text, 0, ['pxname', 'type'], ([name = '', type]) => {
    if (type === '1') backends.push(name)
    if (type === '0') frontends.push(name)
  })
  return table.ok ? { backends, frontends } : undefined
}
