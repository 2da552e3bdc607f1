// How is what doctor found said, and with which exit status?
import type { Check, Finding, Level } from './check.ts'

export type Result = { readonly check: Check; readonly findings: readonly Finding[] }

/** 2 where something is broken, else 3 where nobody could look, 1 where something is worth mending. */
export const exitStatus = (results: readonly Result[]): number => {
  const levels = new Set<Level>(results.flatMap(({ findings }) => findings.map(({ level }) => level)))
  return levels.has('fail') ? 2 : levels.has('unknown') ? 3 : levels.has('warn') ? 1 : 0
}

export const reportLines = (results: readonly Result[]): readonly string[] =>
  results.flatMap(({ check: { id, area, needed }, findings }, index) => {
    if (findings.length === 0) return [`ok       ${area} ${id}`]
    return findings.flatMap(({ level, seen, mend }) => {
      if (level === 'unknown' || level === 'skipped') return unlookedAt(level, seen, results, index)
      return [
        `${level.padEnd(8)} ${area} ${id}: ${seen}`,
        `         needed: ${needed}`,
        ...(mend === undefined ? [] : [`         type: ${mend}`]),
      ]
    })
  })

/** One file that cannot be read keeps many checks from looking: it is said once, where the first of them stands. */
const unlookedAt = (how: Level, reason: string, results: readonly Result[], index: number): readonly string[] => {
  const same = results.filter(({ findings }) => findings.some(({ level, seen }) => level === how && seen === reason))
  return same[0] === results[index] ? [`${how.padEnd(8)} ${reason}; not looked at: ${same.map(({ check }) => check.id).join(', ')}`] : []
}

export const reportJson = (results: readonly Result[]): string =>
  JSON.stringify({
    version: 1,
    exitStatus: exitStatus(results),
    checks: results.flatMap(({ check: { id, area, needed }, findings }) =>
      (findings.length === 0 ? [{ level: 'ok' }] : findings).map((finding) => ({ id, area, needed, ...finding })),
    ),
  })
