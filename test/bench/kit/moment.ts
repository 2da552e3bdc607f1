// What time is it, to the microsecond?

/** Milliseconds since 1970. */
export const now = (): number => performance.timeOrigin + performance.now()

/** The same of a date with microseconds, which `Date` would cut off: `2026-01-02T03:04:05.123456` with or without an offset. */
export const momentOf = (stamp: string): number => {
  const [, toMs = '', micros = '0', offset = ''] = /^(.*\.\d{3})(\d{3})(.*)$/.exec(stamp) ?? []
  return Date.parse(toMs + offset) + Number(micros) / 1000
}
