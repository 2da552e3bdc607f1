// What does a web server answer to one request on a connection of its own?
import { isIP } from 'node:net'
import { Client, type Dispatcher } from 'undici'
import type { SecretSource, TlsOptions } from '../config/schema/access.ts'
import { now } from './clock.ts'
import { whyDead } from './dead-socket.ts'
import { startDeadline } from './deadline.ts'
import { type Failure, hung, notAsked, readFailure, withoutAnswer } from './failure.ts'
import { lookupWithin } from './lookup.ts'
import { readSecret } from './secret.ts'
import { readTrust } from './trust.ts'

type HttpRequest = {
  readonly url: string
  /** Connect to this unix socket instead of the URL's host. */
  readonly socket?: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly credentials?: SecretSource | undefined
  readonly tls: TlsOptions
  /** Over everything from the credentials to the last byte. */
  readonly timeoutMs: number
  /** How much of the body is read; 0: none. */
  readonly maxBytes: number
  /** Once this text has come the rest of the body is not read. */
  readonly enough?: string
}

export type HttpAnswer = {
  readonly kind: 'answer'
  readonly status: number
  /** By lower-case name; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Whether the body ended within `maxBytes`. */
  readonly whole: boolean
}

type Local = { readonly headers: Readonly<Record<string, string>>; readonly connect: Readonly<Record<string, unknown>> }

/** Sends a GET and follows no redirect. Never throws. */
export const httpRequest = async (request: HttpRequest): Promise<HttpAnswer | Failure> => {
  const begunAt = now()
  const local = await prepare(request)
  if ('kind' in local) return local
  const leftMs = Math.ceil(request.timeoutMs - (now() - begunAt))
  return leftMs > 0 ? exchange(request, local, leftMs) : notAsked(request.timeoutMs)
}

/** How long after the deadline a connect is ended for good, which the library does to the second. */
const connectLeftMs = 1000

const exchange = async (request: HttpRequest, { headers, connect }: Local, leftMs: number): Promise<HttpAnswer | Failure> => {
  const { timeoutMs } = request
  const { origin, pathname, search } = new URL(request.url)
  const client = new Client(origin, {
    // Destroying the client ends no connect, nor a handshake: without this its socket would live as long as the server says nothing.
    connect: { ...connect, timeout: leftMs + connectLeftMs },
    pipelining: 0, // no keep-alive
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: request.maxBytes + 2 ** 20, // what arrived before reading stopped
  })
  // The client's own timeouts are coarse, each covers a part, and they count time in which we did not run; destroying it ends the waiting for a look-up or a
  // connect as well, which an abort does not.
  let [late, begun] = [false, false]
  const callOff = startDeadline(leftMs, () => {
    late = true
    client.destroy().catch(() => {})
  })
  try {
    const answer = await client.request({ method: 'GET', path: `${pathname}${search}`, headers })
    begun = true
    return { kind: 'answer', status: answer.statusCode, headers: joined(answer.headers), ...(await readBody(answer.body, request)) }
  } catch (error) {
    if (late) return hung(timeoutMs)
    return begun ? readFailure(error) : withoutAnswer(readFailure(error))
  } finally {
    callOff()
    client.destroy().catch(() => {})
  }
}

const prepare = async ({ url, socket, headers, credentials, tls, timeoutMs }: HttpRequest): Promise<Local | Failure> => {
  const secret = credentials === undefined ? undefined : await readSecret(credentials, timeoutMs)
  if (secret?.ok === false) return { kind: secret.stuck ? 'stuck' : 'local', reason: secret.reason }
  const authorization = secret === undefined ? {} : { authorization: `Basic ${Buffer.from(secret.value).toString('base64')}` }
  const trust = tls.ca === undefined ? {} : await readTrust(tls.ca, timeoutMs)
  if (trust === undefined) return { kind: 'local', reason: `the file ${tls.ca} holds no certificates that can be read` }
  const dead = await whyDead(socket, timeoutMs)
  if (dead !== undefined) return dead
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    headers: { 'user-agent': 'exabgp-haproxy', ...lowerCase, ...authorization },
    connect: {
      ...trust,
      ...serverName(lowerCase.host ?? new URL(url).host),
      ...(socket === undefined ? {} : { socketPath: socket }),
      lookup: lookupWithin(timeoutMs),
      rejectUnauthorized: !tls.insecure,
    },
  }
}

// RFC 6066, 3: an address is no server name.
const serverName = (host: string): { servername?: string } => {
  const name = host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  return isIP(name) === 0 ? { servername: name } : {}
}

const readBody = async (
  body: Dispatcher.ResponseData['body'],
  { maxBytes, enough }: HttpRequest,
): Promise<{ body: string; whole: boolean }> => {
  body.on('error', () => {}) // of the part that is not read
  if (maxBytes === 0) {
    body.destroy()
    return { body: '', whole: false }
  }
  const chunks: Buffer[] = []
  const found = searchFor(enough)
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size > maxBytes || found(chunk)) break
  }
  return { body: Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8'), whole: size <= maxBytes }
}

// Whether it has come with this chunk, of which the one before may hold the beginning.
const searchFor = (text: string | undefined): ((chunk: Buffer) => boolean) => {
  if (text === undefined) return () => false
  const wanted = Buffer.from(text)
  let end = Buffer.alloc(0)
  return (chunk) => {
    const searched = Buffer.concat([end, chunk])
    end = searched.subarray(Math.max(0, searched.length - wanted.length + 1))
    return searched.includes(wanted)
  }
}

const joined = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
