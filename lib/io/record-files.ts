// Which files has a record?
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorCode } from '../values/error-code.ts'

export type Found = { readonly ok: true; readonly files: readonly string[] } | { readonly ok: false; readonly problem: string }

/** All files of a record, by the path of the one that is written: full files have a number behind the name. */
export const filesOf = async (record: string): Promise<Found> => {
  try {
    const names = (await readdir(dirname(record))).filter((name) => name === basename(record) || numbered(name) === basename(record))
    return { ok: true, files: names.map((name) => join(dirname(record), name)) }
  } catch (error) {
    return { ok: false, problem: `Expected a readable record: ${dirname(record)}: ${errorCode(error)}` }
  }
}

const numbered = (name: string): string => name.replace(/\.\d+$/, '')
