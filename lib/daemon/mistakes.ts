// What is said of a mistake of this program, which must neither end it nor flood the log?
import { now } from '../io/clock.ts'
import type { LogLine } from '../log/line.ts'

/** `deed`: what became of it, as part of a sentence. */
export type Mistakes = (deed: string, error: unknown) => void

/** How long the same is not said again. */
const againAfterMs = 60_000
/** How many are told apart. */
const most = 100

// Logs each with its stack; the same again once a minute, with how often it happened meanwhile.
const tellMistakes = (log: (line: LogLine) => void): Mistakes => {
  const said = new Map<string, { readonly at: number; times: number }>()
  return (deed, error) => {
    const stack = stackOf(error)
    const before = said.get(stack)
    if (before !== undefined && now() - before.at < againAfterMs) {
      before.times += 1
      return
    }
    if (said.size >= most) said.clear()
    said.set(stack, { at: now(), times: 0 })
    const times = before === undefined || before.times === 0 ? '' : ` (${before.times + 1} times since the last line)`
    log({
      level: 'error',
      message: `internal error, ${deed}${times}: ${stack.replace(/\n +/g, ' ')}`,
      fields: { event: 'mistake', stack },
    })
  }
}

/** The error with the places where it came up, as far as it has any. */
const stackOf = (error: unknown): string => (error instanceof Error && error.stack ? error.stack : String(error))

/** Whoever threw is lost, and nothing else: ending would cost every service, and six ends in a minute ExaBGP. */
export const outliveMistakes = (log: (line: LogLine) => void): Mistakes => {
  const mistake = tellMistakes(log)
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.removeAllListeners(event)
    process.on(event, (error: unknown) => mistake('the program goes on', error))
  }
  return mistake
}
