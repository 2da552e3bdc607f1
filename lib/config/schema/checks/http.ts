// Does a web server answer as expected?
import * as v from 'valibot'
import { expected, parsed } from '../../../values/parsed.ts'
import { parseStatusRange, type TextPattern } from '../../values/expectation.ts'
import { parseHttpUrl } from '../../values/http-url.ts'
import { parseSocketPath } from '../../values/names.ts'
import { accessEntries, presentCredentials, type SecretSource, type TlsOptions, tlsOf } from '../access.ts'
import { type Cadence, cadenceIn, checkEntries } from '../cadence.ts'
import { pattern } from '../pattern.ts'
import { key, list, map, needed, text } from '../shape.ts'
import type { CheckKind } from './kind.ts'

export type HttpCheck = Cadence & {
  readonly kind: 'http'
  readonly url: string
  /** Connect to this unix socket instead of the URL's host. */
  readonly socket?: string
  /** Request headers; `host` among them also names the server in TLS. */
  readonly headers: Readonly<Record<string, string>>
  readonly credentials?: SecretSource
  readonly tls: TlsOptions
  readonly expect: HttpExpectation
}

export type HttpExpectation = {
  /** Inclusive ranges, 100 to 599. */
  readonly status: readonly { readonly from: number; readonly to: number }[]
  readonly body?: TextPattern
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, TextPattern>>
}

const isToken = (name: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(name)

// The HTTP client makes these itself, or refuses to send them.
const ofConnection = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const parseHeaderName = (written: string) => {
  const name = written.toLowerCase()
  if (!isToken(name)) return expected('the name of an HTTP header')
  if (ofConnection.includes(name)) return expected(`no header ${written}, as each request has a connection of its own and no body`)
  return name === 'authorization' ? expected('credentials, which name where the secret stands, not the header Authorization') : parsed(name)
}

const parseHeaderValue = (written: string) =>
  /^[\u0020-\u00ff]*$/.test(written) ? parsed(written.trim()) : expected('the value of an HTTP header, in Latin-1')

const isAuthority = (host: string): boolean => /^(\[[\da-f:.]+\]|[\w.-]*)(:\d{1,5})?$/i.test(host)

const headerName = text('the name of an HTTP header', parseHeaderName)

const parseHeaderToRead = (written: string) => (isToken(written) ? parsed(written.toLowerCase()) : expected('the name of an HTTP header'))

const expectation = map({
  status: key(
    'statuses that are good: 200, 200-299 or a list; 200-299 by default',
    list('at least one status', text('a status', parseStatusRange), /[\s,]+/),
  ),
  body: key('text or /regular expression/ that the body must contain', pattern),
  headers: key(
    'text or /regular expression/ that each header must contain',
    v.record(text('the name of an HTTP header', parseHeaderToRead), pattern, 'a map of headers'),
  ),
})

const meaning = 'check that this URL answers as expected'

const schema = map({
  http: needed(meaning, text('a URL', parseHttpUrl)),
  expect: key('which answers are good', expectation),
  headers: key(
    'headers to send, Host among them',
    v.pipe(
      v.record(headerName, text('the value of a header', parseHeaderValue), 'a map of headers'),
      v.check(
        ({ host }) => host === undefined || isAuthority(host),
        'a map of headers in which Host is a name or an address, with or without a port',
      ),
    ),
  ),
  socket: key("connect to this unix socket instead of the URL's host", text('an absolute path', parseSocketPath)),
  ...accessEntries,
  ...checkEntries,
})

export const http = {
  schema: v.pipe(
    schema,
    v.transform(({ http: url, socket, headers = {}, expect = {}, credentials, ...rest }) => ({
      kind: 'http' as const,
      url,
      ...(socket !== undefined && { socket }),
      headers,
      ...presentCredentials(credentials),
      tls: tlsOf(rest),
      expect: {
        status: expect.status ?? [{ from: 200, to: 299 }],
        ...(expect.body !== undefined && { body: expect.body }),
        headers: expect.headers ?? {},
      },
      cadence: cadenceIn(rest),
    })),
  ),
  title: ({ url }) => `http ${url}`,
  name: ({ url }) => `http ${url.replace(/\?.*/, '')}`,
  flag: { meaning, spaces: false },
  witness: 'an http check',
} satisfies CheckKind<HttpCheck>
