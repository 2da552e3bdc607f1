// What is asked of the running process over its control socket, and what does it answer?

export type Asked = {
  /** What stands behind `?`. */
  readonly query: URLSearchParams
  /** The JSON that was sent; `{}` where nothing was. */
  readonly body: unknown
}

/**
 * `body` becomes JSON, as does what a generator returns, or where `contentType` is given it is text that is sent as it is. One that takes time to make is a function, called when its turn comes: all answers together take a tenth of the time at
 * the most, so that nobody who asks delays what is announced. A long text comes in `Pieces`. `sentAsMade`: a piece
 * does not wait for the next, so that what goes wrong later ends the connection instead of being told.
 */
export type Reply = {
  readonly status: number
  readonly body: unknown
  readonly sentAsMade?: boolean
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What is sent bit by bit, as long as somebody listens. `follow` begins it. */
export type Stream = { readonly follow: (listener: StreamListener) => void }

/** `send`: who has not read the text before gets the newest once it has; `sign`: that somebody is there. Both drop who does not read. */
export type StreamListener = {
  readonly send: (text: string) => void
  readonly sign: () => void
  readonly onEnd: (ended: () => void) => void
}

/** Has 5 s, or `withinMs`, else the client hears 504. What it throws is a mistake of ours, and the client hears 500. */
export type Handler = ((asked: Asked) => Reply | Stream | Promise<Reply | Stream>) & { readonly withinMs?: number }

/** Of a text; between two of them routes are followed. Undefined is a piece of the work that leads to no text by itself. */
export type Pieces = Iterable<string | Buffer | undefined>

type Route = `GET /${string}` | `POST /v1/${string}`

/** By method and path. */
export type Handlers = Readonly<Partial<Record<Route, Handler>>>

export const failure = (status: number, error: string): Reply => ({ status, body: { error } })
