// How does a command that a person typed say its result?
import { writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { printable } from '../log/printable.ts'
import { errorCode } from '../values/error-code.ts'

/** `EX_IOERR` of sysexits.h: the result could not be written where it was wanted. */
export const exitUnwritable = 74

const descriptors = { stdout: 1, stderr: 2 } as const

/** A pipe that somebody made non-blocking is full; a reader takes longer than this. */
const againAfterMs = 5

/** `text` shows what others wrote harmlessly, `chart` leaves our own colours in it, `verbatim` is for what a program reads. */
type Manner = 'text' | 'chart' | 'verbatim'

/**
 * Writes whole lines; never used while ExaBGP listens on stdout. Resolves when they are out, to false where they cannot get there, which is said
 * on stderr. A reader that has seen enough and left (`| head`) is no mistake.
 */
export const print = async (where: 'stdout' | 'stderr', lines: readonly string[], manner: Manner = 'text'): Promise<boolean> =>
  (await printTo(where, lines, manner)) !== 'failed'

/** The same for one of many results: whether the reader has `left`, so that nobody wants the next. */
export const printMore = (lines: readonly string[], manner: Manner): Promise<Printed> => printTo('stdout', lines, manner)

type Printed = 'done' | 'left' | 'failed'

const printTo = async (where: 'stdout' | 'stderr', lines: readonly string[], manner: Manner): Promise<Printed> => {
  const shown = manner === 'verbatim' ? lines : lines.map((line) => printable(line, { colours: manner === 'chart' }))
  const trouble = await writeWhole(descriptors[where], Buffer.from(shown.map((line) => `${line}\n`).join('')))
  if (trouble === undefined) return 'done'
  if (trouble === 'EPIPE') return 'left'
  if (where === 'stdout') await printUnwritable(trouble)
  return 'failed'
}

/** Says that stdout is at fault, and resolves to the exit status for that. */
export const printUnwritable = async (reason: string): Promise<number> => {
  await print('stderr', [`stdout cannot be written (${reason}): the result is not complete`])
  return exitUnwritable
}

/** Writes what a command found out, and resolves to its exit status. */
export const printResult = async (lines: readonly string[], status: number, manner?: Manner): Promise<number> =>
  (await print('stdout', lines, manner)) ? status : exitUnwritable

// By hand, as Node takes a disk that is full in the midst of a write for success.
const writeWhole = async (descriptor: number, bytes: Uint8Array): Promise<string | undefined> => {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      const reason = errorCode(error)
      if (reason !== 'EAGAIN') return reason
      await delay(againAfterMs)
    }
  }
  return undefined
}
