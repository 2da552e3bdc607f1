// What does a file of secrets or certificates say, also while it cannot be read?
import { errorCode } from '../values/error-code.ts'
import { now } from './clock.ts'
import { readRegularFile } from './file.ts'

/** How long what it said holds. */
const keptMs = 3_600_000
/** How long it may take once that is known, and no more of the whole than a quarter. */
const mostAgainMs = 200

type Listener = (file: string, reason: string | undefined) => void

const known = new Map<string, { readonly text: string; readonly at: number }>()
const outdated = new Map<string, string>()
let listener: Listener = () => {}

/** Tells when a file counts as it was, with the reason why it cannot be read, and when it can be again. */
export const onOutdatedFile = (onOutdated: Listener): void => {
  listener = onOutdated
}

/**
 * Reads it anew each time. While it cannot be read, which is not the same as not being there, it says what it said, for an hour. Rejects with a
 * `code`, at the latest after `withinMs`.
 */
export const readLastingFile = async (path: string, withinMs: number): Promise<string> => {
  const before = known.get(path)
  try {
    const text = await readRegularFile(path, before === undefined ? withinMs : Math.min(mostAgainMs, withinMs / 4))
    known.set(path, { text, at: now() })
    tell(path, undefined)
    return text
  } catch (error) {
    const reason = errorCode(error)
    const holds = before !== undefined && reason !== 'ENOENT' && now() <= before.at + keptMs
    tell(path, holds ? reason : undefined)
    if (!holds) throw error
    return before.text
  }
}

const tell = (path: string, reason: string | undefined): void => {
  if (outdated.get(path) === reason) return
  if (reason === undefined) outdated.delete(path)
  else outdated.set(path, reason)
  listener(path, reason)
}
