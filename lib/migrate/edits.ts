// What changes in a text, and how does a unified diff show that?
import type { Place } from './exabgp-conf.ts'

/** What stands there instead. */
export type Edit = Place & { readonly text: string }

export const edited = (text: string, edits: readonly Edit[]): string =>
  [...edits]
    .sort((one, other) => other.from - one.from)
    .reduce((rest, { from, to, text }) => rest.slice(0, from) + text + rest.slice(to), text)

/** Lines that are the same around a change. */
const context = 3

type Line = { readonly mark: ' ' | '-' | '+'; readonly text: string }

/** As `diff -u` prints it; nothing where both are the same. */
export const unifiedDiff = (before: string, after: string, name: string): readonly string[] => {
  const all = compared(before.split('\n'), after.split('\n'))
  const near = all.map((_, at) => all.slice(Math.max(0, at - context), at + context + 1).some(({ mark }) => mark !== ' '))
  if (!near.includes(true)) return []
  const hunks: string[] = []
  let [old, now] = [1, 1]
  for (let at = 0; at < all.length; ) {
    const end = near[at] ? all.findIndex((_, next) => next > at && !near[next]) : at + 1
    const lines = all.slice(at, end < 0 ? all.length : end)
    const [olds, news] = [lines.filter(({ mark }) => mark !== '+').length, lines.filter(({ mark }) => mark !== '-').length]
    if (near[at]) hunks.push(`@@ -${old},${olds} +${now},${news} @@`, ...lines.map(({ mark, text }) => `${mark}${text}`))
    ;[old, now, at] = [old + olds, now + news, at + lines.length]
  }
  return [`--- ${name}`, `+++ ${name}`, ...hunks]
}

const compared = (before: readonly string[], after: readonly string[]): readonly Line[] => {
  const start = before.findIndex((line, at) => line !== after[at])
  if (start < 0) return before.map((text) => ({ mark: ' ', text }))
  let tail = 0
  while (tail < Math.min(before.length, after.length) - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const same = (lines: readonly string[]): readonly Line[] => lines.map((text) => ({ mark: ' ', text }))
  return [
    ...same(before.slice(0, start)),
    ...middle(before.slice(start, before.length - tail), after.slice(start, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ]
}

// By the longest common subsequence.
const middle = (before: readonly string[], after: readonly string[]): readonly Line[] => {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--) {
      const [here, below] = [lengths[i], lengths[i + 1]]
      if (here !== undefined && below !== undefined)
        here[j] = before[i] === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, here[j + 1] ?? 0)
    }
  const lines: Line[] = []
  for (let [i, j] = [0, 0]; i < before.length || j < after.length; ) {
    if (i < before.length && before[i] === after[j]) lines.push({ mark: ' ', text: before[i++] ?? '' }) && j++
    else if (j >= after.length || (i < before.length && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)))
      lines.push({ mark: '-', text: before[i++] ?? '' })
    else lines.push({ mark: '+', text: after[j++] ?? '' })
  }
  return lines
}
