// What does the error of a connection mean to an operator?

import { isIPv6 } from 'node:net'
import { type Evidence, failing, unknown } from '../health/evidence.ts'
import { duration } from '../values/span.ts'

/**
 * `refused`: nothing listens. `silent`: the connection ended without a byte. `lost`: it broke before the answer was whole. `hung`: no whole answer in time. `local`: it is this
 * machine or its configuration that forbids asking; `stuck`: that does not answer, so that nothing was asked. `other`: an answer that makes no sense. The reason is part of a sentence.
 */
export type Failure = { readonly kind: 'refused' | 'silent' | 'lost' | 'hung' | 'local' | 'stuck' | 'other'; readonly reason: string }

export const nobodyListens: Failure = { kind: 'refused', reason: 'connection refused' }

const known: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: nobodyListens,
  ENOENT: { kind: 'refused', reason: 'no such socket' },
  ECONNRESET: { kind: 'lost', reason: 'connection reset' },
  EPIPE: { kind: 'lost', reason: 'connection reset' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { kind: 'lost', reason: 'connection closed without a whole answer' },
  UND_ERR_SOCKET: { kind: 'lost', reason: 'connection closed without a whole answer' },
  UND_ERR_HEADERS_OVERFLOW: { kind: 'other', reason: 'more than 16 kB of headers' },
  EAGAIN: { kind: 'hung', reason: 'it accepts no more connections' },
  UND_ERR_CONNECT_TIMEOUT: { kind: 'hung', reason: 'no answer to the connection' },
  ETIMEDOUT: { kind: 'hung', reason: 'no answer to the connection' },
  EHOSTUNREACH: { kind: 'hung', reason: 'no route to the host' },
  ENETUNREACH: { kind: 'hung', reason: 'network unreachable' },
  EHOSTDOWN: { kind: 'hung', reason: 'host is down' },
  EACCES: { kind: 'local', reason: 'permission denied' },
  EPERM: { kind: 'local', reason: 'permission denied' },
  EMFILE: { kind: 'local', reason: 'this process has too many files open' },
  ENFILE: { kind: 'local', reason: 'this machine has too many files open' },
  ENOMEM: { kind: 'local', reason: 'this machine has no memory left' },
  ENOBUFS: { kind: 'local', reason: 'this machine has no memory left' },
  EADDRNOTAVAIL: { kind: 'local', reason: 'no local port is free' },
  ENOTFOUND: { kind: 'other', reason: 'its name does not resolve' },
  EDESTADDRREQ: { kind: 'other', reason: 'its name stands for no address (0.0.0.0 or ::)' },
  EAI_AGAIN: { kind: 'other', reason: 'its name cannot be resolved now' },
}

/** Of several addresses of a name, those count that this machine could ask; where it lacks more than IPv6, it could ask none in earnest. */
export const readFailure = (error: unknown): Failure => {
  const each = error instanceof AggregateError ? error.errors.filter((one) => !isWithoutIpv6(one)).map(failureOf) : []
  return each.find(({ kind }) => kind === 'local') ?? each[0] ?? failureOf(error)
}

const isWithoutIpv6 = (error: unknown): boolean => codeOf(error) === 'EADDRNOTAVAIL' && isIPv6(addressOf(error))

const failureOf = (error: unknown): Failure => {
  const code = codeOf(error)
  if (code === 'EACCES' && isIPv6(addressOf(error)) && addressOf(error) !== '::1') return prohibited
  return known[code] ?? { kind: 'other', reason: words(error, code) }
}

// What Linux makes of ICMPv6 errors such as "administratively prohibited" (RFC 4443, 3.1). Those of IPv4 are EHOSTUNREACH, so that EACCES is of this machine.
const prohibited: Failure = { kind: 'hung', reason: 'a firewall or a route on the way there prohibits it' }

const addressOf = (error: unknown): string =>
  error instanceof Error && 'address' in error && typeof error.address === 'string' ? error.address : ''

/** Of a connection that ended before an answer began: one who takes connections for somebody else who is gone, as a forwarder does, says no more. */
export const withoutAnswer = (failure: Failure): Failure => (failure.kind === 'lost' ? { ...failure, kind: 'silent' } : failure)

/** What a check makes of it: that we could not ask proves nothing. */
export const failureEvidence = ({ kind, reason }: Failure): Evidence =>
  kind === 'local' || kind === 'stuck' ? unknown(reason) : failing(reason)

export const hung = (timeoutMs: number): Failure => ({ kind: 'hung', reason: `no answer within ${duration(timeoutMs)}` })

/** Time ran out over our own files. */
export const notAsked = (timeoutMs: number): Failure => ({
  kind: 'stuck',
  reason: `files of this machine took all of its ${duration(timeoutMs)}`,
})

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''

// The client takes a status of 000 for a mistake of its own. The other side has a say in these words (the names in its certificate, say).
const words = (error: unknown, code: string): string => {
  if (code === 'ERR_ASSERTION' || (error instanceof Error && error.name === 'HTTPParserError')) return 'an answer that is not HTTP'
  const message = error instanceof Error ? withoutPlace(error.message.split('\n', 1)[0] ?? '') : ''
  return (message === '' ? code : message).replace(/[^ -~]/g, '?').slice(0, 200)
}

// `809C49282A7F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/openssl/ssl/record/ssl3_record.c:350:`
const withoutPlace = (message: string): string => message.replace(/^[\dA-F]+:error:[\dA-F]+:[^:]*:[^:]*:([^:]+):.*$/, 'no TLS session: $1')
