// How does an answer get to who asked, as a whole, or its beginning while its end is still made?
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { atOnce } from '../values/at-once.ts'
import type { Answer } from './control-answer.ts'
import type { Sparing, Work } from './sparing.ts'
import { acceptsGzip, compressed, piecesOf, type Written, writing } from './written-answer.ts'

type Way = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly headers: Readonly<Record<string, string>>
  readonly spare: Sparing
  /** Whether anybody still waits for it. */
  readonly isWanted: () => boolean
  /** Called when something can be read. */
  readonly onSent: () => void
}

/** Rejects with what its making throws, before anything is sent. */
export const sendWhole = async (answer: Answer, { request, response, headers, spare, isWanted, onSent }: Way): Promise<void> => {
  const isPacked = acceptsGzip(request)
  // What fits into one piece is sent beside the row: who asks next does not wait for that.
  const inPieces = ({ chunks }: Written): boolean => !isPacked && chunks.length > 1
  function* sending({ status, headers: own, chunks }: Written): Work<void> {
    response.writeHead(status, { ...headers, ...own })
    for (const [index, chunk] of chunks.entries()) {
      if (index > 0) yield
      response.write(chunk)
    }
    response.end()
  }
  function* making(): Work<Written> {
    const written = yield* writing(answer)
    onSent()
    if (inPieces(written)) yield* sending(written)
    return written
  }
  const written = await spare(making, isWanted)
  if (written !== undefined && !inPieces(written)) atOnce(sending(isPacked ? await compressed(written) : written))
}

/** Sends each piece when it is made. Rejects with what its making throws; by then the beginning may have been read. */
export const sendAsMade = async (answer: Answer, { request, response, headers, spare, isWanted, onSent }: Way): Promise<void> => {
  const zlib = acceptsGzip(request) ? await import('node:zlib') : undefined
  const begin = (): Writable => {
    const own = { ...headers, connection: 'close', 'content-type': answer.contentType ?? '', ...answer.headers }
    response.writeHead(answer.status, zlib === undefined ? own : { ...own, 'content-encoding': 'gzip', vary: 'accept-encoding' })
    return zlib === undefined ? response : packedInto(response, zlib)
  }
  function* sending(): Work<void> {
    let target: Writable | undefined
    for (const piece of piecesOf(answer)) {
      if (piece !== undefined) {
        target ??= begin()
        target.write(piece)
        onSent()
      }
      yield
    }
    const last = target ?? begin()
    last.end()
  }
  await spare(sending, isWanted)
}

// In a thread; each piece goes on at once.
const packedInto = (response: ServerResponse, { constants, createGzip }: typeof import('node:zlib')): Writable => {
  const gzip = createGzip({ level: 1, flush: constants.Z_SYNC_FLUSH })
  gzip.on('error', () => response.destroy()).pipe(response)
  response.once('close', () => gzip.destroy())
  return gzip
}
