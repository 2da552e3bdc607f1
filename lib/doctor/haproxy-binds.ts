// Which addresses does a haproxy.cfg bind?
import { parsePrefix } from '../bgp/prefix.ts'

/** `vip`: as a prefix of one address. */
type Bind = { readonly vip: string; readonly line: number }

/** Those of its `bind` lines that name an address, and that the kernel has to have. */
export const bindsIn = (text: string): readonly Bind[] =>
  text.split('\n').flatMap((written, index) => {
    const [, addresses = '', options = ''] = /^\s*bind\s+(\S+)(.*?)(?:\s#.*)?$/.exec(written) ?? []
    if (/\s(transparent|interface)\b/.test(options)) return []
    return addresses.split(',').flatMap((one) => {
      const read = parsePrefix(
        one
          .replace(/^ipv[46]@/, '')
          .replace(/:[\d-]*$/, '')
          .replace(/^\[(.*)\]$/, '$1'),
      )
      return read.ok ? [{ vip: read.value.text, line: index + 1 }] : []
    })
  })
