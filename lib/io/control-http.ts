// How is HTTP spoken with those who ask this process, so that no client costs others anything?
//
// Node's HTTP is loaded for the first who connects.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { atOnce } from '../values/at-once.ts'
import { type Answer, answer, type Offer } from './control-answer.ts'
import { failure, type Stream } from './control-handlers.ts'
import { startDeadline } from './deadline.ts'
import { openStream } from './event-stream.ts'
import { readOne } from './one-request.ts'
import { sendAsMade, sendWhole } from './sent-answer.ts'
import { type Sparing, sparing } from './sparing.ts'
import { writing } from './written-answer.ts'

type Service = Offer & {
  /** Stand in every answer. */
  readonly headers: Readonly<Record<string, string>>
  /** What one hears who may not ask; undefined: they may. By default all may who are connected. */
  readonly refusal?: (request: IncomingMessage) => Answer | undefined | Promise<Answer | undefined>
  /** So many may be connected and have not asked; of more the oldest goes, so that they leave room for those who ask. By default all may. */
  readonly mostMute?: number
  /** In which row answers wait to be written; by default in one of their own. */
  readonly spare?: Sparing
  /** Hears of what a handler threw. */
  readonly onMistake: (error: unknown) => void
}

/** To ask, then to be answered, then to take the answer. */
const withinMs = 5000
/** Who is answered too late still hears that. */
const graceMs = 1000

const mostHeaderBytes = 8192

/** Takes a connection: one question, one answer, and an end. */
export const controlHttp = (service: Service): ((socket: Socket) => void) => {
  let server: Promise<Server> | undefined
  const mute = new Set<Socket>()
  const spare = service.spare ?? sparing()
  return (socket) => {
    socket.on('error', () => {}).on('close', () => mute.delete(socket))
    giveTime(socket, withinMs)
    mute.add(socket)
    if (mute.size > (service.mostMute ?? Number.POSITIVE_INFINITY)) dropOldest(mute)
    server ??= openServer({ ...service, spare }, (asking) => mute.delete(asking))
    server.then((opened) => {
      opened.emit('connection', socket)
      readOne(socket, () => isRead(socket))
    }, service.onMistake)
  }
}

// The one that has been connected longest.
const dropOldest = (mute: Set<Socket>): void => {
  const [oldest] = mute
  if (oldest === undefined) return
  mute.delete(oldest)
  oldest.destroy()
}

type Spared = Service & { readonly spare: Sparing }

type OnAsked = (socket: Socket) => void

const openServer = async (service: Spared, onAsked: OnAsked): Promise<Server> => {
  const { createServer } = await import('node:http')
  const server = createServer({ maxHeaderSize: mostHeaderBytes, requireHostHeader: false }, (request, response) => {
    if (firsts.has(request.socket)) return
    firsts.set(request.socket, request)
    void converse(service, request, response, onAsked)
  })
  return server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!isRead(socket)) refuse(socket, error.code)
  })
}

/** What is asked over each connection; what else comes over it is not asked. */
const firsts = new WeakMap<Socket, IncomingMessage>()

const isRead = (socket: Socket): boolean => firsts.get(socket)?.complete === true

const converse = async (service: Spared, request: IncomingMessage, response: ServerResponse, onAsked: OnAsked): Promise<void> => {
  const { socket } = request
  const isWanted = (): boolean => !socket.destroyed
  const mistaken = (error: unknown): Answer => {
    if (isWanted()) service.onMistake(error)
    return failure(500, 'an internal error, see the log')
  }
  const reply = await replyTo(service, request, onAsked).catch(mistaken)
  if ('follow' in reply) return openStream(response, { ...service.headers }, reply, () => callsOff.get(socket)?.())
  const onSent = (): void => giveTime(socket, withinMs)
  const way = { request, response, headers: service.headers, spare: service.spare, isWanted, onSent }
  await (reply.sentAsMade === true ? sendAsMade : sendWhole)(reply, way).catch((error: unknown) => {
    const answer = mistaken(error)
    if (response.headersSent) socket.destroy()
    else return sendWhole(answer, { ...way, spare: async (work) => atOnce(work()) })
  })
}

const replyTo = async (service: Service, request: IncomingMessage, onAsked: OnAsked): Promise<Answer | Stream> => {
  const refusal = await service.refusal?.(request)
  if (refusal !== undefined) return refusal
  return answer(service, request, withinMs, (ms) => {
    onAsked(request.socket)
    giveTime(request.socket, ms + graceMs)
  })
}

const callsOff = new WeakMap<Socket, () => void>()

// One that does not go on within this time from now is dropped.
const giveTime = (socket: Socket, ms: number): void => {
  const former = callsOff.get(socket)
  if (former === undefined) socket.once('close', () => callsOff.get(socket)?.())
  else former()
  callsOff.set(
    socket,
    startDeadline(ms, () => socket.destroy()),
  )
}

// What is no HTTP, or too much of it.
const refuse = (socket: Socket, code: string | undefined): void => {
  if (!socket.writable) return void socket.destroy()
  const { status, headers, chunks } = atOnce(
    writing(
      code === 'HPE_HEADER_OVERFLOW'
        ? failure(431, `Expected at most ${mostHeaderBytes} bytes of headers`)
        : failure(400, 'Expected HTTP/1.1'),
    ),
  )
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${status} ${status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}\r\n${head.join('')}\r\n${chunks.join('')}`,
  )
}
