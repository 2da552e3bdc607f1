// On which address and port do we listen?
import { isIP } from 'node:net'
import { expected, type Parsed, parsed } from '../../values/parsed.ts'
import { parseTcp } from './endpoint.ts'

type ListenAddress = { readonly host: string; readonly port: number }

const what = 'an IP address and a port, such as 127.0.0.1:9780'

/** Reads `192.0.2.1:9780` or `[2001:db8::1]:9780`; a name would have to be looked up first, and may mean several addresses. */
export const parseListen = (text: string): Parsed<ListenAddress> => {
  const read = parseTcp(text, what)
  if (!read.ok) return read
  const { host, port } = read.value
  return isIP(host) === 0 ? expected(what) : parsed({ host, port })
}
