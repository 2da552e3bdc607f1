// How is a check written?
import * as v from 'valibot'
import { expected, type Parsed, parsed } from '../bgp/parsed.ts'
import type { CommandCheck, SecretSource } from './config.ts'
import { parseDuration } from './duration.ts'
import { parsePattern, parseStatusRange } from './expectation.ts'
import { parseHttpUrl } from './http-url.ts'
import { meanings } from './meanings.ts'
import { parseHaproxyName, parsePath, parseRun, parseSocketPath, parseVariable } from './names.ts'
import { either, flag, key, keyed, list, map, needed, text } from './shape.ts'

/** A duration of at least this many milliseconds. */
export const duration = (leastMs: number) => text('a duration such as 200ms, 1s or 5m', (written) => parseDuration(written, leastMs))

const run = text('a number from 1 to 100', parseRun)

const path = text('an absolute path', parsePath)

const pattern = text('a text or a /regular expression/', parsePattern)

/** How often a check runs and how many of its results settle it. */
export const cadenceEntries = {
  interval: key(meanings.interval, duration(1)),
  'fast-interval': key(meanings.fastInterval, duration(1)),
  timeout: key(meanings.timeout, duration(1)),
  rise: key(meanings.rise, run),
  fall: key(meanings.fall, run),
}

/** Where a secret stands, never the secret itself. */
const secretSource = keyed(
  v.pipe(
    map({ env: needed('environment variable that holds user:password', text('the name of an environment variable', parseVariable)) }),
    v.transform(({ env }): SecretSource => ({ kind: 'environment', name: env })),
  ),
  v.pipe(
    map({ file: needed('file that holds user:password and nothing else', path) }),
    v.transform(({ file }): SecretSource => ({ kind: 'file', path: file })),
  ),
)

/** How to be let in over http:// and https://. */
export const accessEntries = {
  credentials: key(meanings.credentials, secretSource),
  insecure: key('accept any certificate', flag()),
  ca: key('file with the certificates to trust, PEM', path),
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

/** The longest argument, in bytes, that Linux starts a program with (execve(2), MAX_ARG_STRLEN without its end). */
const longestArgument = 131_071

const parseArgument = (written: string): Parsed<string> =>
  new TextEncoder().encode(written).length <= longestArgument ? parsed(written) : expected(`at most ${longestArgument} bytes`)

const parseShell = (written: string): Parsed<CommandCheck['command']> => {
  const argument = written === '' ? expected('a command') : parseArgument(written)
  return argument.ok ? parsed({ kind: 'shell', text: argument.value }) : argument
}

const shell = v.pipe(
  v.string('a command'),
  v.transform((written) => written.trim()),
  text('a command', parseShell),
)

const argument = text('an argument', parseArgument)

const argv = v.pipe(
  v.tupleWithRest(
    [text('a program', (written) => (written === '' ? expected('a program') : parseArgument(written)))],
    argument,
    'a program and its arguments',
  ),
  v.transform((words): CommandCheck['command'] => ({ kind: 'arguments', argv: words })),
)

const proxyName = text('the name of a proxy of HAProxy', parseHaproxyName)

/** One source of evidence: exactly one of backend, frontend, http and command. */
export const checkSchema = keyed(
  map({
    backend: needed(meanings.backend, proxyName),
    'count-maintenance': key('count servers in maintenance among those that should serve', flag()),
    ...cadenceEntries,
  }),
  map({ frontend: needed(meanings.frontend, proxyName), ...cadenceEntries }),
  map({
    http: needed(meanings.http, text('a URL', parseHttpUrl)),
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
    ...cadenceEntries,
  }),
  map({
    command: needed(
      `${meanings.command}: a list of the program and its arguments, or one text for the shell`,
      either('a command', shell, argv),
    ),
    ...cadenceEntries,
  }),
)

export type WrittenCheck = v.InferOutput<typeof checkSchema>
