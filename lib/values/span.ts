// How is a time said?

/** A time that someone has to wait: `12.3 s`, `15 min 2 s`. */
export const span = (ms: number): string =>
  ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`

/** `1s`, `250ms`: as the configuration writes it. */
export const duration = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`)

/** `10 s`, `0.5 s`: a time that is set. */
export const seconds = (ms: number): string => `${ms / 1000} s`
