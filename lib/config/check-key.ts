// By what is a check known, wherever it stands in the configuration?
import { type Check, checkTitle } from './schema/checks/kinds.ts'

/** What a check asks, as one text: the same for the same question, however often it is asked and wherever it is written. */
export type CheckKey = string

/** The checks of a service, each with its key; one that asks the same as another before it has a number behind it. */
export const keyed = (checks: readonly Check[]): readonly (readonly [CheckKey, Check])[] => {
  const seen = new Map<string, number>()
  return checks.map((check) => {
    const key = `${checkTitle(check)} ${digest(essenceOf(check))}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return [count === 1 ? key : `${key} #${count}`, check]
  })
}

/** What it asks, without how often, and how its results count. */
export const essenceOf = ({
  intervalMs: _,
  fastIntervalMs: __,
  timeoutMs: ___,
  rise: ____,
  fall: _____,
  shared: ______,
  ...asks
}: Check): string => JSON.stringify(asks)

// FNV-1a, 32 bits. It only tells checks of one name apart, such as two of one URL with other headers.
const digest = (text: string): string => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
