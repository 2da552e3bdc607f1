// Who answers a request on a control socket, and what does one hear who asks for something else?
import type { IncomingMessage } from 'node:http'
import { failure, type Handler, type Handlers, type Reply, type Stream } from './control-handlers.ts'
import { startDeadline } from './deadline.ts'
import { readJson } from './json-body.ts'

/** `readOnly`: nothing can be ordered. */
export type Offer = { readonly handlers: Handlers; readonly readOnly: boolean }

/** `allow`: the methods that the path has. */
export type Answer = Reply & { readonly allow?: string }

/** `onAsked` is called when the request is whole, with how long its answer may take. Rejects with what a handler throws. */
export const answer = async (
  offer: Offer,
  request: IncomingMessage,
  usualMs: number,
  onAsked: (withinMs: number) => void,
): Promise<Answer | Stream> => {
  const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s)
  const handler = handlerFor(offer, request.method === 'HEAD' ? 'GET' : (request.method ?? ''), path)
  if (typeof handler !== 'function') return handler
  const read = request.method === 'POST' ? await readJson(request) : { value: {} }
  if ('refusal' in read) return read.refusal
  const { withinMs = usualMs } = handler
  onAsked(withinMs)
  return inTime(handler, { query: new URLSearchParams(query), body: read.value }, withinMs)
}

const handlerFor = ({ handlers, readOnly }: Offer, method: string, path: string): Handler | Answer => {
  const routes = Object.entries(handlers)
  const found = routes.find(([route]) => route === `${method} ${path}`)?.[1]
  if (found !== undefined && readOnly && method !== 'GET') return failure(403, 'this socket is for reading only')
  if (found !== undefined) return found
  const methods = routes.flatMap(([route]) => (route.endsWith(` ${path}`) ? [route.split(' ')[0] ?? ''] : []))
  if (methods.length > 0)
    return {
      ...failure(405, `Expected ${methods.join(' or ')} ${path}`),
      allow: methods.flatMap((one) => (one === 'GET' ? [one, 'HEAD'] : [one])).join(', '),
    }
  return { status: 404, body: { error: `there is no ${path}`, paths: Object.keys(handlers) } }
}

const inTime = async (handler: Handler, asked: Parameters<Handler>[0], withinMs: number): Promise<Answer | Stream> => {
  let callOff = (): void => {}
  const late = new Promise<Answer>((resolve) => {
    callOff = startDeadline(withinMs, () => resolve(failure(504, 'no answer in time')))
  })
  return Promise.race([handler(asked), late]).finally(() => callOff())
}
