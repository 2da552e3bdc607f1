// What if somebody ends a command while what it has started still runs?

/** As a shell says which signal ended a process. */
const statuses = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

type Ending = {
  /** Aborts at the first signal; the next one ends this process at once. */
  readonly signal: AbortSignal
  /** With what to exit then. */
  readonly status: Promise<number>
}

/** From now on a signal ends what listens to it, not this process. */
export const ending = (): Ending => {
  const controller = new AbortController()
  const status = new Promise<number>((resolve) => {
    for (const [name, status] of Object.entries(statuses))
      process.once(name, () => {
        controller.abort()
        resolve(status)
      })
  })
  return { signal: controller.signal, status }
}
