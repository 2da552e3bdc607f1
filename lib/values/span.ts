// How is a time said?

/** A time that someone has to wait: `12.3 s`, `15 min 2 s`. */
export const span = (ms: number): string =>
  ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`

/** `1s`, `250ms`: as the configuration writes it. */
export const duration = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`)

/** `10 s`, `0.5 s`: a time that is set. */
export const seconds = (ms: number): string => `${ms / 1000} s`

/** How long ago something was: `12 s`, `4 min`, `2 h 5 min`, `3 d 4 h`. */
export const age = (ms: number): string => {
  const s = Math.floor(Math.max(0, ms) / 1000)
  const min = Math.floor(s / 60)
  const h = Math.floor(min / 60)
  if (min < 1) return `${s} s`
  if (h < 1) return `${min} min`
  return h < 24 ? `${h} h ${min % 60} min` : `${Math.floor(h / 24)} d ${h % 24} h`
}
