// How does one hear what happens, bit by bit (server-sent events), and costs nobody anything who does not listen?
import type { ServerResponse } from 'node:http'
import type { Stream } from './control-handlers.ts'

/** What somebody has not read by then is not read any more. */
const mostUnsentBytes = 262_144

/** Then a listener asks again, so that none holds a place that has gone without a word. */
const longestMs = 300_000

/** `unbounded`: the connection may stay open. */
export const openStream = (
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  { follow }: Stream,
  unbounded: () => void,
): void => {
  const { socket } = response
  if (socket === null) return
  unbounded()
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', connection: 'close' })
  response.flushHeaders()
  const end = setTimeout(() => socket.destroy(), longestMs).unref()
  socket.on('close', () => clearTimeout(end))
  follow({
    send: (text) => {
      if (socket.destroyed) return
      if (socket.writableLength > mostUnsentBytes) socket.destroy()
      else response.write(text)
    },
    onEnd: (ended) => {
      if (socket.destroyed) ended()
      else socket.on('close', ended)
    },
  })
}
