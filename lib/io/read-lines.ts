// What are the lines of a file, one at a time?
import { open } from 'node:fs/promises'

export type NumberedLine = { readonly number: number; readonly text: string }

/** Lines that are not blank, with their numbers from 1. Rejects where the file cannot be read. */
export async function* readLines(path: string): AsyncGenerator<NumberedLine> {
  const handle = await open(path)
  try {
    let number = 0
    for await (const text of handle.readLines()) {
      number += 1
      if (text.trim() !== '') yield { number, text }
    }
  } finally {
    await handle.close()
  }
}
