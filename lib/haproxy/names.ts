// Which backends and frontends does HAProxy have?
import { readTable, tableStart } from './csv.ts'
import { backendKey, frontendKey, type ProxyIds } from './request.ts'

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

/** By which number each of them is asked for; undefined where the answer is not a whole table. */
export const readIds = (text: string): ProxyIds | undefined => {
  const ids = new Map<string, string>()
  const table = readTable(text, 0, ['pxname', 'type', 'iid'], ([name = '', type, id = '']) => {
    ids.set(type === '1' ? backendKey(name) : frontendKey(name), id)
  })
  return table.ok && table.closed ? ids : undefined
}
