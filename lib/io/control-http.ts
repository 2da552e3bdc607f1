// How is HTTP spoken on a control socket, so that no client costs others anything?
//
// Node's HTTP is loaded for the first who connects.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type Answer, answer, type Offer } from './control-answer.ts'
import { failure } from './control-handlers.ts'
import { startDeadline } from './deadline.ts'
import { sparingly } from './sparing.ts'

type Service = Offer & {
  /** Stand in every answer. */
  readonly headers: Readonly<Record<string, string>>
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
  return (socket) => {
    socket.on('error', () => {})
    giveTime(socket, withinMs)
    server ??= openServer(service)
    server.then((opened) => opened.emit('connection', socket), service.onMistake)
  }
}

const openServer = async (service: Service): Promise<Server> => {
  const { createServer } = await import('node:http')
  const server = createServer({ maxHeaderSize: mostHeaderBytes, requireHostHeader: false }, (request, response) => {
    void converse(service, request, response)
  })
  return server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuse(socket, error.code))
}

const converse = async (service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { socket } = request
  const isWanted = (): boolean => !socket.destroyed
  const mistaken = (error: unknown): Answer => {
    if (isWanted()) service.onMistake(error)
    return failure(500, 'an internal error, see the log')
  }
  const reply = await answer(service, request, withinMs, () => giveTime(socket, withinMs + graceMs)).catch(mistaken)
  const written = await sparingly(() => write(reply), isWanted).catch((error: unknown) => write(mistaken(error)))
  if (written === undefined) return
  giveTime(socket, withinMs)
  response.writeHead(written.status, { ...service.headers, ...written.headers })
  response.end(written.text)
}

type Written = { readonly status: number; readonly headers: Readonly<Record<string, string | number>>; readonly text: string }

const write = ({ status, body, contentType, allow }: Answer): Written => {
  const made: unknown = typeof body === 'function' ? body() : body
  const text = contentType === undefined ? `${JSON.stringify(made)}\n` : String(made)
  const headers = {
    connection: 'close',
    'content-type': contentType ?? 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...(allow !== undefined && { allow }),
  }
  return { status, headers, text }
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
  const { status, headers, text } = write(
    code === 'HPE_HEADER_OVERFLOW'
      ? failure(431, `Expected at most ${mostHeaderBytes} bytes of headers`)
      : failure(400, 'Expected HTTP/1.1'),
  )
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${status === 431 ? 'Request Header Fields Too Large' : 'Bad Request'}\r\n${head.join('')}\r\n${text}`)
}
