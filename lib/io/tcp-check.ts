// Does a server take a connection over TCP, and answer as expected?
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext } from 'node:tls'
import type { TcpCheck } from '../config/schema/checks/tcp.ts'
import type { TextPattern } from '../config/values/expectation.ts'
import { type Evidence, failing, passing, unknown } from '../health/evidence.ts'
import { duration } from '../values/span.ts'
import { now } from './clock.ts'
import { whyDead } from './dead-socket.ts'
import { startDeadline } from './deadline.ts'
import { failureEvidence, hung, nobodyListens, notAsked, readFailure } from './failure.ts'
import { connectOptions, leadsToItself } from './haproxy-socket.ts'
import { describePattern, matchesPattern } from './pattern.ts'
import { readTrust } from './trust.ts'

/** How much of an answer is searched. */
const maxBytes = 4096

/** Asks once, on a connection of its own, within `check.timeoutMs`. What is wrong with our own set-up (a missing file) is unknown, never failing. Never throws. */
export const probeTcp = async (check: TcpCheck): Promise<Evidence> => {
  const begunAt = now()
  const ca = check.tls?.ca
  const trust = ca === undefined ? {} : await readTrust(ca, check.timeoutMs)
  if (trust === undefined) return unknown(`the file ${ca} holds no certificates that can be read`)
  const dead = await whyDead(check.endpoint.kind === 'unix' ? check.endpoint.path : undefined, check.timeoutMs)
  if (dead !== undefined) return failureEvidence(dead)
  const leftMs = Math.ceil(check.timeoutMs - (now() - begunAt))
  return leftMs > 0 ? converse(open(check, trust), check, leftMs) : failureEvidence(notAsked(check.timeoutMs))
}

type Trust = { readonly secureContext?: SecureContext }

const open = ({ endpoint, tls, timeoutMs }: TcpCheck, trust: Trust): Socket => {
  const options = connectOptions(endpoint, timeoutMs)
  if (tls === undefined) return connect(options)
  const name = tls.serverName ?? (endpoint.kind === 'tcp' ? endpoint.host : '')
  // RFC 6066, 3: an address is no server name.
  return connectTls({ ...options, ...trust, rejectUnauthorized: !tls.insecure, ...(isIP(name) === 0 && { servername: name }) })
}

const converse = (socket: Socket, { send, expect, tls, timeoutMs }: TcpCheck, leftMs: number): Promise<Evidence> =>
  new Promise((resolve) => {
    const settle = (evidence: Evidence): void => {
      callOff()
      search?.stop()
      socket.destroy()
      resolve(evidence)
    }
    const search = expect && new Search(expect, settle)
    const end = (how: string, withoutAnswer: Evidence): void => (search?.hasAnswer ? search.end(how) : settle(withoutAnswer))
    const callOff = startDeadline(leftMs, () => end(`within ${duration(timeoutMs)}`, failureEvidence(hung(timeoutMs))))
    socket.on('error', (error) => end('before the connection broke', failureEvidence(readFailure(error))))
    socket.on('end', () => end('before the server closed the connection', failing('connection closed without an answer')))
    socket.on('data', (chunk) => search?.take(chunk))
    socket.on(tls === undefined ? 'connect' : 'secureConnect', () => {
      const sent = (): void => (search === undefined ? settle(passing('connected')) : undefined)
      if (leadsToItself(socket)) settle(failureEvidence(nobodyListens))
      else if (send === undefined) sent()
      else socket.write(send, 'latin1', (error) => (error ? undefined : sent()))
    })
  })

/** Searches an answer as it comes, at most a dozen times in a minute, in whatever pieces a server sends it. */
class Search {
  readonly #pattern: TextPattern
  readonly #settle: (evidence: Evidence) => void
  #answer = Buffer.alloc(0)
  #timer: NodeJS.Timeout | undefined
  #pauseMs = 0

  constructor(pattern: TextPattern, settle: (evidence: Evidence) => void) {
    this.#pattern = pattern
    this.#settle = settle
  }

  get hasAnswer(): boolean {
    return this.#answer.length > 0
  }

  take(chunk: Buffer): void {
    this.#answer = Buffer.concat([this.#answer, chunk]).subarray(0, maxBytes)
    if (this.#answer.length === maxBytes) this.end(`in its first ${maxBytes} bytes`)
    else this.#timer ??= setTimeout(() => this.#look(), this.#pauseMs)
  }

  /** Nothing more comes, or counts. */
  end(how: string): void {
    const found = matchesPattern(this.#pattern, this.#answer.toString())
    this.#settle(found ? matched : failing(`no answer ${describePattern(this.#pattern)} ${how}`))
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #look(): void {
    this.#timer = undefined
    this.#pauseMs = Math.max(10, 2 * this.#pauseMs)
    if (matchesPattern(this.#pattern, this.#answer.toString())) this.#settle(matched)
  }
}

const matched = passing('answered as expected')
