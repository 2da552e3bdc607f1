// How does HTTP read no more of a connection than its first request, whatever comes after it?
import type { Socket } from 'node:net'

/** So much is read at a time; few requests fit in. */
const pieceBytes = 256

/**
 * Stands between a connection and what an HTTP server has just set up to read it: requests that come at once would all be read at once, and everything
 * else would wait for that. `isWhole`: the request is there.
 */
export const readOne = (socket: Socket, isWhole: () => boolean): void => {
  const [read] = socket.listeners('data')
  if (read === undefined) return
  socket.removeAllListeners('data')
  socket.on('data', (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      if (isWhole()) return void socket.pause()
      Reflect.apply(read, socket, [bytes.subarray(at, at + pieceBytes)])
    }
  })
}
