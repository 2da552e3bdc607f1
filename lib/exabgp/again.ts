// When is a question put again that ExaBGP has refused, or has not answered?

const longestMs = 3_600_000

/** A reload in the midst of an answer ends that (4.2 says nothing, 5.0 `error`). Who refuses it always is asked ever more rarely. While ExaBGP answers it carries out nothing else. */
export const againAfterMs = (failures: number, refreshMs: number, tookMs: number): number => {
  const firstMs = Math.max(refreshMs, tookMs * 20)
  return Math.max(firstMs, Math.min(firstMs * 2 ** (failures - 1), longestMs))
}
