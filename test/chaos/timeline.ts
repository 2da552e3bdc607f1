// What may something have been, from then until now, and when could nobody have noticed?

/** What one thing was, over time; more than one value while it is not certain. Times are milliseconds of one clock. */
export class Timeline {
  #entries: { readonly from: number; readonly values: readonly string[] }[] = []

  /** From now on it is this, or one of these; what was foreseen for later is void. */
  set(from: number, ...values: readonly string[]): void {
    this.#entries = [...this.#entries.filter((it) => it.from < from), { from, values }]
  }

  /** Unless something is set before, it will be this from then on. */
  foresee(from: number, ...values: readonly string[]): void {
    this.#entries.push({ from, values })
  }

  /** Everything that it may have been between the two. */
  between(from: number, to: number): ReadonlySet<string> {
    const first = this.#entries.findLastIndex((it) => it.from <= from)
    const last = this.#entries.findLastIndex((it) => it.from <= to)
    return new Set(this.#entries.slice(Math.max(0, first), last + 1).flatMap(({ values }) => values))
  }

  /** Nobody asks any more what it was before. */
  forget(before: number): void {
    const first = this.#entries.findLastIndex((it) => it.from <= before)
    if (first > 0) this.#entries.splice(0, first)
  }
}

type Span = { readonly from: number; to: number }

/** Times in which something stood still, or could not be seen. */
export class Spans {
  #spans: Span[] = []

  /** It stands still from now on; returns how to say that it ends, perhaps a while later. */
  begin(from: number): (to: number) => void {
    const span: Span = { from, to: Number.POSITIVE_INFINITY }
    this.#spans.push(span)
    return (to) => {
      span.to = to
    }
  }

  add(from: number, to: number): void {
    this.#spans.push({ from, to })
  }

  overlap(from: number, to: number): boolean {
    return this.#spans.some((span) => span.from <= to && span.to >= from)
  }

  get all(): readonly Span[] {
    return this.#spans
  }

  forget(before: number): void {
    this.#spans = this.#spans.filter(({ to }) => to >= before)
  }
}

/** The moment from which on, until `at`, so much time has passed outside of all these spans. */
export const lookBack = (at: number, ms: number, spans: readonly Spans[]): number => {
  const sorted = spans.flatMap(({ all }) => all).toSorted((a, b) => b.to - a.to)
  let left = ms
  let now = at
  for (const { from, to } of sorted) {
    if (from >= now) continue
    const seen = Math.max(0, now - to)
    if (seen >= left) break
    left -= seen
    now = Math.min(now, from)
  }
  return now - left
}
