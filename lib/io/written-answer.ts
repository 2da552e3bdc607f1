// What is sent of an answer as a whole?
import type { IncomingMessage } from 'node:http'
import type { Answer } from './control-answer.ts'
import type { Pieces } from './control-handlers.ts'
import { jsonPieces } from './json-pieces.ts'
import type { Work } from './sparing.ts'

export const acceptsGzip = ({ headers }: IncomingMessage): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(headers['accept-encoding'] ?? ''))

/** What is shorter fits into one packet anyway. */
const leastCompressed = 1024

/** Beside the loop, in a thread. */
export const compressed = async (written: Written): Promise<Written> => {
  if (sizeOf(written) < leastCompressed) return written
  const { gzip } = await import('node:zlib')
  const packed = await new Promise<Buffer>((resolve, reject) => {
    gzip(Buffer.concat(written.chunks), { level: 1 }, (error, bytes) => (error === null ? resolve(bytes) : reject(error)))
  })
  return {
    ...written,
    chunks: [packed],
    headers: { ...written.headers, 'content-length': packed.length, 'content-encoding': 'gzip', vary: 'accept-encoding' },
  }
}

/** What has to be sent. */
export type Written = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number>>
  readonly chunks: readonly Buffer[]
}

const sizeOf = ({ chunks }: Pick<Written, 'chunks'>): number => chunks.reduce((sum, { length }) => sum + length, 0)

/** Text is kept apart in the pieces in which it was made. */
export function* writing(answer: Answer): Work<Written> {
  const { status, contentType, allow, headers: own } = answer
  const chunks: Buffer[] = []
  for (const piece of piecesOf(answer)) {
    if (piece !== undefined) chunks.push(typeof piece === 'string' ? Buffer.from(piece) : piece)
    yield
  }
  const headers = {
    connection: 'close',
    'content-type': contentType ?? 'application/json; charset=utf-8',
    'content-length': sizeOf({ chunks }),
    ...(allow !== undefined && { allow }),
    ...own,
  }
  return { status, headers, chunks }
}

/** Its text; without a type it is JSON. */
export const piecesOf = ({ body, contentType }: Answer): Pieces => {
  const made: unknown = typeof body === 'function' ? body() : body
  if (contentType === undefined) return jsonOf(made)
  return typeof made === 'string' ? [made] : (made as Pieces)
}

function* jsonOf(made: unknown): Generator<string | undefined> {
  yield* jsonPieces(isWork(made) ? yield* made : made)
}

const isWork = (made: unknown): made is Work<unknown> => typeof made === 'object' && made !== null && 'next' in made
