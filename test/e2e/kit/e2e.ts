// How does an end-to-end test get a run of its own, or say why it cannot run here?
import { test } from 'node:test'
import { missing, required } from './requirements.ts'
import { Run } from './run.ts'

const missingHere = await missing()

type Options = {
  readonly timeout?: number
  /** What else this test has to have and this machine cannot give. */
  readonly lacking?: readonly string[]
}

/** A test with a run that is closed in any case. It skips, with the reason, where this machine cannot run it; it fails there if end-to-end tests are required. A failure shows the end of every program's log. */
export const e2e = (title: string, fn: (run: Run) => Promise<void>, { timeout = 300_000, lacking = [] }: Options = {}): void => {
  const reasons = [...missingHere, ...lacking]
  const skip = reasons.length > 0 && !required ? reasons.join(', ') : false
  test(title, { timeout, skip }, async (context) => {
    if (reasons.length > 0) throw new Error(`End-to-end tests are required, but ${reasons.join(', ')}`)
    const run = await Run.start()
    run.closeOnSignals()
    context.after(() => run.close())
    try {
      await fn(run)
    } catch (error) {
      for (const line of run.tails(25)) context.diagnostic(line)
      throw error
    }
  })
}
