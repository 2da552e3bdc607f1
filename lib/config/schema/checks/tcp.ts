// Does a server take connections over TCP, and answer as expected?
import * as v from 'valibot'
import { expected, type Parsed, parsed } from '../../../values/parsed.ts'
import { endpointText, parseTcp, parseUnix, type TcpEndpoint, type UnixEndpoint } from '../../values/endpoint.ts'
import type { TextPattern } from '../../values/expectation.ts'
import { type TlsOptions, tlsEntries, tlsOf } from '../access.ts'
import { type Cadence, cadenceIn, checkEntries } from '../cadence.ts'
import { pattern } from '../pattern.ts'
import { flag, key, map, needed, text } from '../shape.ts'
import type { CheckKind } from './kind.ts'

export type TcpCheck = Cadence & {
  readonly kind: 'tcp'
  readonly endpoint: UnixEndpoint | TcpEndpoint
  /** 1 to 4096 bytes, each as the letter of its number. */
  readonly send?: string
  readonly expect?: TextPattern
  /** Absent: no TLS. */
  readonly tls?: TlsOptions & { readonly serverName?: string }
}

const meaning = 'check that this server takes connections: host:port or the path of a unix socket'

const parseEndpoint = (written: string): Parsed<TcpCheck['endpoint']> =>
  written.startsWith('/') ? parseUnix(written) : parseTcp(written, 'host:port or the path of a unix socket')

const mostBytes = 4096

const bytesToSend = `1 to ${mostBytes} bytes of text, with \\r, \\n, \\t, \\0, \\\\ and \\x00 to \\xff for what cannot be written`

const escapes: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '0': '\0', '\\': '\\' }

// Each byte as the letter of its number.
const readBytes = (written: string): Parsed<string> => {
  const pieces = written.match(/\\x[\da-f]{2}|\\[rnt0\\]|[^\\]/giu) ?? []
  const bytes = pieces.map((piece) => (piece.startsWith('\\') ? escaped(piece.slice(1)) : utf8(piece))).join('')
  const isWhole = pieces.join('') === written && !written.includes('\ufffd')
  return isWhole && bytes !== '' && bytes.length <= mostBytes ? parsed(bytes) : expected(bytesToSend)
}

const escaped = (code: string): string => escapes[code] ?? String.fromCharCode(Number.parseInt(code.slice(1), 16))

const utf8 = (letter: string): string => String.fromCharCode(...new TextEncoder().encode(letter))

// Unlike other texts it may hold control characters: it reaches neither ExaBGP nor the log.
const bytes = v.pipe(
  v.string(bytesToSend),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const read = readBytes(dataset.value)
    if (read.ok) return read.value
    addIssue({ message: read.expected })
    return NEVER
  }),
)

const parseServerName = (written: string): Parsed<string> =>
  /^(?![\d.]*$)[\w-]+(\.[\w-]+)*$/.test(written) && written.length <= 253 ? parsed(written) : expected('a name, not an address')

const schema = map({
  tcp: needed(meaning, text('host:port or the path of a unix socket', parseEndpoint)),
  send: key('what to send first, with \\r, \\n, \\t, \\0, \\\\ and \\xff', bytes),
  expect: key('text or /regular expression/ that the answer must contain', pattern),
  tls: key('speak TLS', flag()),
  'server-name': key('the name that the server has over TLS; by default the host of tcp', text('a name', parseServerName)),
  ...tlsEntries,
  ...checkEntries,
})

export const tcp = {
  schema: v.pipe(
    schema,
    v.check(
      ({ tls = false, 'server-name': serverName, ca, insecure }) => tls || [serverName, ca, insecure].every((one) => one === undefined),
      'tls: true beside server-name, ca and insecure',
    ),
    v.transform(({ tcp: endpoint, send, expect, tls = false, 'server-name': serverName, ...rest }) => ({
      kind: 'tcp' as const,
      endpoint,
      ...(send !== undefined && { send }),
      ...(expect !== undefined && { expect }),
      ...(tls && { tls: { ...tlsOf(rest), ...(serverName !== undefined && { serverName }) } }),
      cadence: cadenceIn(rest),
    })),
  ),
  title: ({ endpoint }) => `tcp ${endpointText(endpoint)}`,
  flag: { meaning, spaces: false },
  // Mostly it asks something else than HAProxy; and the kernel takes connections for a HAProxy that hangs.
  witness: undefined,
} satisfies CheckKind<TcpCheck>
