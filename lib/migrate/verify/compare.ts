// Does our line say what theirs says, and if not, is it known why?
import type { Difference, Phase } from '../difference.ts'
import { type Said, sayingOf } from './line.ts'

export type Row = {
  readonly vip: string
  readonly phase: Phase
  readonly theirs: string
  readonly ours: string
  /** What differs. */
  readonly keys: readonly string[]
  /** Why, where that is known of all of it. */
  readonly reasons: readonly string[]
  readonly verdict: 'equal' | 'explained' | 'different'
}

/** One line of theirs, of a process that is known by its differences. */
export const compare = (phase: Phase, theirs: string, ours: string, differences: readonly Difference[]): Row => {
  const [before, now] = [sayingOf(theirs), sayingOf(ours)]
  const vip = before?.vip ?? now?.vip ?? ''
  const keys = before === undefined || now === undefined ? ['line'] : differing(before, now)
  const known = differences.filter(({ covers }) => covers?.phases.includes(phase) === true && covers.vips?.includes(vip) !== false)
  const unknown = keys.filter((key) => !known.some(({ covers }) => covers?.keys.includes(key)))
  const verdict = keys.length === 0 ? 'equal' : unknown.length === 0 ? 'explained' : 'different'
  const reasons = verdict === 'explained' ? known.filter(({ covers }) => covers?.keys.some((one) => keys.includes(one))) : []
  return { vip, phase, theirs, ours, keys, reasons: [...new Set(reasons.map(({ text }) => text))], verdict }
}

const differing = (before: Said, now: Said): readonly string[] =>
  [...new Set([...before.parts.keys(), ...now.parts.keys()])].filter(
    (key) =>
      before.parts.get(key) !== now.parts.get(key) &&
      // The path identifier of what is gone is known from its announcement.
      !(key === 'path-information' && now.parts.get('route') === 'withdraw'),
  )
