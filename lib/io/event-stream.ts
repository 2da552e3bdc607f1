// How does one hear what happens, bit by bit (server-sent events), and costs nobody anything who does not listen?
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { now } from './clock.ts'
import type { Stream, StreamListener } from './control-handlers.ts'

/** Who has not read something for so long does not hear the next. */
const mostUnreadMs = 5000

/** Then a listener asks again, so that none holds a place that has gone without a word. */
const longestMs = 300_000

/** `unbounded`: the connection may stay open. Who asks for the head only has it at once, and follows nothing. */
export const openStream = (
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  { follow }: Stream,
  unbounded: () => void,
): void => {
  const { socket } = response
  if (socket === null) return
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', connection: 'close' })
  if (response.req.method === 'HEAD') return void response.end()
  unbounded()
  response.flushHeaders()
  const end = setTimeout(() => socket.destroy(), longestMs).unref()
  socket.on('close', () => clearTimeout(end))
  follow({
    ...sending(response, socket),
    onEnd: (ended) => {
      if (socket.destroyed) ended()
      else socket.on('close', ended)
    },
  })
}

// No more than one text waits in this process for a client to read, and one to follow it.
const sending = (response: ServerResponse, socket: Socket): Pick<StreamListener, 'send' | 'sign'> => {
  let unreadSince: number | undefined
  let next: string | undefined
  const write = (text: string): void => {
    if (socket.destroyed) return
    unreadSince = now()
    response.write(text, () => {
      unreadSince = undefined
      const following = next
      next = undefined
      if (following !== undefined) write(following)
    })
  }
  const isBusy = (): boolean => {
    if (unreadSince !== undefined && now() - unreadSince > mostUnreadMs) socket.destroy()
    return unreadSince !== undefined
  }
  return {
    send: (text) => {
      if (isBusy()) next = text
      else write(text)
    },
    sign: () => {
      if (!isBusy()) write(':\n\n')
    },
  }
}
