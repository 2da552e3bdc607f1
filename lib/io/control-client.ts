// What does a running process answer over its control socket, if anything?
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCode } from '../values/error-code.ts'
import { now } from './clock.ts'
import type { Handlers } from './control-handlers.ts'

/**
 * `answered`: what the process says of itself, and its JSON or text. `left behind`: nobody listens any more. `absent`: no such socket. `denied`: it may not be used.
 * `silent`: something else, as part of a sentence.
 */
export type Answer =
  | { readonly kind: 'answered'; readonly pid: number; readonly name: string; readonly status: number; readonly body: unknown }
  | { readonly kind: 'left behind' | 'absent' | 'denied' }
  | { readonly kind: 'silent'; readonly reason: string }

/** The greatest answer: a thousand services have some MB. */
const mostBytes = 64_000_000

/** When one is asked again that had too many clients. */
const againAfterMs = 50

/** Asks once, with `body` as JSON; never rejects, and takes no longer than `withinMs`. */
export const ask = async (socket: string, route: keyof Handlers, body: unknown, withinMs: number): Promise<Answer> => {
  const endAt = now() + withinMs
  for (;;) {
    const answer = await askOnce(socket, route, body, endAt - now()).catch(failed)
    if (answer !== 'busy') return answer
    if (now() + againAfterMs >= endAt) return { kind: 'silent', reason: 'it has too many clients' }
    await delay(againAfterMs)
  }
}

const askOnce = (socketPath: string, route: keyof Handlers, body: unknown, withinMs: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const [method, path] = route.split(' ')
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
    const sent = request({ socketPath, path, method, headers, agent: false }, (response) => {
      read(response).then(resolve, reject)
    })
    const timer = setTimeout(() => sent.destroy(new Late(`no answer within ${Math.round(withinMs)} ms`)), withinMs)
    sent.on('error', reject).on('close', () => clearTimeout(timer))
    sent.end(text)
  })

class Late extends Error {}

const read = async (response: IncomingMessage): Promise<Answer> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new Late('its answer is too long')
    chunks.push(chunk)
  }
  const [, pid, name] = /^(\d+) (\S+)$/.exec(String(response.headers['exabgp-haproxy-process'])) ?? []
  if (pid === undefined || name === undefined) throw new Late('it is no process of exabgp-haproxy')
  const text = Buffer.concat(chunks).toString('utf8')
  const body: unknown = response.headers['content-type']?.startsWith('text/plain') ? text : JSON.parse(text)
  return { kind: 'answered', pid: Number(pid), name: decodeURIComponent(name), status: response.statusCode ?? 0, body }
}

const failed = (error: unknown): Answer | 'busy' => {
  if (error instanceof Late) return { kind: 'silent', reason: error.message }
  switch (errorCode(error)) {
    case 'ECONNREFUSED':
      return { kind: 'left behind' }
    case 'ENOENT':
      return { kind: 'absent' }
    case 'EACCES':
    case 'EPERM':
      return { kind: 'denied' }
    case 'ECONNRESET':
    case 'EPIPE':
    case 'EAGAIN':
      return 'busy'
  }
  return { kind: 'silent', reason: error instanceof Error ? error.message : String(error) }
}
