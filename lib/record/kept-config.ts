// Which configuration was the last good one, which is on trial, and which of them is a process to start with?
import * as v from 'valibot'
import { digest } from '../values/digest.ts'
import { parseJson } from '../values/json.ts'
import { type Uptime, unsetWall, writtenAtSchema } from './uptime.ts'

/** Texts of the file. All times are milliseconds since 1970, by a clock that nobody sets while the machine runs. */
export type KeptConfig = {
  /** It has been in force for a minute, or was confirmed. */
  readonly good?: string
  /** What was good before that. */
  readonly previous?: string
  readonly trial?: Trial
  /** What was taken back; as long as the file says it, it is not started with. */
  readonly refused?: string
}

/** In force, and not good yet. `deadline`: by then it has to be confirmed. `starts`: when processes started with it that were not told to stop. */
export type Trial = { readonly text: string; readonly deadline?: number; readonly starts: readonly number[] }

/** `file`: what the file says. `trial`: the one that waits for its confirmation. `good`: the last good one, and why. */
export type Choice = {
  readonly use: 'file' | 'trial' | 'good'
  readonly text: string | undefined
  readonly why?: 'expired' | 'crashing' | 'taken back'
  readonly kept: KeptConfig
}

/** ExaBGP counts starts within so long, and stops at the sixth. */
const minuteMs = 64_000
/** With so many starts before within a minute a configuration on trial is to blame. */
const mostStarts = 2

/** What to start with. `file`: what it says, if it can be read. */
export const choose = (kept: KeptConfig, file: string | undefined, now: number): Choice => {
  const { good, trial, refused } = kept
  if (good !== undefined && trial?.deadline !== undefined) {
    if (now >= trial.deadline) return takenBack(kept, 'expired')
    return isCrashing(trial, now) ? takenBack(kept, 'crashing') : { use: 'trial', text: trial.text, kept: started(kept, trial.text, now) }
  }
  if (good !== undefined && file !== undefined && refused === markOf(file)) return { use: 'good', text: good, why: 'taken back', kept }
  if (file === undefined || file === good) return { use: 'file', text: file, kept: without(kept, 'trial') }
  if (good !== undefined && trial?.text === file && isCrashing(trial, now)) return takenBack(kept, 'crashing')
  return { use: 'file', text: file, kept: started(without(kept, 'refused'), file, now) }
}

/**
 * What to start with where the file cannot be used. What nobody can read (`isUnread`) says nothing against what is on trial, which goes on unless it makes
 * processes end.
 */
export const insteadOfFile = (
  kept: KeptConfig,
  isUnread: boolean,
  now: number,
): { readonly text: string; readonly kept: KeptConfig } | undefined => {
  const { trial, good } = kept
  if (good === undefined) return undefined
  if (isUnread && trial !== undefined && !isCrashing(trial, now)) return { text: trial.text, kept: started(kept, trial.text, now) }
  return { text: good, kept: takeBack(kept) }
}

/** The good one is in force again. */
export const takeBack = (kept: KeptConfig): KeptConfig => {
  const { trial, ...rest } = kept
  return trial === undefined ? rest : { ...rest, refused: markOf(trial.text) }
}

/** What is on trial is good. */
export const approve = (kept: KeptConfig): KeptConfig => {
  const { trial, good, previous, refused: _ } = kept
  if (trial === undefined) return kept
  const before = good === trial.text ? previous : good
  return { good: trial.text, ...(before !== undefined && { previous: before }) }
}

/** Another is in force. What was good stays so, however often that is done before one is. */
export const tryOut = (kept: KeptConfig, running: string, text: string, deadline: number | undefined): KeptConfig => {
  const { refused: _, ...rest } = kept.good === undefined ? { ...kept, good: running } : kept
  return { ...rest, trial: { text, starts: [], ...(deadline !== undefined && { deadline }) } }
}

/** Where nothing is on trial any more, the good one is again, and the one before it is the good one. */
export const retried = (kept: KeptConfig): KeptConfig => {
  const { trial, good, previous } = kept
  return trial === undefined ? { ...tryOut({ good: previous ?? '' }, '', good ?? '', undefined), previous: good ?? '' } : kept
}

/** Whoever is told to stop does not crash. */
export const stopped = ({ trial, ...rest }: KeptConfig): KeptConfig =>
  trial === undefined ? rest : { ...rest, trial: { ...trial, starts: [] } }

const takenBack = (kept: KeptConfig, why: 'expired' | 'crashing'): Choice => ({ use: 'good', text: kept.good, why, kept: takeBack(kept) })

const started = (kept: KeptConfig, text: string, now: number): KeptConfig => {
  const before = kept.trial?.text === text ? kept.trial : { text, starts: [] }
  return { ...kept, trial: { ...before, starts: [...recent(before.starts, now), now] } }
}

const isCrashing = ({ starts }: Trial, now: number): boolean => recent(starts, now).length >= mostStarts

const recent = (starts: readonly number[], now: number): readonly number[] => starts.filter((at) => at <= now && now - at < minuteMs)

const without = (kept: KeptConfig, key: 'trial' | 'refused'): KeptConfig => {
  const { [key]: _, ...rest } = kept
  return rest
}

const markOf = (text: string): string => `${text.length} ${digest(text)}`

const mark = 'exabgp-haproxy-config'

/** What clocks say at one moment: `wall` in milliseconds since 1970. */
type Clocks = { readonly wall: number; readonly uptime: Uptime | undefined }

export const encodeKept = (kept: KeptConfig, { wall, uptime }: Clocks): string =>
  `${JSON.stringify({ [mark]: 1, ...(uptime && { written: { wall, ...uptime } }), ...kept })}\n`

/** Undefined: nothing that this program wrote. Nobody who sets the wall clock makes the time to confirm longer or shorter. */
export const decodeKept = (text: string, clocks: Clocks): KeptConfig | undefined => {
  const read = v.safeParse(written, parseJson(text))
  if (!read.success) return undefined
  const { [mark]: _, written: then, trial, ...kept } = read.output
  return trial === undefined ? kept : { ...kept, trial: later(trial, clocks.wall - unsetWall(then, clocks)) }
}

const later = (trial: Trial, ms: number): Trial => ({
  ...trial,
  ...(trial.deadline !== undefined && { deadline: trial.deadline + ms }),
  starts: trial.starts.map((at) => at + ms),
})

const text = v.exactOptional(v.string())

const written = v.object({
  [mark]: v.literal(1),
  written: v.exactOptional(writtenAtSchema),
  good: text,
  previous: text,
  trial: v.exactOptional(v.object({ text: v.string(), deadline: v.exactOptional(v.number()), starts: v.array(v.number()) })),
  refused: text,
})
