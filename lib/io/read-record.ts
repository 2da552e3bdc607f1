// What do the files of a record hold, in the order in which it happened?
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { shown } from '../config/problems/problem.ts'
import type { Narrator } from '../explain/narrator.ts'
import { type Header, readRecordLine } from '../record/record.ts'
import { errorCode, whyUnreadable } from '../values/error-code.ts'
import { expected, type Parsed, parsed } from '../values/parsed.ts'
import { demandRegular, withoutWaiting } from './file.ts'

/** `EX_DATAERR` of sysexits.h. */
export const exitUnreadable = 65

/** Who is told what a record holds, in the order in which it happened. */
type Listener = Pick<Narrator, 'begin' | 'take' | 'note'>

/** In milliseconds since 1970. */
type Period = { readonly from: number; readonly to: number }

const always: Period = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/**
 * Reads the files, in whatever order they are named, to the listener; those that have nothing of the `period` are passed over, and where another has one, those
 * whose header was never written. Resolves to the first problem, as `file:line: Expected …`.
 */
export const readRecord = async (files: readonly string[], narrator: Listener, period: Period = always): Promise<string | undefined> => {
  const begun = await Promise.all(files.map(readBeginning))
  const problem = begun.find((one) => typeof one === 'string')
  if (typeof problem === 'string') return problem
  const headed = begun.filter((one) => typeof one !== 'string' && 'header' in one)
  const headless = begun.filter((one) => typeof one !== 'string' && 'missing' in one)
  if (headed.length === 0) return headless[0]?.missing
  for (const { path } of within(inOrder(headed), period)) {
    const problem = await readFile(path, narrator)
    if (problem !== undefined) return problem
  }
  for (const { path } of headless)
    narrator.note(undefined, `${path}: this file has no header: the process or the disk stopped before it was whole`)
  return undefined
}

type Headed = { readonly path: string; readonly header: Header }
type Headless = { readonly path: string; readonly missing: string }

const readBeginning = async (path: string): Promise<Headed | Headless | string> => {
  let first: NumberedLine | undefined
  try {
    for await (const line of readLines(path)) {
      const read = readRecordLine(line.text)
      if (read.kind === 'header') return { path, header: read.header }
      first ??= line
      if (read.kind !== 'cut') return noHeader(path, first)
    }
    return { path, missing: noHeader(path, first) }
  } catch (error) {
    return `Expected a readable file, got "${path}" (${whyUnreadable(errorCode(error))})`
  }
}

const noHeader = (path: string, line: NumberedLine | undefined): string =>
  `${path}:${line?.number ?? 1}: Expected the header of a record, got ${line === undefined ? 'an empty file' : shown(line.text)}`

// A file ends where the next begins.
const within = (files: readonly Headed[], { from, to }: Period): readonly Headed[] =>
  files.filter(({ header }, index) => header.time < to && (files[index + 1]?.header.time ?? Number.POSITIVE_INFINITY) > from)

// Pieces of a run by number, whatever happened to the clock; runs by their beginning.
const inOrder = (files: readonly Headed[]): readonly Headed[] => {
  const begun = new Map<string, number>()
  for (const { header } of files) begun.set(header.run, Math.min(header.time, begun.get(header.run) ?? Number.POSITIVE_INFINITY))
  return [...files].sort(
    ({ header: one }, { header: other }) => (begun.get(one.run) ?? 0) - (begun.get(other.run) ?? 0) || one.piece - other.piece,
  )
}

const readFile = async (path: string, narrator: Listener): Promise<string | undefined> => {
  // Of a line that is not whole it shows only afterwards whether the record broke off there. A full disk may leave several.
  let cut: NumberedLine | undefined
  for await (const line of readLines(path)) {
    const read = readRecordLine(line.text)
    if (cut !== undefined && read.kind !== 'cut') {
      if (read.kind !== 'header') return unexpected(path, cut)
      narrator.note(read.header.time, brokenOff(path, cut))
      cut = undefined
    }
    switch (read.kind) {
      case 'header':
      case 'event': {
        const taken = replayed(read.kind === 'header' ? 'a header' : 'an event', () =>
          read.kind === 'header' ? narrator.begin(read.header) : narrator.take(read.event),
        )
        if (!taken.ok) return `${path}:${line.number}: Expected ${taken.expected}`
        break
      }
      case 'cut':
        cut ??= line
        break
      case 'foreign':
        return unexpected(path, line)
    }
  }
  if (cut !== undefined) narrator.note(undefined, brokenOff(path, cut))
  return undefined
}

/** Only the outline of a line is looked at, and another version or hand may have written the rest. */
export const replayed = <Value>(what: string, deed: () => Value): Parsed<Value> => {
  try {
    return parsed(deed())
  } catch (error) {
    return expected(`${what} that this version can replay: ${error instanceof Error ? error.message : error}`)
  }
}

type NumberedLine = { readonly number: number; readonly text: string }

// Lines that are not blank, with their numbers from 1. Rejects where the file cannot be read, or is a FIFO or a device, which may never end.
async function* readLines(path: string): AsyncGenerator<NumberedLine> {
  const handle = await open(path, constants.O_RDONLY | withoutWaiting)
  try {
    const stats = await handle.stat()
    // To read a folder fails, and says that it is one.
    if (!stats.isDirectory()) demandRegular(path, stats)
    let number = 0
    for await (const text of handle.readLines()) {
      number += 1
      if (text.trim() !== '') yield { number, text }
    }
  } finally {
    await handle.close()
  }
}

const unexpected = (path: string, { number, text }: NumberedLine): string =>
  `${path}:${number}: Expected a line of a record, got ${shown(text)}`

const brokenOff = (path: string, { number }: NumberedLine): string =>
  `${path}:${number}: this line is not whole: the process or the disk stopped in the midst of it`
