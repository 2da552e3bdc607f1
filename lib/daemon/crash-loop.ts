// What if this process is killed again and again right after its start, by the kernel for want of memory, say?
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { dismissStandIn, standInMs } from '../io/stand-in.ts'
import { readStateFile, writeStateFile } from '../io/state-file.ts'
import { digest } from '../values/digest.ts'
import { runtimeFolder, type Surroundings } from './state-place.ts'

/** ExaBGP counts starts within so long. */
const minuteMs = 64_000
/** By then what is healthy is announced. */
const countedAfterMs = 200
/** So many within it may be followed by the next at once. */
const free = 2

/**
 * Keeps what stands in for this process as long as its death might make ExaBGP stop: from the third start within a minute on, whatever ended those
 * before. Where starts cannot be counted, or are not yet, that is so from the first on.
 */
export const breakCrashLoops = async (words: readonly string[], around: Surroundings): Promise<void> => {
  await delay(countedAfterMs, undefined, { ref: false })
  const starts = await countStart(join(runtimeFolder(around), `starts-${digest(JSON.stringify(words))}`))
  if (starts > free) await delay(standInMs, undefined, { ref: false })
  dismissStandIn()
}

// How many there were within the last minute, this one included.
const countStart = async (path: string): Promise<number> => {
  const now = Date.now()
  const file = await readStateFile(path)
  if (file.kind === 'unreadable') return Number.POSITIVE_INFINITY
  const starts = [...recentStarts(file.kind === 'text' ? file.text : '', now), now]
  const trouble = await writeStateFile(path, `${starts.join('\n')}\n`)
  return trouble === undefined ? starts.length : Number.POSITIVE_INFINITY
}

/** The times in a file of starts that lie within the minute before `now`. */
export const recentStarts = (text: string, now: number): readonly number[] =>
  text
    .split('\n')
    .map((line) => (/^\d{1,15}$/.test(line) ? Number(line) : Number.NaN))
    .filter((at) => at <= now && now - at < minuteMs)
