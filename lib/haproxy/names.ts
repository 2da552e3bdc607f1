// Which backends and frontends does HAProxy have?
import { readTable, tableStart } from './csv.ts'
import { backendKey, frontendKey, isPlain, type ProxyIds } from './request.ts'

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

/** `ids`: of all proxies that HAProxy shows. `disabled`: the names of those that it has and shows nothing of, as they are `disabled` in its configuration. */
type ProxiesFound = { readonly ids: ProxyIds; readonly disabled: ReadonlySet<string> }

/** The line that asks for every proxy, without servers, and for these by name. */
export const proxiesRequest = (names: readonly string[]): string =>
  `${['show stat -1 3 -1', ...names.filter(isTold).map((name) => `show stat ${name} 7 -1`)].join(';')}\n`

/** Reads its answer; undefined where that is not whole. */
export const readProxies = (text: string, names: readonly string[]): ProxiesFound | undefined => {
  const ids = new Map<string, string>()
  const all = readTable(text, 0, ['pxname', 'type', 'iid'], ([name = '', type, id = '']) => {
    ids.set(type === '1' ? backendKey(name) : frontendKey(name), id)
  })
  if (!all.ok || !all.closed) return undefined
  const disabled = new Set<string>()
  let at = all.end
  for (const name of names.filter(isTold)) {
    const end = text.indexOf('\n\n', at)
    if (end === -1) return undefined
    const lines = text.slice(at, end).split('\n')
    if (lines.length === 1 && text.startsWith(tableStart, at)) disabled.add(name)
    at = end + 2
  }
  return { ids, disabled }
}

// HAProxy takes an unknown name that begins with digits for a number, and shows nothing of a number that it does not know.
const isTold = (name: string): boolean => isPlain(name) && /^[A-Za-z_]/.test(name)
